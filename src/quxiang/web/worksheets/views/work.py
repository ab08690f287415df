"""One record to check: the list beside it, the record, what to decide; then the next one."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from quxiang.web.accounts.readers import reader
from quxiang.web.audit.middleware import shows
from quxiang.web.common.refusals import InvalidError, StaleStateError
from quxiang.web.destinations.changes import differences
from quxiang.web.destinations.selectors import sheet_of
from quxiang.web.reference.selectors import standard_of
from quxiang.web.roster.models import Graduate
from quxiang.web.worksheets.access import (
    get_record_for,
    may_conclude_any,
    may_run,
    may_see_progress,
    sides_of,
    why_not,
)
from quxiang.web.worksheets.clean import concludes_many
from quxiang.web.worksheets.models import Papers, Side
from quxiang.web.worksheets.selectors import (
    Asked,
    conclusions_of,
    counts_of,
    first_of,
    open_cases_of,
    queue_of,
    record_shown,
    sides_shown,
)
from quxiang.web.worksheets.services.concluding import Said
from quxiang.web.worksheets.services.concluding import conclude as keep
from quxiang.web.worksheets.standing import Count4, Standing
from quxiang.web.worksheets.views.asked import asked_in, choices_of, query_of, side_in


def work(request: HttpRequest) -> HttpResponse:
    """Open the first record that stands as asked; say why there is none."""
    asked, user = asked_in(request), reader(request)
    first = first_of(user, asked)
    if first is not None:
        return redirect(f"{reverse('worksheets:sheet', args=[first])}?{query_of(asked)}")
    return render(request, "worksheets/none.html", _counted(request, asked))


def chips(request: HttpRequest) -> HttpResponse:
    """Give how many records stand how, fetched once the record itself is there."""
    return render(request, "worksheets/chips.html", _counted(request, asked_in(request)))


def sheet(request: HttpRequest, graduate_id: int) -> HttpResponse:
    """Show one record with its evidence and what speaks against it."""
    found = get_record_for(reader(request), graduate_id, side_in(request, graduate_id))
    return _page(request, found, asked_in(request, found))


def part(request: HttpRequest, graduate_id: int) -> HttpResponse:
    """Give what each side concluded as a part of the page of the destination."""
    side = side_in(request, graduate_id)
    found = get_record_for(reader(request), graduate_id, side)
    shows(request, [found.pk])
    every = conclusions_of(found)
    told = sides_shown(record_shown(found, side, every), every)
    context = {
        "graduate": found, "sides": told, "side": side, "cases": open_cases_of(found),
        "crossing": side == Side.CROSS, "beside": request.GET.get("beside", ""),
    }  # fmt: skip
    return render(request, "worksheets/part.html", context)


def conclude(request: HttpRequest, graduate_id: int) -> HttpResponse:
    """Keep a conclusion and go on to the next record."""
    user = reader(request)
    found = get_record_for(user, graduate_id, side_in(request, graduate_id))
    asked = asked_in(request, found)
    typed = request.POST
    said = Said(typed.get("data", ""), typed.get("papers", ""), typed.get("note", ""))
    after = queue_of(user, asked, found).after
    try:
        keep(graduate=found, side=asked.side, said=said, seen=typed.get("seen", ""), by=user)
    except InvalidError as refusal:
        return _page(request, found, asked, problem=str(refusal), status=422)
    except StaleStateError as refusal:
        return _page(request, found, asked, problem=str(refusal), status=409)
    told = f"已记下：{found.name}。"
    if request.headers.get("HX-Request") and after is not None:
        following = get_record_for(user, after, asked.side)
        response = _page(request, following, asked, told=told)
        address = reverse("worksheets:sheet", args=[after])
        response.headers["HX-Push-Url"] = f"{address}?{query_of(asked)}"
        return response
    messages.success(request, told)
    route = reverse("worksheets:sheet", args=[after]) if after else reverse("worksheets:work")
    response = redirect(f"{route}?{query_of(asked)}")
    if request.headers.get("HX-Request"):
        response = HttpResponse(headers={"HX-Redirect": response.url})
    return response


def _page(
    request: HttpRequest, found: Graduate, asked: Asked, *, problem: str = "", status: int = 200,
    told: str = "",
) -> HttpResponse:  # fmt: skip
    user = reader(request)
    every = conclusions_of(found)
    record = record_shown(found, asked.side, every)
    queue = queue_of(user, asked, found)
    shows(request, [found.pk, *(each.pk for each in queue.rows)])
    standard = standard_of(found.school_id, found.cohort.scheme)
    version = record.version
    registration = getattr(found, "registration", None)
    before = registration.in_force if registration is not None else None
    context = {
        **_around(request, asked),
        "graduate": found, "record": record, "version": version, "registration": registration,
        "sheet": sheet_of(standard, version) if version is not None else [],
        "changes": differences(standard, before, version) if before and version else [],
        "judgement": getattr(version, "judgement", None) if version is not None else None,
        "sides": sides_shown(record, every), "queue": queue,
        "why_not": why_not(user, found, asked.side, version, record.others),
        "concludes": may_conclude_any(user, asked.side), "problem": problem, "told": told,
        "typed": request.POST if problem else {}, "none": Papers.NONE,
        "next": f"?{query_of(asked)}",
    }  # fmt: skip
    partial = bool(request.headers.get("HX-Request"))
    name = "worksheets/_sheet.html" if partial else "worksheets/sheet.html"
    return render(request, name, context, status=status)


def _around(request: HttpRequest, asked: Asked, counts: Count4 | None = None) -> dict[str, Any]:
    """Return what stands around the record: the chips with their counts if known, the sides."""
    user = reader(request)
    of_college = {"college": str(asked.college.pk)} if asked.college is not None else {}
    chips = [
        ("全部", counts and counts.all, query_of(asked, show="", **of_college), not asked.show)
    ]
    chips += [
        (each.label, counts and getattr(counts, each.value),
         query_of(asked, show=each.value, **of_college), asked.show == each.value)
        for each in Standing
    ]  # fmt: skip
    return {
        "asked": asked, "counts": counts, "query": query_of(asked), "chips": chips,
        "same": query_of(asked, **of_college),
        "sides_open": [(each, each.label) for each in sides_of(user)], "side": asked.side.label,
        "many": concludes_many(asked.side) and may_conclude_any(user, asked.side),
        "sees_progress": may_see_progress(user), "runs": may_run(user),
        "crossing": asked.side == Side.CROSS,
    }  # fmt: skip


def _counted(request: HttpRequest, asked: Asked) -> dict[str, Any]:
    user = reader(request)
    told = _around(request, asked, counts_of(user, asked))
    units = choices_of(user, asked.side)
    return {**told, "units": units if len(units) > 1 else []}
