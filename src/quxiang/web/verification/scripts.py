"""What callers say, by whom is asked and which class: shipped, or the school's own version."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from quxiang.engine.yamlform import Form, parse_form
from quxiang.problems import Problem
from quxiang.web.common.refusals import InvalidError
from quxiang.web.verification.models import Kind, Script

SHIPPED = Path(__file__).with_name("shipped.yaml")
#: what can differ; the names under which the engine's table ``checks`` has them
ITEMS = {
    "class": "实际去向", "employer": "单位", "code": "落实形式", "place": "地点", "job": "工作",
    "wage": "最低工资", "school": "升学院校", "truth": "本人填写或确认",
}  # fmt: skip
#: fields of a version a step may show
FIELDS = (
    "code", "employer_name", "employer_uscc", "place_name", "address", "job", "industry",
    "employer_nature", "startup_form", "occupation", "wage_floor_met", "agreed_on",
    "school_abroad", "major_abroad", "country_abroad", "using_employer_name", "contract_ends_on",
)  # fmt: skip
LONGEST = 30_000


@dataclass(frozen=True)
class Step:
    """One question: which item it is about, what is asked, what follows another answer."""

    item: str
    ask: str
    shows: tuple[str, ...] = ()
    otherwise: str = ""

    @property
    def title(self) -> str:
        return ITEMS[self.item]


@dataclass(frozen=True)
class Part:
    """The questions of one kind of call; without groups for all that have no part of their own."""

    kind: str
    groups: tuple[str, ...]
    steps: tuple[Step, ...]


@dataclass(frozen=True)
class Words:
    """A whole script."""

    opening: Mapping[str, str]
    closing: str
    parts: tuple[Part, ...]

    def steps_for(self, kind: str, group: str) -> tuple[Step, ...]:
        mine = [each for each in self.parts if each.kind == kind]
        exact = [each for each in mine if group in each.groups]
        return (exact or [each for each in mine if not each.groups])[0].steps


def script_of(school_id: int) -> Script | None:
    """Return the newest version a school keeps; nothing: the shipped one."""
    return Script.objects.filter(school_id=school_id).select_related("by").first()


def text_of(script: Script | None) -> str:
    return SHIPPED.read_text(encoding="utf-8") if script is None else script.text


def words_of(script: Script | None) -> Words:
    return parsed(text_of(script))


@lru_cache(maxsize=16)
def parsed(text: str) -> Words:
    """Read a script. Refuses with the lines that are wrong, why, and what to do."""
    if len(text) > LONGEST:
        raise InvalidError(f"话术太长，最多 {LONGEST:,} 字。请删去不用的段落。")
    problems: list[Problem] = []
    form = parse_form(text, "话术", problems)
    words = _words(form, problems) if form is not None else None
    if problems or words is None:
        raise InvalidError([_with_line(each) for each in problems[:5]])
    return words


def _with_line(problem: Problem) -> Problem:
    line = problem.where.cell if problem.where else ""
    return Problem(problem.code, f"{line}：{problem.message}" if line else problem.message,
                   problem.remedy)  # fmt: skip


def _words(form: Form, problems: list[Problem]) -> Words:
    form.refuse_other(("opening", "closing", "parts"))
    opening = form.form("opening")
    if opening is not None:
        opening.refuse_other(tuple(Kind.values))
    elif not problems:
        form.complain("missing_key", "缺少“opening”。", "请写上三种方式的开场白。")
    said = {kind: opening.text(kind) for kind in Kind.values} if opening is not None else {}
    parts = tuple(_part(each) for each in form.forms("parts"))
    for kind in Kind.values:
        if not any(each.kind == kind and not each.groups for each in parts):
            message = f"parts 里缺少 {kind} 的通用一段（不写 groups）。"
            form.complain("missing_key", message, "没有单独话术的类别要用它，请补上。")
    return Words(said, form.text("closing"), parts)


def _part(form: Form) -> Part:
    form.refuse_other(("for", "groups", "steps"))
    kind = form.text("for", choices=tuple(Kind.values))
    steps = tuple(_step(each) for each in form.forms("steps"))
    if not steps:
        form.complain("missing_key", "这一段没有问题。", "请在 steps 里至少写一条。")
    if len({each.item for each in steps}) != len(steps):
        form.complain("duplicate_key", "同一个 item 问了两次。", "每个 item 只问一条。")
    return Part(kind, form.names("groups"), steps)


def _step(form: Form) -> Step:
    form.refuse_other(("item", "ask", "shows", "otherwise"))
    shows = form.names("shows")
    for each in shows:
        if each not in FIELDS:
            message = f"shows 里没有“{each}”这一项。"
            form.complain("bad_choice", message, f"可用的：{'、'.join(FIELDS)}。")
    item = form.text("item", choices=tuple(ITEMS))
    return Step(item, form.text("ask"), shows, form.text("otherwise", required=False))


def filled(text: str, values: Mapping[str, str]) -> str:
    """Return a sentence with ``{name}`` and ``{school}`` filled in, and nothing else touched."""
    for name, value in values.items():
        text = text.replace(f"{{{name}}}", value)
    return text
