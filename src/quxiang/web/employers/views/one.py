"""One employer with everything that is known of it; merging."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from quxiang.standards import fold_name
from quxiang.web.accounts.readers import reader
from quxiang.web.common.refusals import InvalidError, require
from quxiang.web.employers.access import (
    KEEPS_EMPLOYERS,
    employers_visible_to,
    get_employer_for,
    may_keep_employers,
)
from quxiang.web.employers.differing import differences
from quxiang.web.employers.forms import MergeForm
from quxiang.web.employers.lookupmodels import LookUp, Outcome
from quxiang.web.employers.models import Employer, EmployerName
from quxiang.web.employers.services.keeping import merge
from quxiang.web.employers.services.sourcing import source_of
from quxiang.web.employers.services.taking import moment_seen
from quxiang.web.employers.views.listing import nature_names
from quxiang.web.employers.views.lookups import TONES

#: look-ups of one employer that its page lists
SHOWN = 20


def employer(request: HttpRequest, employer_id: int) -> HttpResponse:
    """Show one employer: what is known, since when, names, branches, history."""
    found = get_employer_for(reader(request), employer_id)
    if found.merged_into_id:
        return redirect("employers:employer", found.merged_into_id)
    return _employer(request, found)


def _employer(
    request: HttpRequest, found: Employer, status: int = 200, form: MergeForm | None = None
) -> HttpResponse:
    context = {
        "employer": found, "names": found.names.order_by("-current", "name"),
        "branches": found.branches.all(), "changes": found.changes.select_related("by"),
        "nature": nature_names().get(found.nature, found.nature), "form": form or MergeForm(),
        "keeps": may_keep_employers(reader(request)), **_looked_up(found),
    }  # fmt: skip
    return render(request, "employers/employer.html", context, status=status)


def _looked_up(found: Employer) -> dict[str, object]:
    """Return the look-ups, and what the newest answer says otherwise."""
    rows = list(LookUp.objects.filter(employer=found).select_related("by", "decided_by")[:SHOWN])
    answered = next((each for each in rows if each.outcome != Outcome.FAILED), None)
    newest = rows[0] if rows else None
    source = source_of(found.school_id)
    return {
        "look_ups": rows, "newest": newest, "answered": answered, "seen": moment_seen(found),
        "newest_tone": TONES[Outcome(newest.outcome)] if newest else "",
        "differences": differences(found, answered) if answered else (),
        "looks_up": source is not None and source.enabled,
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
    return _employer(request, found, 422, form)
