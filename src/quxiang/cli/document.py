"""Fill the report's document from what was read and what the run gave."""

from __future__ import annotations

from pathlib import Path

from quxiang import __version__
from quxiang.cli.inputs import Loaded
from quxiang.engine.results import Outcome
from quxiang.engine.run import Plan
from quxiang.exchange import Understood
from quxiang.reports.document import ColumnUse, Document, Input, Scheme, Setting
from quxiang.standards import Settings, Standard
from quxiang.standards.tables import TABLES

_COUNTS_FROM = {"in_review": "提交审签起", "signed": "审签完成起", "entered": "录入系统起"}
_UNITS = {"points": "百分点", "relative": "相对变化"}


def document_of(command: str, loaded: Loaded, plan: Plan, outcome: Outcome) -> Document:
    """Return the document of one run; ``figures`` shows no findings."""
    graduates = loaded.dataset.tables["graduates"]
    standards = (loaded.standard, *loaded.compared)
    return Document(
        command=command,
        program=f"quxiang {__version__}",
        school="、".join(sorted(graduates.column("school").unique().to_pylist())),
        cohort="、".join(filter(None, sorted(graduates.column("cohort").unique().to_pylist()))),
        standards=tuple(Scheme(each.scheme, each.digest) for each in standards),
        settings_digest=loaded.settings.digest,
        scope=_scope(loaded.settings),
        moment=outcome.moment,
        moment_basis=loaded.moment_basis,
        counted=outcome.counted,
        lang=plan.lang,
        settings=_settings(loaded.settings, standards),
        inputs=_inputs(loaded),
        problems=loaded.gathered.problems,
        figures=outcome.figures,
        findings=outcome.findings if command == "check" else (),
        not_run=outcome.not_run,
        not_counted=outcome.not_counted,
        left_out=outcome.left_out,
        rules={each.rule.code: each.rule for each in plan.rules},
        figure_rules=tuple(plan.figures),
    )


def _scope(settings: Settings) -> str:
    return f"学籍状态为{'、'.join(settings.counted_statuses)}的全体毕业生；没有状态列时为表内全部。"


def _settings(settings: Settings, standards: tuple[Standard, ...]) -> tuple[Setting, ...]:
    members = settings.flexible_members
    flexible = "、".join(members) if members else "未设定，两种读法并列"
    other = "计入单位就业" if settings.other_hire_is_employer else "单列一类"
    return (
        Setting("scheme", "去向方案", "、".join(each.scheme for each in standards)),
        Setting(
            "counts_from",
            "自何时起计入",
            _COUNTS_FROM[settings.counts_from],
            "本校设置，官方未明示",
            "medium",
        ),
        Setting("flexible_members", "灵活就业率成员", flexible, "2024 方案的成员官方未公布", "low"),
        Setting("other_hire_is_employer", "其他录用形式（12）", other, "2024 方案推断", "medium"),
        Setting(
            "swing_unit",
            "周变化按",
            _UNITS[settings.swing_unit],
            "通知只写“超过10%”，单位待证实",
            "medium",
        ),
        Setting("swing_base", "周变化的最小基数", f"{settings.swing_base} 人", "本系统默认"),
    )


def _inputs(loaded: Loaded) -> tuple[Input, ...]:
    paths = {"graduates": loaded.chosen.file, **loaded.chosen.secondary}
    gathered = loaded.gathered
    return tuple(
        Input(
            file=file.name,
            table=table,
            table_title=TABLES[table].title,
            rows=file.rows,
            sha256=file.sha256,
            sheet=file.sheet,
            header_row=file.header_row,
            layout=file.layout,
            encoding=file.encoding,
            columns=tuple(_use(each) for each in gathered.columns[table]),
            path=str(Path(paths[table]).absolute()),
        )
        for table, file in gathered.files.items()
    )


def _use(column: Understood) -> ColumnUse:
    return ColumnUse(column.header, column.field or "", column.sentence, column.how)
