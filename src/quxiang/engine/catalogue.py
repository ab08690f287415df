"""The rules there are: shipped ones, and those a school drops into a folder."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from quxiang.engine.ruleform import Rule, read_rule
from quxiang.engine.yamlform import Value, raise_if, shown
from quxiang.problems import Problem, UnusableError, Where

RULES_FOLDER = Path(__file__).parent / "rules"
_CODE = re.compile(r"[A-Z][0-9]{3}")
#: more than all graduates there ever were
_TOO_BIG = 10**9
#: a parameter that is a day of every year, as 06-15; the 29th of February is none
_DAY = re.compile(
    r"(?!02-(?:29|3))(?!(?:0[469]|11)-31)(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])"
)


@lru_cache(maxsize=1)
def shipped_rules() -> tuple[Rule, ...]:
    """Return every shipped rule, by code."""
    return _read(sorted(RULES_FOLDER.glob("*/*.yaml")), known={})


def school_rules(folder: Path, shipped: Iterable[Rule]) -> tuple[Rule, ...]:
    """Read a school's own rule files of ``folder``; refuse all of them for one bad file."""
    files = sorted([*folder.glob("*.yaml"), *folder.glob("*.yml")]) if folder.is_dir() else []
    if not files:
        raise UnusableError(
            Problem(
                "no_rule_file",
                f"文件夹“{folder}”里没有规则文件。",
                "请放入至少一个 .yaml 规则文件，或去掉 --rules-dir。",
                Where(str(folder)),
            )
        )
    known = {rule.code: rule.file for rule in shipped}
    return tuple(replace(rule, own=True) for rule in _read(files, known))


def _read(files: Iterable[Path], known: Mapping[str, str]) -> tuple[Rule, ...]:
    problems: list[Problem] = []
    rules = [rule for path in files if (rule := read_rule(path, problems)) is not None]
    seen = dict(known)
    for rule in rules:
        problems.extend(_identity_problems(rule, seen))
        seen[rule.code] = rule.file
    raise_if(problems)
    return tuple(sorted(rules, key=lambda rule: rule.code))


def _identity_problems(rule: Rule, seen: Mapping[str, str]) -> list[Problem]:
    where = Where(Path(rule.file).name)
    if not _CODE.fullmatch(rule.code):
        return [
            Problem(
                "bad_rule_code",
                f"规则代码“{rule.code}”不合式样。",
                "请写一个大写字母加三位数字。",
                where,
            )
        ]
    if rule.code in seen:
        other = Path(seen[rule.code]).name
        return [
            Problem(
                "rule_code_taken",
                f"规则代码 {rule.code} 已被 {other} 使用。",
                "请换一个代码。",
                where,
            )
        ]
    return []


def with_parameters(
    rules: Iterable[Rule], changes: Mapping[str, Mapping[str, Value]]
) -> dict[str, dict[str, Value]]:
    """Return each rule's parameters with ``changes`` (rule code → name → value) laid over.

    Raises :class:`UnusableError` for a rule or parameter there is not, or a value of another type.
    """
    by_code = {rule.code: rule for rule in rules}
    parameters = {code: dict(rule.params) for code, rule in by_code.items()}
    problems: list[Problem] = []
    for code, values in changes.items():
        for name, value in values.items():
            if code not in by_code:
                problems.append(_unknown_rule(code))
            elif name not in by_code[code].params:
                problems.append(_unknown_parameter(by_code[code], name))
            elif (typed := coerced(by_code[code].params[name], value)) is None:
                problems.append(_bad_parameter(by_code[code], name, value))
            else:
                parameters[code][name] = typed
    raise_if(problems)
    return parameters


def coerced(default: Value, value: Value) -> Value | None:
    """Return ``value`` in the type of a parameter's default, ``None`` where it does not fit.

    A list is written ``a,b`` and never empty; whole numbers below zero, or too big to count
    anything here, fit nowhere; a day of the year stays one.
    """
    if isinstance(default, tuple):
        parts = value if isinstance(value, tuple) else tuple(shown(value).split(","))
        typed = tuple(coerced(default[0], part) for part in parts)
        return None if None in typed or not typed else typed  # type: ignore[return-value]
    if isinstance(default, bool) or isinstance(value, bool):
        return value if type(value) is type(default) else None
    if isinstance(default, int):
        return value if isinstance(value, int) and 0 <= value < _TOO_BIG else None
    text = shown(value).strip()
    if _DAY.fullmatch(shown(default)) and not _DAY.fullmatch(text):
        return None
    return text or None


def _unknown_rule(code: str) -> Problem:
    return Problem("unknown_rule", f"没有规则 {code}。", "用 quxiang rules 查看全部规则。")


def _unknown_parameter(rule: Rule, name: str) -> Problem:
    known = "、".join(rule.params) or "无"
    message = f"规则 {rule.code} 没有参数“{name}”。"
    return Problem("unknown_parameter", message, f"它的参数：{known}。")


def _bad_parameter(rule: Rule, name: str, value: Value) -> Problem:
    return Problem(
        "bad_parameter",
        f"规则 {rule.code} 的参数“{name}”不能是“{shown(value)}”。",
        f"请写成与默认值 {shown(rule.params[name])} 同样的形式。",
    )
