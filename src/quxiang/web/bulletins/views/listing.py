"""Bulletins of a cohort, one of them with every number linked, and what a number is."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from quxiang.web.accounts.readers import reader
from quxiang.web.audit.middleware import shows
from quxiang.web.bulletins import confirming
from quxiang.web.bulletins.access import (
    DRAFTS,
    SEES,
    bulletins_visible_to,
    get_bulletin_for,
    may_draft,
    may_see,
    may_see_school,
    may_sign,
)
from quxiang.web.bulletins.lists import BULLETINS, tone_of
from quxiang.web.bulletins.models import Bulletin
from quxiang.web.bulletins.numbers import read
from quxiang.web.bulletins.paper import compared, lead_of, number_of, quality_note
from quxiang.web.bulletins.printing import said_by
from quxiang.web.bulletins.services.drafting import draft_on_demand
from quxiang.web.bulletins.services.stepping import wrote
from quxiang.web.bulletins.states import BULLETIN, STEPS, BulletinState
from quxiang.web.bulletins.tracing import OWN, figure_url, linking, sight_of, told
from quxiang.web.certificates.selectors import find_own
from quxiang.web.common.refusals import InvalidError, require
from quxiang.web.lists.page import build
from quxiang.web.lists.spec import Rows
from quxiang.web.orgs.selectors import colleges
from quxiang.web.release.views import export_list
from quxiang.web.roster.models import Cohort
from quxiang.web.roster.selectors import current_cohort
from quxiang.web.season.basis import kept
from quxiang.web.season.comparing import graduates_of

#: people a page lists
SHOWN = 100
_CENTRE = ("reopen", "issue", "withdraw")


def cohort_of(request: HttpRequest) -> Cohort:
    """Return the cohort a page is about; refuses whoever reads no bulletins."""
    require(may_see(reader(request)), SEES)
    cohort = current_cohort(reader(request), request.GET.get("cohort", ""))
    if cohort is None:
        raise Http404
    return cohort


def _rows(request: HttpRequest, cohort: Cohort) -> Rows:
    rows = bulletins_visible_to(reader(request)).filter(cohort=cohort)
    return rows.select_related("college", "snapshot").defer("facts", "opening", "closing")


def bulletins(request: HttpRequest) -> HttpResponse:
    """List the bulletins somebody reads."""
    return _listed(request, cohort_of(request))


def _listed(request: HttpRequest, cohort: Cohort, said: str = "") -> HttpResponse:
    drafts = may_draft(reader(request))
    context = {
        "page": build(request, BULLETINS, _rows(request, cohort)), "cohort": cohort, "said": said,
        "drafts": drafts, "snapshots": kept(cohort) if drafts else (),
        "units": colleges(cohort.school_id) if drafts else (),
    }  # fmt: skip
    return render(request, "bulletins/bulletins.html", context, status=422 if said else 200)


def export(request: HttpRequest) -> HttpResponse:
    """Let the list leave through the gate; it names nobody."""
    return export_list(request, BULLETINS, _rows(request, cohort_of(request)), subject="")


def draft(request: HttpRequest) -> HttpResponse:
    """Draft a bulletin from a snapshot, for the school or for one college."""
    require(may_draft(reader(request)), DRAFTS)
    cohort = cohort_of(request)
    number, unit = request.POST.get("snapshot", ""), request.POST.get("college", "")
    chosen = next((each for each in kept(cohort) if str(each.number) == number), None)
    if chosen is None:
        return _listed(request, cohort, "没有选快照。请先选一份快照；还没有的，到“快照”里建立。")
    college = None
    if unit:
        if not (unit.isascii() and unit.isdigit() and len(unit) < 19):
            raise Http404
        college = get_object_or_404(colleges(cohort.school_id), pk=int(unit))
    try:
        made = draft_on_demand(snapshot=chosen, college=college, by=reader(request))
    except InvalidError as error:
        return _listed(request, cohort, str(error))
    messages.success(request, "已起草。数字取自快照，文字可以修改；由另一人签发后发出。")
    return redirect("bulletins:one", made.pk)


def one(request: HttpRequest, bulletin_id: int) -> HttpResponse:
    """Show one bulletin, what may be done next, and how it came about."""
    return shown(request, get_bulletin_for(reader(request), bulletin_id))


def shown(
    request: HttpRequest, found: Bulletin, refusal: InvalidError | None = None, verb: str = ""
) -> HttpResponse:
    """Show a bulletin, after a refusal with what was typed."""
    user = reader(request)
    inside = may_see_school(user)
    wrote_it = may_sign(user) and wrote(user, found)
    steps = found.steps.select_related("by") if inside else found.steps.filter(verb="withdraw")
    data = said_by(found)
    context = {
        "bulletin": found, "tone": tone_of(found), "refusal": refusal, "verb": verb,
        "typed": request.POST.get("text", ""), "inside": inside, "wrote": wrote_it,
        "number": number_of(data["code"], found.document), "organ": data["organ"],
        "lead": lead_of(found), "compared": compared(found.facts),
        "quality_note": quality_note(found.facts),
        "steps": [(each, STEPS[each.verb]) for each in steps],
        "seals": found.state == BulletinState.ISSUED and find_own(found.school_id, None),
        "may": _may(request, found, wrote_it), "edits": may_draft(user),
        **_numbers(request, found),
    }  # fmt: skip
    return render(request, "bulletins/one.html", context, status=422 if refusal else 200)


def _numbers(request: HttpRequest, found: Bulletin) -> dict[str, Any]:
    """Return the numbers of a bulletin, each with the address of what explains it."""
    address, facts = linking(reader(request), found), found.facts
    overall = []
    for each in facts["overall"]:
        number = read({name: value for name, value in each.items() if name != "change"})
        overall.append((number, address(number), each["change"]))
    confirmation = [read(each) for each in facts["confirmation"]]
    lines = []
    for each in facts["colleges"]:
        numbers = [read(each[name]) for name in ("coverage", "timeliness", "quality")]
        lines.append((each["name"], [(number, address(number)) for number in numbers]))
    return {
        "overall": overall, "confirmation": [(each, address(each)) for each in confirmation],
        "lines": lines,
    }  # fmt: skip


def _may(request: HttpRequest, found: Bulletin, wrote_it: bool) -> list[str]:
    """Return the steps somebody may take now; the services refuse the same."""
    user = reader(request)
    mine: tuple[str, ...] = _CENTRE if may_draft(user) else ()
    if may_sign(user):
        mine += ("reopen",) if wrote_it else ("sign", "reopen")
    return [each.name for each in BULLETIN.from_state(found.state) if each.name in mine]


def explain(request: HttpRequest, bulletin_id: int) -> HttpResponse:
    """Say of one number what it is, from which snapshot, and where to look further."""
    user = reader(request)
    found = get_bulletin_for(user, bulletin_id)
    asked = request.GET
    if not asked.get("code"):
        return redirect("bulletins:one", found.pk)
    about = told(found, asked.get("code", ""), asked.get("title", ""), asked.get("group"))
    sees = sight_of(user).sees(about.number.group)
    context: dict[str, Any] = {
        "bulletin": found, "about": about, "shown": SHOWN,
        "further": figure_url(found, about.number)
        if sees and about.number.code not in OWN else "",
    }  # fmt: skip
    if about.number.code == confirming.CODE and sees and (found.snapshot.path).exists():
        context["parts"] = _people(request, found, about.number.group)
    return render(request, "bulletins/explain.html", context)


def _people(request: HttpRequest, found: Bulletin, group: str | None) -> list[tuple[Any, ...]]:
    """Return who confirmed and who did not, as the snapshot has it; looked at by name."""
    parts = []
    for title, confirmed in (("已确认", True), ("有生效去向、还没有确认", False)):
        table = confirming.people_of(found.snapshot, group, confirmed=confirmed)
        people = table.slice(0, SHOWN).to_pylist()
        keys = graduates_of(found.snapshot, people)
        shows(request, [key for key in keys if key is not None])
        parts.append((title, list(zip(keys, people, strict=True)), table.num_rows))
    return parts
