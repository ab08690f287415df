"""The numbers of a report: of the conclusions it freezes, and of the newest snapshot."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Q
from django.urls import reverse

from quxiang.web.alerts.models import Case
from quxiang.web.bulletins.numbers import Number, of_figure, read
from quxiang.web.common import clock
from quxiang.web.common.refusals import InvalidError
from quxiang.web.orgs.models import Unit
from quxiang.web.roster.models import Cohort, Graduate
from quxiang.web.season.figuring import counted
from quxiang.web.season.models import Snapshot
from quxiang.web.worksheets.models import Conclusion, Data, Papers, Side
from quxiang.web.worksheets.standing import Count4, in_scope, standing
from quxiang.web.worksheets.standing import counted as counts_of

NO_SNAPSHOT = "这一届还没有快照，报告里的数字没有依据；请中心先在“快照”里冻结一次。"
_WRONG = Q(data=Data.PROBLEM) | Q(papers__in=(Papers.PROBLEM, Papers.MISSING))


def records_of(cohort: Cohort, college: Unit) -> Count4:
    """Count the records of a college by how its own check stands to them."""
    people = in_scope(Graduate.objects.filter(college=college), cohort)
    return counts_of(standing(people, Side.COLLEGE))


def conclusions_now(cohort: Cohort, college: Unit) -> list[int]:
    """Return the conclusions of the college that hold now, by key."""
    people = in_scope(Graduate.objects.filter(college=college), cohort)
    held = standing(people, Side.COLLEGE).filter(standing__in=("done", "problem"))
    return sorted(held.values_list("now__pk", flat=True))


def facts_of(cohort: Cohort, college: Unit, conclusions: Sequence[int]) -> dict[str, Any]:
    """Draw the numbers; refuses a cohort nothing was frozen of, or nobody of the college."""
    row = Snapshot.objects.filter(cohort=cohort).order_by("-number").first()
    if row is None:
        raise InvalidError(NO_SNAPSHOT)
    told = counted(row, "college")
    figures = told.groups.get(college.name)
    if figures is None:
        raise InvalidError(f"最近一份快照里没有{college.name}的毕业生，没有可以汇总的。")
    numbers = [
        of_figure(figures.get(rule.code), rule.code, rule.title, college.name).data
        for rule in told.rules
    ]
    return {
        "checked": _checked(cohort, college, conclusions), "numbers": numbers,
        "snapshot": {
            "number": row.number, "sha256": row.sha256, "year": cohort.year,
            "moment": f"{clock.local(row.moment):%Y-%m-%d %H:%M}",
        },
    }  # fmt: skip


def _checked(cohort: Cohort, college: Unit, conclusions: Sequence[int]) -> list[list[Any]]:
    """Return what the check came to, as pairs of a title and a count."""
    counts = records_of(cohort, college)
    held = Conclusion.objects.filter(pk__in=conclusions)
    told = held.aggregate(
        people=Count("by", distinct=True), faulty=Count("pk", filter=_WRONG),
        wrong_data=Count("pk", filter=Q(data=Data.PROBLEM, version__gt=0)),
        wrong_papers=Count("pk", filter=Q(papers=Papers.PROBLEM)),
        missing=Count("pk", filter=Q(papers=Papers.MISSING)),
        nothing=Count("pk", filter=Q(version=0)),
        should=Count("pk", filter=Q(version=0, data=Data.PROBLEM)),
    )  # fmt: skip
    said = Conclusion.objects.filter(cohort=cohort, college=college, side=Side.COLLEGE)
    cases = Case.objects.filter(pk__in=said.exclude(case=None).values("case"))
    closed = cases.filter(closed_at__isnull=False).count()
    return [
        ["应核查的记录", counts.all], ["已有结论的记录", counts.concluded],
        ["还没有结论的记录", counts.lacking], ["核查人数", told["people"]],
        ["没有登记的毕业生", told["nothing"]], ["有问题的记录", told["faulty"]],
        ["其中：数据有误", told["wrong_data"]], ["其中：材料有误", told["wrong_papers"]],
        ["其中：材料缺", told["missing"]], ["其中：应登记未登记", told["should"]],
        ["自查发现的问题转为预警", cases.count()], ["其中：已核实了结", closed],
    ]  # fmt: skip


def numbers_in(facts: dict[str, Any]) -> list[Number]:
    return [read(each) for each in facts.get("numbers", ())]


def address_of(facts: dict[str, Any], number: Number) -> str:
    """Return where the season explains a number of the snapshot it was drawn from."""
    source = facts["snapshot"]
    asked = {
        "cohort": source["year"], "snapshot": source["number"], "by": "college",
        "code": number.code, "group": number.group,
    }  # fmt: skip
    return f"{reverse('season:explain')}?{urlencode(asked)}"
