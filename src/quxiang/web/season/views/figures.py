"""Figures of a snapshot by group; any of them explained: 解释这个数."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pyarrow as pa
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from quxiang.web.accounts.readers import reader
from quxiang.web.audit.middleware import shows
from quxiang.web.common.refusals import InvalidError, require
from quxiang.web.reference.words import degree_title
from quxiang.web.roster.models import Cohort
from quxiang.web.roster.selectors import current_cohort
from quxiang.web.season.access import (
    PEOPLE,
    colleges_with_people_for,
    may_see_everybody,
    may_see_people,
    may_see_snapshots,
)
from quxiang.web.season.comparing import graduates_of, why_changed
from quxiang.web.season.figuring import (
    GROUPINGS,
    Counted,
    counted,
    explained,
    is_of,
    kept,
    opened,
    why_one,
)
from quxiang.web.season.models import Snapshot

#: people a list of an explanation shows
SHOWN = 100


@dataclass(frozen=True)
class Asked:
    """What a page of figures is about: which snapshot, by what, and whose colleges are seen."""

    cohort: Cohort
    snapshot: Snapshot | None
    before: Snapshot | None
    by: str
    colleges: frozenset[str] | None

    def sees(self, group: str | None) -> bool:
        """Say whether a group's figure is for this reader; the whole is, for nobody is named."""
        return self.colleges is None or (
            group is not None and self.by == "college" and group in self.colleges
        )


def _asked(request: HttpRequest) -> Asked:
    user = reader(request)
    require(may_see_people(user), PEOPLE)
    cohort = current_cohort(user, request.GET.get("cohort", ""))
    if cohort is None:
        raise Http404
    rows = kept(cohort)
    number = request.GET.get("snapshot", "")
    chosen = [each for each in rows if str(each.number) == number] if number else rows[:1]
    if number and not chosen:
        raise Http404
    at = next(iter(chosen), None)
    earlier = [each for each in rows if at is not None and each.number < at.number]
    every = may_see_everybody(user)
    by = request.GET.get("by", "college")
    if by not in GROUPINGS or (not every and by != "college"):
        raise Http404
    own = None if every else frozenset(each.name for each in colleges_with_people_for(user))
    return Asked(cohort, at, next(iter(earlier), None), by, own)


def figures(request: HttpRequest) -> HttpResponse:
    """Show the figures of a snapshot, for the whole and by group."""
    asked = _asked(request)
    context: dict[str, object] = {
        "cohort": asked.cohort, "snapshot": asked.snapshot, "by": asked.by,
        "groupings": GROUPINGS if asked.colleges is None else {"college": "学院"},
        "snapshots": kept(asked.cohort),
    }  # fmt: skip
    if asked.snapshot is None:
        return render(request, "season/figures.html", context)
    try:
        told = counted(asked.snapshot, asked.by)
    except InvalidError as error:
        return render(request, "season/figures.html", {**context, "said": str(error)}, status=422)
    context |= {"told": told, "rows": _rows(told, asked), "title": GROUPINGS[asked.by]}
    return render(request, "season/figures.html", context)


def _rows(told: Counted, asked: Asked) -> list[tuple[str | None, str, list[object]]]:
    """Return a row for the whole and one a group, as far as somebody sees."""
    rows: list[tuple[str | None, str, list[object]]] = []
    if asked.colleges is None:
        rows.append((None, "全校", [told.whole.get(rule.code) for rule in told.rules]))
    rows += [
        (value, told.names[value], [figures.get(rule.code) for rule in told.rules])
        for value, figures in told.groups.items()
        if asked.sees(value)
    ]
    return rows


def explain(request: HttpRequest) -> HttpResponse:
    """Explain one figure: formula, scope, settings, who is in it and who not, what changed."""
    asked, code = _asked(request), request.GET.get("code", "")
    if not code:
        return redirect("season:figures")
    group = request.GET.get("group")
    if asked.snapshot is None or not asked.sees(group):
        raise Http404
    where = {} if group is None else {asked.by: group}
    context: dict[str, object] = {
        "cohort": asked.cohort, "snapshot": asked.snapshot, "before": asked.before, "by": asked.by,
        "group": group, "code": code, "q": request.GET.get("q", ""),
    }  # fmt: skip
    try:
        return _explained(request, asked, code, where, context)
    except InvalidError as error:
        context["said"] = str(error)
        return render(request, "season/explain.html", context, status=422)


def changed(request: HttpRequest) -> HttpResponse:
    """Say what changed in a figure since the snapshot before: a part of its explanation."""
    asked, code = _asked(request), request.GET.get("code", "")
    if not code:
        return redirect("season:figures")
    group = request.GET.get("group")
    if asked.snapshot is None or not asked.sees(group):
        raise Http404
    where = {} if group is None else {asked.by: group}
    change = None
    if asked.before is not None:
        change = why_changed(asked.before, asked.snapshot, code, where)
    context = {
        "before": asked.before,
        "snapshot": asked.snapshot,
        "change": change,
        "compares": may_see_snapshots(reader(request)),
    }
    return render(request, "season/_changed.html", context)


def _explained(
    request: HttpRequest, asked: Asked, code: str, where: Mapping[str, str],
    context: dict[str, object],
) -> HttpResponse:  # fmt: skip
    row = asked.snapshot
    assert row is not None  # noqa: S101 - whoever calls has looked
    told = counted(row, asked.by)
    if code not in {rule.code for rule in told.rules} or _unknown(told, where):
        raise Http404
    frozen, found = opened(row), explained(row, code, where)
    members, others = _people(row, found.members), _people(row, found.others)
    shown = [key for people in (members, others) for key, _ in people if key is not None]
    shows(request, shown)
    context |= {
        "figure": found.figure, "rule": found.rule, "members": members, "others": others,
        "counts": (found.members.num_rows, found.others.num_rows), "shown": SHOWN,
        "settings": frozen.settings, "asked": request.GET.urlencode(),
        "sure": degree_title(found.rule.confidence),
        "name": next((told.names[value] for value in where.values()), "全校"),
        "why": _why(row, code, str(context["q"]), asked),
    }  # fmt: skip
    return render(request, "season/explain.html", context)


def _unknown(told: Counted, where: Mapping[str, str]) -> bool:
    return any(value not in told.groups for value in where.values())


def _people(row: Snapshot, found: pa.Table) -> list[tuple[int | None, Mapping[str, object]]]:
    people: Sequence[Mapping[str, object]] = found.slice(0, SHOWN).to_pylist()
    keys = graduates_of(row, people)
    return list(zip(keys, people, strict=True))


def _why(row: Snapshot, code: str, key: str, asked: Asked) -> list[str]:
    """Say why one graduate is in or out; of another college's somebody is told as of nobody."""
    if not key:
        return []
    if asked.colleges is not None and not is_of(row, key, asked.colleges):
        raise InvalidError(f"快照里没有“{key[:30]}”这名毕业生。请用考生号或学号查找。")
    return why_one(row, code, key)
