"""Figures by group, of a snapshot or of now; any of them explained: 解释这个数."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pyarrow as pa
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from quxiang.engine.figureform import FigureRule
from quxiang.engine.results import Figure
from quxiang.web.accounts.readers import reader
from quxiang.web.audit.middleware import shows
from quxiang.web.common.refusals import InvalidError
from quxiang.web.reference.words import degree_title
from quxiang.web.season.access import may_see_snapshots
from quxiang.web.season.comparing import graduates_of, why_changed
from quxiang.web.season.figuring import GROUPINGS, explained, why_one
from quxiang.web.season.views.asked import MINE, NOW, Asked, asked_cell, asked_of

#: people a list of an explanation shows
SHOWN = 100


def figures(request: HttpRequest) -> HttpResponse:
    """Show the figures of a snapshot or of now, for the whole and by group."""
    asked = asked_of(request)
    now = request.GET.get("snapshot", "").startswith(NOW)
    context: dict[str, object] = {
        "cohort": asked.cohort, "asked": asked, "live": now, "title": GROUPINGS[asked.by],
        "waiting": now and asked.row is None, "query": request.GET.urlencode(),
    }  # fmt: skip
    if asked.row is None:
        return render(request, "season/figures.html", context)
    try:
        context |= {"told": asked.told, "rows": _rows(asked)}
    except InvalidError as error:
        return render(request, "season/figures.html", {**context, "said": str(error)}, status=422)
    return render(request, "season/figures.html", context)


def _rows(asked: Asked) -> list[tuple[str | None, str, Sequence[object]]]:
    """Return a row for the whole and one a group, as far as somebody sees."""
    told = asked.told
    rows: list[tuple[str | None, str, Sequence[object]]] = []
    if asked.sees(None):
        rows.append((None, asked.name, _cells(asked, None, told.whole)))
    rows += [
        (value, told.names[value], _cells(asked, value, figures))
        for value, figures in told.groups.items()
        if asked.sees(value)
    ]
    return rows


def _cells(
    asked: Asked, group: str | None, figures: Mapping[str, Figure]
) -> list[tuple[FigureRule, Figure | None, bool]]:
    """Return a row's figures, and which of them are not shown."""
    return [
        (rule, figures.get(rule.code), asked.hides(group, rule.code)) for rule in asked.told.rules
    ]


def explain(request: HttpRequest) -> HttpResponse:
    """Explain one figure: formula, scope, settings, who is in it and who not, what changed."""
    found = asked_cell(request)
    if found is None:
        return redirect("season:figures")
    asked, code, group = found
    context: dict[str, object] = {
        "cohort": asked.cohort, "asked": asked, "group": group, "code": code,
        "q": request.GET.get("q", ""), "snapshot": asked.row,
    }  # fmt: skip
    try:
        return _explained(request, asked, code, group, context)
    except InvalidError as error:
        context["said"] = str(error)
        return render(request, "season/explain.html", context, status=422)


def changed(request: HttpRequest) -> HttpResponse:
    """Say what changed in a figure since the snapshot before: a part of its explanation."""
    found = asked_cell(request)
    if found is None:
        return redirect("season:figures")
    asked, code, group = found
    if asked.row is None or asked.within == MINE or not asked.names:
        raise Http404
    change = None
    if asked.before is not None:
        change = why_changed(asked.before, asked.row, code, asked.where(group))
    context = {
        "before": asked.before, "snapshot": asked.row, "change": change,
        "compares": may_see_snapshots(reader(request)) and not asked.now,
    }  # fmt: skip
    return render(request, "season/_changed.html", context)


def _explained(
    request: HttpRequest, asked: Asked, code: str, group: str | None, context: dict[str, object]
) -> HttpResponse:
    row, told = asked.row, asked.told
    assert row is not None  # noqa: S101 - whoever calls has looked
    if code not in {rule.code for rule in told.rules} or not (
        group is None or group in told.groups
    ):
        raise Http404
    figure = (told.whole if group is None else told.groups[group])[code]
    rule = next(each for each in told.rules if each.code == code)
    context |= {
        "figure": figure, "rule": rule, "settings": asked.state.settings,
        "name": asked.named(group), "sure": degree_title(rule.confidence),
        "query": request.GET.urlencode(),
        "hidden": asked.hides(group, code), "changes": asked.names and asked.within != MINE,
    }  # fmt: skip
    if asked.names:
        context |= _behind(request, asked, code, group)
    return render(request, "season/explain.html", context)


def _behind(request: HttpRequest, asked: Asked, code: str, group: str | None) -> dict[str, object]:
    """Return the people behind a figure, and why the one asked for is in it or not."""
    found = explained(asked.state, code, asked.where(group))
    members, others = (_people(asked, each) for each in (found.members, found.others))
    shows(request, [key for part in (members, others) for key, _ in part if key is not None])
    return {
        "members": members, "others": others, "shown": SHOWN,
        "counts": (found.members.num_rows, found.others.num_rows), "names": True,
        "why": _why(asked, code, request.GET.get("q", "")),
    }  # fmt: skip


def _people(asked: Asked, found: pa.Table) -> list[tuple[int | None, Mapping[str, object]]]:
    assert asked.row is not None  # noqa: S101 - whoever calls has looked
    people: Sequence[Mapping[str, object]] = found.slice(0, SHOWN).to_pylist()
    keys = graduates_of(asked.row, people)
    return list(zip(keys, people, strict=True))


def _why(asked: Asked, code: str, key: str) -> list[str]:
    """Say why one graduate is in or out; of nobody but those the reader's figures are of."""
    return why_one(asked.state, code, key) if key else []
