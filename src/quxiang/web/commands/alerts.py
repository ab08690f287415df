"""``quxiang alerts``: run the rules of a cohort here and now, list the cases there are."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

from quxiang.cli.chinese import Command, Group, refusing
from quxiang.problems import Problem, UnusableError

if TYPE_CHECKING:
    from quxiang.web.alerts.models import Case, RuleRun
    from quxiang.web.roster.models import Cohort

COHORT = click.option("--cohort", metavar="年份", help="哪一届；默认最新的一届。")
SCHOOL = click.option("--school", metavar="代码", help="学校代码；只有一所学校时不用写。")
FORMAT = click.option(
    "--format", "kind", type=click.Choice(["text", "json"]), default="text", help="输出形式。"
)


@click.group(
    cls=Group, name="alerts", help="预警：运行规则，列出待办的预警。",
    epilog="quxiang alerts run --cohort 2024\nquxiang alerts list --college 农学院",
)  # fmt: skip
def command() -> None:
    pass


@command.command(
    "run", cls=Command, help="冻结数据、运行规则、更新预警。没有做完时退出码为 2。",
    epilog="quxiang alerts run --cohort 2024",
)  # fmt: skip
@COHORT
@SCHOOL
@FORMAT
def run(cohort: str | None, school: str | None, kind: str) -> None:
    with refusing():
        chosen = _cohort(cohort, school)
        from quxiang.web.alerts.services.running import begin, do_run
        from quxiang.web.alerts.states import RunState
        from quxiang.web.audit import trail
        from quxiang.web.common.refusals import InvalidError, StaleStateError

        try:
            with trail.atomic():
                row = begin(chosen, None, "命令行运行")
            do_run(row)
        except (InvalidError, StaleStateError) as error:
            raise UnusableError(Problem("alerts_refused", str(error), "")) from error
        row.refresh_from_db()
        if row.state != RunState.DONE:
            raise UnusableError(Problem("alerts_failed", row.message, ""))
        _say_run(row, kind)


def _say_run(row: RuleRun, kind: str) -> None:
    counts = {
        "fault": row.faults, "to_check": row.to_check, "exempted": row.exempt, "muted": row.muted,
        "opened": row.opened,
        "seen": row.seen, "gone": row.gone,
    }  # fmt: skip
    if kind == "json":
        about = {"cohort": str(row.cohort.year), "snapshot": row.snapshot_id, "sha256": row.sha256}
        told = {**about, **counts, "rules": row.totals, "not_run": row.not_run}
        click.echo(json.dumps(told, ensure_ascii=False))
        return
    click.echo(f"{row.cohort}：统计 {row.counted:,} 人。")
    click.echo(
        f"发现 {row.faults} 项，待核 {row.to_check} 项，按豁免不列 {row.exempt} 项，"
        f"已有答复或另有原因而不列 {row.muted} 项。"
    )
    click.echo(f"新立 {row.opened} 件，仍在 {row.seen} 件，不再发现 {row.gone} 件。")
    for code, reason, partial in row.not_run:
        click.echo(f"  {code}{'（部分）' if partial else ''}：{reason}")


@command.command(
    "list", cls=Command, help="列出预警，一行一件：状态、规则、责任单位、期限、发现了什么。",
    epilog="quxiang alerts list --state answered\nquxiang alerts list --rule V501 --format json",
)  # fmt: skip
@COHORT
@SCHOOL
@click.option("--state", type=click.Choice(["open", "answered", "closed"]), help="只列这一状态。")
@click.option("--rule", metavar="规则", help="只列这条规则的。")
@click.option("--college", metavar="学院", help="只列这个学院的。")
@FORMAT
def listed(
    *, cohort: str | None, school: str | None, state: str | None, rule: str | None,
    college: str | None, kind: str,
) -> None:  # fmt: skip
    with refusing():
        chosen = _cohort(cohort, school)
    from quxiang.web.alerts.models import Case
    from quxiang.web.alerts.states import LIVE

    asked = {"state": state, "rule": rule and rule.upper(), "college__name": college}
    rows = Case.objects.filter(cohort=chosen, **{k: v for k, v in asked.items() if v})
    if state is None:
        rows = rows.filter(state__in=LIVE)
    told = [_told(each) for each in rows.select_related("college").order_by("due_on", "pk")]
    if kind == "json":
        click.echo(json.dumps(told, ensure_ascii=False))
        return
    for each in told:
        click.echo("  ".join(str(each[name]) for name in _SHOWN))
    doubtful = sum(each["verdict"] == "to_check" for each in told)
    exempt = _exempt(chosen, str(asked["rule"] or ""), college)
    click.echo(f"共 {len(told)} 件，其中待核 {doubtful} 件；另有 {exempt} 项按豁免不列。")


def _exempt(cohort: Cohort, rule: str, college: str | None) -> int:
    """Return what the newest run exempts of the rule and the college that were asked for."""
    from quxiang.web.alerts.exemptionreading import exempt_in
    from quxiang.web.alerts.services.running import last_run
    from quxiang.web.orgs.models import Unit

    units = Unit.objects.filter(school_id=cohort.school_id, name=college)
    within = None if college is None else list(units.values_list("pk", flat=True))
    return exempt_in(last_run(cohort), rule, within)


_SHOWN = ("number", "state", "rule", "college", "due", "message")


def _told(case: Case) -> dict[str, object]:
    return {
        "number": case.pk, "state": case.get_state_display(), "rule": case.rule,
        "verdict": case.verdict, "college": case.college.name if case.college else "全校",
        "desk": case.get_desk_display(), "due": case.due_on.isoformat(),
        "message": case.message, "fingerprint": case.fingerprint,
    }  # fmt: skip


def _cohort(year: str | None, school: str | None) -> Cohort:
    """Return the cohort that is meant; raise :class:`UnusableError` where that is not clear."""
    from quxiang.web.commands import django

    django.start()
    django.demand_database()
    from quxiang.web.orgs.models import School
    from quxiang.web.roster.models import Cohort

    schools = School.objects.filter(code=school) if school else School.objects.all()
    if schools.count() != 1:
        known = "、".join(School.objects.order_by("code").values_list("code", flat=True))
        message = f"没有这所学校。已有：{known or '无'}。" if school else "请写明是哪所学校。"
        raise UnusableError(Problem("bad_school", message, f"可用 --school：{known or '无'}。"))
    cohorts = Cohort.objects.filter(school=schools.get()).select_related("school")
    found = cohorts.filter(year=int(year) if year.isdecimal() else 0) if year else cohorts
    chosen = found.first()
    if chosen is None:
        known = "、".join(str(each.year) for each in cohorts)
        message = f"没有 {year} 届。" if year else "还没有开设届别。"
        raise UnusableError(Problem("bad_cohort", message, f"已有的届：{known or '无'}。"))
    return chosen
