"""No ranking of advisers anywhere, no per-person target (N6.1): the whole product is read."""

from __future__ import annotations

import importlib
import io
import pkgutil
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

import quxiang
import quxiang.web
from quxiang.engine.figureform import DIMENSIONS, shipped_figures
from quxiang.standards.tables import TABLES
from quxiang.web.bulletins import wording
from quxiang.web.lists.spec import Column, Filter, ListSpec
from quxiang.web.season.figuring import GROUPINGS
from quxiang.web.wordfiles.filling import filled
from quxiang.web.wordfiles.kinds import all_kinds
from web.discipline import STAFF, Found, scan, spec, words

ROOT = Path(quxiang.__file__).parent
ENDINGS = (".py", ".html", ".typ", ".yaml", ".csv", ".txt", ".md", ".js")
#: where the words stand because they are refused
REFUSES = ("web/bulletins/wording.py",)
#: what of the engine's tables may name a member of staff: nothing is grouped by it
PERSON = {"filed_by"}


def sources() -> list[Path]:
    every = (each for each in ROOT.rglob("*") if each.suffix in ENDINGS)
    return sorted(
        each for each in every
        if "vendor" not in each.parts and "migrations" not in each.parts
    )  # fmt: skip


def modules() -> Iterator[ModuleType]:
    for each in pkgutil.walk_packages(quxiang.web.__path__, "quxiang.web."):
        if ".migrations" not in each.name and not each.name.endswith(("wsgi", "__main__")):
            yield importlib.import_module(each.name)


def specs() -> dict[str, ListSpec]:
    found = {}
    for module in modules():
        for value in vars(module).values():
            several = value if isinstance(value, (list, tuple)) else [value]
            found.update({each.name: each for each in several if isinstance(each, ListSpec)})
            if isinstance(value, dict):
                found.update({e.name: e for e in value.values() if isinstance(e, ListSpec)})
    return found


def test_no_page_no_template_and_no_selector_ranks_advisers_or_sets_targets() -> None:
    files = sources()
    assert {".py", ".html", ".typ", ".yaml", ".csv"} <= {each.suffix for each in files}
    found = [each for each in scan(files, ROOT) if each.file not in REFUSES]
    assert found == []


def test_what_is_excepted_still_needs_it() -> None:
    for name in REFUSES:
        assert scan([ROOT / name], ROOT), name
    assert wording.FORBIDDEN.search("辅导员排名")


def test_no_list_shows_a_rate_by_person() -> None:
    every = specs()
    assert {"bulletins", "graduates", "listings"} <= set(every)
    assert len(every) > 15
    assert [each for one in every.values() for each in spec(one)] == []


def test_no_figure_can_be_grouped_by_an_adviser() -> None:
    """A snapshot does not know who advises whom, so no page and no command can count by it."""
    for table in TABLES.values():
        for column in table.columns:
            told = " ".join((column.name, *column.aliases))
            assert not re.search(rf"advis|counsellor|{STAFF}", told), (table.name, column.name)
    assert not [each for each in DIMENSIONS if "advis" in each]
    assert not PERSON & {*GROUPINGS, *DIMENSIONS}
    texts = [f"{each.title}{each.formula}{each.sentence}" for each in shipped_figures()]
    assert not [each for text in texts for each in words("figures", text)]


def test_the_word_templates_neither() -> None:
    kinds = all_kinds()
    assert "bulletin" in {each.code for each in kinds}
    for content in [e for k in kinds for e in (k.shipped(), filled(k.shipped(), k.sample()))]:
        with zipfile.ZipFile(io.BytesIO(content)) as whole:
            text = " ".join(
                re.sub(r"<[^>]+>", "", whole.read(name).decode())
                for name in whole.namelist() if name.endswith(".xml")
            )  # fmt: skip
        assert list(words("docx", text)) == []


#: one of each kind, and beside it what may well stand there
PLANTED: dict[str, tuple[str, str, str]] = {
    "words.html": ("html", "<p>各辅导员排名如下</p>", "<p>不对辅导员排名</p>"),
    "target.html": ("html", "<p>请完成人均指标</p>", "<p>不设人均指标</p>"),
    "rate.html": ("html", "<p>班主任就业率</p>", "<p>班主任姓名</p>"),
    "table.html": (
        "html",
        "<table><tr><th>辅导员</th><th>落实率</th></tr><tr><td>{{ x }}</td></tr></table>",
        "<table><tr><th>辅导员</th><th>电话</th></tr><tr><td>{{ x }}</td></tr></table>",
    ),
    "loop.html": (
        "html",
        "{% for each in advisers %}{{ each.name }} {{ each.rate }}{% endfor %}",
        "{% for each in advisers %}{{ each.name }} {{ each.title }}{% endfor %}",
    ),
    "regroup.html": (
        "html",
        "{% regroup rows by adviser as groups %}{{ g.list|length }} 登记率",
        "{% regroup rows by college as groups %}{{ g.list|length }} 登记率",
    ),
    "sheet.typ": (
        "typ", 'table.header("导师", "就业率")', 'table.header("学院", "就业率")'
    ),
    "values.py": (
        "py",
        "rows.values('adviser').annotate(n=Count('pk'))",
        "rows.values('college').annotate(n=Count('pk'))",
    ),
    "listed.py": (
        "py",
        "rows.order_by().values_list('graduate__advisings__adviser_id').annotate(Count('pk'))",
        "rows.values_list('graduate__advisings__adviser_id')",
    ),
    "counter.py": (
        "py", "Counter(each.adviser_id for each in rows)", "Counter(each.college_id for e in rows)"
    ),
    "comprehension.py": (
        "py",
        "{row.adviser: len(row.done) / len(row.all) for row in rows}",
        "{row.adviser: row.name for row in rows}",
    ),
    "text.py": ("py", "TITLE = '辅导员落实率'", "TITLE = '学院落实率'"),
    "rule.yaml": ("yaml", "message: 目标任务没有完成", "message: 材料没有补齐"),
}  # fmt: skip


@pytest.mark.parametrize("name", PLANTED)
def test_what_is_planted_is_found_and_what_may_stand_is_not(tmp_path: Path, name: str) -> None:
    _, wrong, right = PLANTED[name]
    for text, found in ((wrong, True), (right, False)):
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        assert bool(scan([path], tmp_path)) is found, text


@pytest.mark.parametrize(
    ("planted", "found"),
    [
        (ListSpec("a", "毕业生", (Column("adviser", "辅导员"), Column("r", "登记率")), ("pk",)), 1),
        (ListSpec("a", "辅导员工作", (Column("r", "完成率"),), ("pk",)), 1),
        (ListSpec("a", "学院", (Column("name", "学院"), Column("r", "登记率")), ("pk",)), 0),
        (ListSpec("a", "毕业生", (Column("adviser", "辅导员"),), ("pk",)), 0),
        (
            ListSpec(
                "a", "毕业生", (), ("pk",),
                filters=(Filter("a", "老师", "advisings__adviser_id", lambda _: {}),),
            ), 1,
        ),
        (ListSpec("a", "人数", (Column("adviser_count", "人数", number=True),), ("pk",)), 1),
    ],
)  # fmt: skip
def test_a_list_that_is_planted_is_found(planted: ListSpec, found: int) -> None:
    told: list[Found] = list(spec(planted))
    assert len(told) == found
