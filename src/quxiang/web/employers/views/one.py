"""One employer with everything that is known of it; merging."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from quxiang.standards import fold_name
from quxiang.web.accounts.readers import reader
from quxiang.web.alerts.access import may_see_cases
from quxiang.web.alerts.exemptionreading import TONES as EXEMPT
from quxiang.web.alerts.exemptionreading import exemptions_of, said
from quxiang.web.alerts.lists import state_of, tone_of
from quxiang.web.alerts.plans import title_of
from quxiang.web.common.refusals import InvalidError, require
from quxiang.web.employers import parts
from quxiang.web.employers.access import (
    KEEPS_EMPLOYERS,
    employers_visible_to,
    get_employer_for,
    may_keep_employers,
    may_see_whole,
    units_seen,
)
from quxiang.web.employers.casesof import cases_about
from quxiang.web.employers.differing import differences
from quxiang.web.employers.forms import MergeForm, PlanForm, ReportForm
from quxiang.web.employers.groups import groups_with
from quxiang.web.employers.history import told
from quxiang.web.employers.lookupmodels import LookUp, LookUpSource, Outcome
from quxiang.web.employers.models import Employer, EmployerName
from quxiang.web.employers.people import FEW, counts_at
from quxiang.web.employers.precedents import precedents_of
from quxiang.web.employers.services.keeping import merge
from quxiang.web.employers.services.taking import moment_seen
from quxiang.web.employers.views.listing import nature_names
from quxiang.web.employers.views.lookups import TONES
from quxiang.web.evidence.access import may_open

#: look-ups of one employer that its page lists
SHOWN = 20


def employer(request: HttpRequest, employer_id: int) -> HttpResponse:
    """Show one employer: who went there, what is known, since when, names, cases, visits."""
    found = get_employer_for(reader(request), employer_id, _whole)
    if found.merged_into_id:
        return redirect("employers:employer", found.merged_into_id)
    return _page(request, found)


def employer_page(
    request: HttpRequest, found: Employer, status: int = 200, **forms: Any
) -> HttpResponse:
    """Show the page of an employer again, with the forms somebody sent that cannot be taken."""
    return _page(request, _whole(Employer.objects.all()).get(pk=found.pk), status, **forms)


def _page(request: HttpRequest, found: Employer, status: int = 200, **forms: Any) -> HttpResponse:
    user = reader(request)
    context = {
        "employer": found,
        "names": sorted(found.names.all(), key=lambda each: (not each.current, each.name)),
        "branches": found.branches.all(), "changes": told(found.changes.select_related("by")),
        "nature": nature_names().get(found.nature, found.nature),
        "keeps": may_keep_employers(user), "whole": may_see_whole(user),
        "names_people": bool(may_see_whole(user) or units_seen(user)),
        "form": MergeForm(), "plan": PlanForm(), "report": ReportForm(),
        "opens": may_open(user), "visits": found.visits.select_related("by", "ended_by"),
        "groups": groups_with(found),
        "cells": counts_at(user, found), "precedents": precedents_of(found),
        "few": FEW, **_looked_up(found), **forms,
    }  # fmt: skip
    return render(request, "employers/employer.html", context, status=status)


def _whole(rows: QuerySet[Employer]) -> QuerySet[Employer]:
    """Let employers bring their names, and whether they may be looked up."""
    newest = LookUpSource.objects.filter(school=OuterRef("school")).order_by("-number")
    related = rows.select_related("parent").prefetch_related("names")
    return related.annotate(looks_up=Subquery(newest.values("enabled")[:1]))


def more(request: HttpRequest, employer_id: int) -> HttpResponse:
    """Show the part of the page that is about cases: fetched after it, or opened by its link."""
    user = reader(request)
    found = get_employer_for(user, employer_id, lambda rows: rows.prefetch_related("names"))
    seen = exemptions_of(found) if may_see_cases(user) else []
    context = {
        "employer": found,
        "cases": [
            (each, title_of(each.rule), state_of(each), tone_of(each))
            for each in cases_about(user, found)
        ],
        "exemptions": [(each, said(each), EXEMPT[each.state]) for each in seen],
        "parts": parts.drawn(request, found),
    }  # fmt: skip
    part = "employers/_more.html" if request.headers.get("HX-Request") else "employers/more.html"
    return render(request, part, context)


def _looked_up(found: Employer) -> dict[str, object]:
    """Return the look-ups, and what the newest answer says otherwise."""
    rows = list(LookUp.objects.filter(employer=found).select_related("by", "decided_by")[:SHOWN])
    answered = next((each for each in rows if each.outcome != Outcome.FAILED), None)
    newest = rows[0] if rows else None
    return {
        "look_ups": rows, "newest": newest, "answered": answered, "seen": moment_seen(found),
        "newest_tone": TONES[Outcome(newest.outcome)] if newest else "",
        "differences": differences(found, answered) if answered else (),
        "looks_up": found.looks_up,  # type: ignore[attr-defined]
    }  # fmt: skip


def _meant(request: HttpRequest, text: str) -> Employer:
    """Return the employer of a credit code, or the only one that goes by a name.

    Many units have no code (abroad, the army), so a name must do; refuses none and several.
    """
    seen = employers_visible_to(reader(request))
    folded = fold_name(text)
    named = EmployerName.objects.filter(folded_name=folded, school_id=reader(request).school_id)
    found = list(seen.filter(uscc=text.upper())[:1]) if text else []
    found = found or list(seen.filter(pk__in=named.values("employer_id"))[:2])
    if not found:
        raise InvalidError(
            f"没有信用代码或名称为“{text}”的单位。请核对，或在单位列表里查到后再填。"
        )
    if len(found) > 1:
        raise InvalidError(f"有几个单位都叫“{text}”，请填写信用代码。")
    return found[0]


@require_POST
def merge_into(request: HttpRequest, employer_id: int) -> HttpResponse:
    """Merge one employer into another, named by credit code or name."""
    found = get_employer_for(reader(request), employer_id)
    require(may_keep_employers(reader(request)), KEEPS_EMPLOYERS)
    form = MergeForm(request.POST)
    if form.is_valid():
        try:
            into = _meant(request, form.cleaned_data["into"].strip())
            merge(gone=found, into=into, by=reader(request), reason=form.cleaned_data["reason"])
        except InvalidError as error:
            form.add_error("into", str(error))
        else:
            messages.success(request, f"“{found.name}”已并入这个单位，原来的名称仍可查到。")
            return redirect("employers:employer", into.pk)
    return employer_page(request, found, 422, form=form)
