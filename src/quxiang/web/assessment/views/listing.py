"""The negative list of a cohort, one matter of it, and how long colleges have."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from quxiang.web.accounts.readers import reader
from quxiang.web.assessment.access import (
    PROPOSES,
    SEES,
    get_listing_for,
    listings_visible_to,
    may_attach,
    may_decide,
    may_propose,
    may_reply,
    may_see,
)
from quxiang.web.assessment.forms import TermsForm
from quxiang.web.assessment.grounds import grounds_of
from quxiang.web.assessment.lists import LISTINGS, TONES, is_late, state_of
from quxiang.web.assessment.models import Listing, ListingTerms
from quxiang.web.assessment.selectors import names_of_deciders
from quxiang.web.assessment.services.setting import save_terms
from quxiang.web.assessment.states import IN_FORCE, LISTING, PENDING, STEPS, ListingState
from quxiang.web.assessment.terms import terms_of, uses_of
from quxiang.web.common.refusals import InvalidError, TooLargeError, require
from quxiang.web.evidence.access import may_open
from quxiang.web.lists.page import build
from quxiang.web.lists.spec import Rows
from quxiang.web.release.views import export_list
from quxiang.web.roster.models import Cohort
from quxiang.web.roster.selectors import current_cohort

S = ListingState
#: which steps are the college's, the centre's, the school's
_COLLEGE, _CENTRE = ("reply", "appeal"), ("withdraw",)
_SCHOOL = ("include", "drop", "uphold", "overturn", "revoke")


def cohort_of(request: HttpRequest) -> Cohort:
    """Return the cohort a page is about; refuses whoever sees no college's list."""
    require(may_see(reader(request)), SEES)
    cohort = current_cohort(reader(request), request.GET.get("cohort", ""))
    if cohort is None:
        raise Http404
    return cohort


def _rows(request: HttpRequest, cohort: Cohort) -> Rows:
    rows = listings_visible_to(reader(request)).filter(cohort=cohort)
    return rows.select_related("college")


def listings(request: HttpRequest) -> HttpResponse:
    """List what was proposed of every college, or of the own one."""
    return _listed(request, cohort_of(request))


def _listed(
    request: HttpRequest, cohort: Cohort, form: TermsForm | None = None, said: str = ""
) -> HttpResponse:
    proposes, terms = may_propose(reader(request)), terms_of(cohort.pk)
    given = {
        "reply_days": terms.reply_days, "appeal_days": terms.appeal_days, "after": terms.number,
    }  # fmt: skip
    versions = ListingTerms.objects.filter(cohort=cohort).select_related("by")
    context = {
        "page": build(request, LISTINGS, _rows(request, cohort)), "cohort": cohort,
        "proposes": proposes, "terms": terms, "uses": uses_of(cohort).values(), "said": said,
        "form": (form or TermsForm(initial=given)) if proposes else None,
        "versions": versions if terms.number else (),
    }  # fmt: skip
    status = 422 if form is not None else 200
    return render(request, "assessment/listings.html", context, status=status)


def export(request: HttpRequest) -> HttpResponse:
    """Let the list leave through the gate; it names no graduate."""
    return export_list(request, LISTINGS, _rows(request, cohort_of(request)), subject="")


def terms(request: HttpRequest) -> HttpResponse:
    """Keep another version of how long colleges have."""
    require(may_propose(reader(request)), PROPOSES)
    cohort = cohort_of(request)
    form = TermsForm(request.POST)
    if not form.is_valid():
        return _listed(request, cohort, form)
    try:
        save_terms(cohort=cohort, by=reader(request), **form.cleaned_data)
    except InvalidError as error:
        return _listed(request, cohort, form, str(error))
    messages.success(request, "已保存，以后提出和决定的按新的期限；已经提出的不变。")
    return redirect("assessment:listings")


def one(request: HttpRequest, listing_id: int) -> HttpResponse:
    """Show one matter: what it rests on, every step with its reason, what may be done next."""
    return shown(request, get_listing_for(reader(request), listing_id))


def shown(
    request: HttpRequest, found: Listing, refusal: InvalidError | None = None, verb: str = ""
) -> HttpResponse:
    """Show a matter, after a refusal with what was typed."""
    user = reader(request)
    steps = list(found.steps.select_related("by"))
    known = uses_of(found.cohort)
    context = {
        "listing": found, "state": state_of(found), "tone": TONES[S(found.state)],
        "grounds": grounds_of(user, found), "papers": list(found.papers.select_related("by")),
        "steps": [(each, STEPS[each.verb], _named(known, each.uses)) for each in steps],
        "uses": [(code, row, code in found.uses) for code, row in known.items()],
        "may": _may(request, found), "late": is_late(found), "refusal": refusal, "verb": verb,
        "typed": request.POST.get("text", ""), "opens": may_open(user),
        "attaches": may_attach(user, found) and found.state in (*PENDING, *IN_FORCE),
        "decided": found.state not in PENDING, "deciders": names_of_deciders(found),
        "waits": found.state == S.PROPOSED and not is_late(found),
    }  # fmt: skip
    status = 413 if isinstance(refusal, TooLargeError) else 422 if refusal else 200
    return render(request, "assessment/one.html", context, status=status)


def _named(known: object, codes: list[str]) -> str:
    return "、".join(row.name for code, row in known.items() if code in codes)  # type: ignore[attr-defined]


def _may(request: HttpRequest, found: Listing) -> list[str]:
    """Return the steps somebody may take now; the services refuse the same."""
    user = reader(request)
    mine: tuple[str, ...] = ()
    if may_propose(user):
        mine += _CENTRE
    if may_reply(user, found):
        mine += _COLLEGE
    if may_decide(user, found) and found.proposed_by_id != user.pk:
        mine += _SCHOOL
    if found.decided_by_id == user.pk:
        mine = tuple(each for each in mine if each not in ("uphold", "overturn"))
    return [each.name for each in LISTING.from_state(found.state) if each.name in mine]
