"""Reads the product for what N6.1 forbids: rates, rankings and targets of single members of staff.

A scan of words finds what people would read, a scan of syntax what the program would count.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import unescape
from pathlib import Path

from quxiang.web.lists.spec import ListSpec

#: a single member of staff, in Chinese and in code
STAFF = (
    r"(?:辅导员|班主任|指导老师|指导教师|审签老师|导师|专业教师|教师个人|录入员|每位教师|每位老师)"
)
NAMES = re.compile(r"advis|counsellor|tutor|mentor|filed_by|entered_by|recorder_id", re.I)
#: a rate, a target
RATE = r"(?:率|完成度|完成情况|得分|积分|指标|任务数|排)"
WORDS = re.compile(
    r"排名|排行|名次|末位(?:淘汰|约谈|通报)|人均(?:指标|任务|完成)|(?:指标|任务)(?:分解|到人)|目标任务|包干到人|"
    rf"{STAFF}(?:的)?(?:毕业去向)?(?:落实|就业|签约|登记|完成)率"
)
#: a sentence that says that there is none of it
DENIES = re.compile(r"(?:不|没有|无|禁止|不得|不许|勿)[^。；，]{0,8}$")
AGGREGATES = {"Count", "Sum", "Avg", "Max", "Min", "aggregate"}
COUNTERS = {"Counter", "groupby", "defaultdict"}
TABLE = re.compile(r"<table.*?</table>", re.S)
LOOP = re.compile(r"{%\s*(?:regroup\s+\S+\s+by|for\s+\w+\s+in)\s+\S*(?:advis|counsellor)\S*", re.I)
VALUE = re.compile(r"{{[^}]*(?:rate|percent|share|rank|target)[^}]*}}|%\s*</td>", re.I)


@dataclass(frozen=True)
class Found:
    """One thing that must not be there."""

    file: str
    line: int
    why: str


def scan(files: Iterable[Path], root: Path) -> list[Found]:
    """Return what is found in source, templates and tables of words."""
    found: list[Found] = []
    for path in files:
        name, text = str(path.relative_to(root)), path.read_text(encoding="utf-8")
        if path.suffix == ".py":
            found += python(name, text)
        else:
            found += words(name, text)
            if path.suffix in (".html", ".typ"):
                found += template(name, text)
    return found


def words(name: str, text: str, line: int = 1) -> Iterator[Found]:
    """Find rankings and targets in a text, but not where it says that there are none."""
    for match in WORDS.finditer(text):
        before = text[max(0, match.start() - 10) : match.start()]
        if not DENIES.search(before):
            yield Found(name, line + text.count("\n", 0, match.start()), f"“{match[0]}”")


def template(name: str, text: str) -> Iterator[Found]:
    """Find a table with a column of staff and a column of rates, and loops over advisers."""
    for match in TABLE.finditer(text):
        heads = unescape(" ".join(re.findall(r"<th[^>]*>(.*?)</th>", match[0], re.S)))
        shown = heads + " ".join(VALUE.findall(match[0]))
        if re.search(STAFF, heads) and (re.search(RATE, heads) or VALUE.search(shown)):
            yield Found(name, text.count("\n", 0, match.start()) + 1, "教师一列旁有比率一列")
    for match in LOOP.finditer(text):
        after = text[match.end() : match.end() + 600]
        if VALUE.search(after) or re.search(RATE, after):
            yield Found(name, text.count("\n", 0, match.start()) + 1, "逐个教师列出比率")
    if name.endswith(".typ"):
        for match in re.finditer(r"table\.header\((.*?)\)", text, re.S):
            if re.search(STAFF, match[1]) and re.search(RATE, match[1]):
                yield Found(name, text.count("\n", 0, match.start()) + 1, "教师一列旁有比率一列")


def python(name: str, text: str) -> Iterator[Found]:
    """Find forbidden words in strings, and counts grouped by a member of staff."""
    tree = ast.parse(text)
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield from words(name, node.value, node.lineno)
        elif (isinstance(node, ast.Call) and _groups(node)) or (
            isinstance(node, ast.DictComp) and _tallies(node)
        ):
            yield Found(name, node.lineno, "按教师个人分组计数")


def _groups(call: ast.Call) -> bool:
    """Say whether a chain counts by a person: ``values("adviser").annotate(Count(…))``."""
    if _called(call) in COUNTERS:
        return any(_names_staff(each) for each in call.args)
    if _called(call) not in ("annotate", "aggregate", "values", "values_list"):
        return False
    keys, counts = False, False
    node: ast.AST = call
    while isinstance(node, ast.Call):
        inside = [*node.args, *(each.value for each in node.keywords)]
        if _called(node) in ("values", "values_list"):
            keys |= any(_names_staff(each) for each in inside)
        counts |= any(
            isinstance(each, ast.Call) and _called(each) in AGGREGATES
            for argument in inside
            for each in ast.walk(argument)
        )
        node = node.func.value if isinstance(node.func, ast.Attribute) else ast.Pass()
    return keys and counts


def _tallies(node: ast.DictComp) -> bool:
    counts = any(
        (isinstance(each, ast.Call) and _called(each) in ("len", "sum", "rate"))
        or (isinstance(each, ast.BinOp) and isinstance(each.op, ast.Div))
        for each in ast.walk(node.value)
    )  # fmt: skip
    return counts and _names_staff(node.key)


def _called(call: ast.Call) -> str:
    return getattr(call.func, "attr", getattr(call.func, "id", ""))


def _names_staff(node: ast.AST) -> bool:
    for each in ast.walk(node):
        name = getattr(each, "attr", getattr(each, "id", getattr(each, "value", "")))
        if isinstance(name, str) and NAMES.search(name):
            return True
    return False


def spec(of: ListSpec) -> Iterator[Found]:
    """Find a list of staff with a rate of each, and counts of rows by one of them."""
    titles = [each.title for each in of.columns]
    people = [each for each in titles if re.search(STAFF, each)]
    rates = [each for each in titles if re.search(RATE, each)]
    if (people or re.search(STAFF, of.title)) and rates:
        yield Found(of.name, 0, f"{people or of.title}旁有{rates}")
    for each in of.columns:
        if each.number and NAMES.search(" ".join((each.key, *each.order))):
            yield Found(of.name, 0, f"按教师个人的数：{each.title}")
    for chosen in of.filters:
        if chosen.counted and NAMES.search(chosen.field):
            yield Found(of.name, 0, f"按教师个人计数的筛选：{chosen.title}")
