"""A school's own rules as the engine reads them: texts kept in the database, laid out as files."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory

from django.conf import settings

from quxiang.engine.catalogue import school_rules, shipped_rules
from quxiang.engine.checked import Checked, checked
from quxiang.engine.ownchecking import try_examples
from quxiang.engine.ruleform import Rule, read_rule
from quxiang.engine.snapshots.results import NotRunLine
from quxiang.engine.yamlform import raise_if
from quxiang.problems import Problem, UnusableError
from quxiang.web.alerts.ownmodels import OwnRule
from quxiang.web.alerts.states import UNREAD, OwnRuleState
from quxiang.web.common.refusals import InvalidError

FOLDER = "own_rules"
#: bytes of one file; the longest shipped one has a third of it
LARGEST = 64 * 1024
#: characters of its name; in UTF-8 still a name a folder takes
LONGEST = 60


def digest_of(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def read_upload(data: bytes, filename: str) -> tuple[str, str]:
    """Return the text of an uploaded file and what the file is called; nothing of it is parsed.

    Raises :class:`InvalidError` where its size, name or encoding will not do.
    """
    if not data or len(data) > LARGEST:
        raise InvalidError(f"规则文件应是 1 字节到 {LARGEST // 1024} KB 的文本，请核对后再上传。")
    name = Path(filename).name[-LONGEST:] or "rule.yaml"
    if not name.endswith((".yaml", ".yml")):
        raise InvalidError("规则文件的名字要以 .yaml 结尾，请核对是否选错了文件。")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise InvalidError(
            f"{name} 第 {line} 行不是 UTF-8 编码的文字。请另存为 UTF-8 编码后再上传。"
        ) from error
    if "\0" in text:
        raise InvalidError(f"{name} 不是文本文件。请核对是否选错了文件。")
    return text, name


def examine(row: OwnRule) -> Rule:
    """Return the rule of an uploaded file, once it was checked and its examples ran.

    Raises :class:`UnusableError` with what the engine says of it. For the worker, as it takes
    long; checking and examples are a child's, with limits on time and memory.
    """
    with TemporaryDirectory(prefix="quxiang-own-") as folder:
        (Path(folder) / row.title).write_bytes(row.text.encode())
        (rule,) = school_rules(Path(folder), shipped_rules())
        checked([rule])
        try_examples([rule])
    return rule


def said_of(problem: Problem) -> str:
    """Return a problem of a file as a page says it: where, what, what to do."""
    where = str(problem.where)
    said = f"{problem.message}{problem.remedy}"
    return f"{where}：{said}" if where else said


def rule_of(row: OwnRule) -> Rule:
    """Return a version as the engine's rule, from a file that holds exactly its text.

    Raises :class:`InvalidError` for one that has not passed: nothing of it is read here.
    """
    if row.state in UNREAD:
        raise InvalidError("这个文件没有通过检查，不能运行。请改好后重新上传。")
    folder = Path(settings.HOME) / FOLDER / row.sha256[:16]
    path = folder / f"{row.code}.yaml"
    if not path.exists() or digest_of(path.read_text(encoding="utf-8")) != row.sha256:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        laid = folder / f".{row.pk}.part"
        laid.write_text(row.text, encoding="utf-8")
        laid.replace(path)
    return _read(str(path), row.sha256)


@lru_cache(maxsize=64)
def _read(path: str, _sha256: str) -> Rule:
    problems: list[Problem] = []
    rule = read_rule(Path(path), problems)
    raise_if(problems)
    if rule is None:
        raise UnusableError(Problem("own_rule_unreadable", "本校规则的文件读不出来。", ""))
    return replace(rule, own=True)


def own_rows(school_id: int) -> list[OwnRule]:
    """Return the versions that are switched on, by code."""
    rows = OwnRule.objects.filter(school_id=school_id, state=OwnRuleState.IN_FORCE)
    return list(rows.order_by("code"))


def own_rules(school_id: int) -> list[Rule]:
    return [rule_of(row) for row in own_rows(school_id)]


def find_own(school_id: int, code: str) -> Rule | None:
    """Return an own rule by its code: as it is in force, else as it was last."""
    rows = OwnRule.objects.filter(school_id=school_id, code=code).exclude(decided_at=None)
    newest = sorted(rows, key=lambda row: (row.state == OwnRuleState.IN_FORCE, row.number))
    return rule_of(newest[-1]) if newest else None


def own_titles(school_id: int) -> dict[str, str]:
    """Return what own rules are called, by code: of several versions the newest that was on."""
    rows = OwnRule.objects.filter(school_id=school_id).exclude(decided_at=None)
    return dict(rows.order_by("number").values_list("code", "title"))


def checked_own(rows: Iterable[OwnRule]) -> tuple[tuple[Checked, ...], Sequence[NotRunLine]]:
    """Return the own rules that may run, and why others may not: one bad file stops no run."""
    ready: list[Checked] = []
    left: list[NotRunLine] = []
    for row in rows:
        try:
            ready += checked([rule_of(row)])
        except UnusableError as error:
            why = "".join(said_of(each) for each in error.problems)
            left.append(NotRunLine(row.code, f"未运行：本校规则没有通过检查。{why}", partial=False))
    return tuple(ready), left
