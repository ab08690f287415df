"""启用前的登记 as a list: which batches have the scans of their papers, and which have none."""

from __future__ import annotations

from quxiang.web.common import clock
from quxiang.web.lists.spec import Column, Filter, ListSpec, Rows, opening
from quxiang.web.orgs.models import Unit
from quxiang.web.roster.lists import unit_names

_PROVED = {"no": "缺扫描件", "yes": "已附扫描件"}
_TONES = {"no": "doubt", "yes": "good"}


def _named(rows: Rows, text: str) -> Rows:
    return rows.filter(filename__contains=text.strip())


ADOPTIONS = ListSpec(
    name="adoptions",
    title="启用前的登记",
    columns=(
        Column("filename", "接收的文件", order=("filename",)),
        Column("cohort", "届", value=lambda a: str(a.cohort)),
        Column("college", "学院", value=lambda a: a.college.name, order=("college__order",)),
        Column("size", "人数", number=True, labelled=True),
        Column("by", "接收人", value=lambda a: a.by.name, labelled=True),
        Column("at", "接收时间", value=lambda a: f"{clock.local(a.at):%Y-%m-%d}", order=("at",)),
        Column("scans_kept", "扫描件", number=True, labelled=True),
        Column(
            "proved", "纸质审签", value=lambda a: _PROVED[a.proved], tone=lambda a: _TONES[a.proved]
        ),
    ),
    order=("-at", "pk"),
    search=_named,
    search_hint="文件名",
    filters=(
        Filter("proved", "纸质审签", "proved", lambda _: _PROVED),
        Filter("college", "学院", "college_id", unit_names(Unit.Kind.COLLEGE)),
    ),
    link=opening("adoption:one"),
    exportable=False,
    empty_title="没有启用前的登记",
    empty_hint="学期中途启用的，在“导入”里用“启用前的登记系统数据”接收，再到这里附上纸质审签的扫描件。",
)  # fmt: skip
