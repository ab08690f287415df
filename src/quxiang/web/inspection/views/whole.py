"""The whole file of whoever an inspector names, or draws: at once, and as one PDF."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from quxiang.web.accounts.models import User
from quxiang.web.accounts.readers import reader
from quxiang.web.audit import trail
from quxiang.web.audit.middleware import shows
from quxiang.web.common.refusals import InvalidError, require
from quxiang.web.destinations.models import Registration
from quxiang.web.documents import store
from quxiang.web.documents.selectors import person_of
from quxiang.web.documents.services.making import make_whole_file
from quxiang.web.documents.views.one import file_response, site_of
from quxiang.web.evidence.selectors import files_of
from quxiang.web.inspection.access import PACKS, may_pack
from quxiang.web.inspection.choosing import by_number, frame_of, new_seed
from quxiang.web.inspection.choosing import draw as drawn
from quxiang.web.inspection.forms import DrawForm, NumberForm
from quxiang.web.inspection.parts import as_data, parts_of
from quxiang.web.inspection.views.packing import cohort_of
from quxiang.web.roster.access import cohorts_visible_to, get_graduate_for
from quxiang.web.roster.models import Graduate


def find(request: HttpRequest) -> HttpResponse:
    """Ask for a number, or a draw; open the file of whom it means."""
    require(may_pack(reader(request)), PACKS)
    if request.method != "POST":
        return _asked(request)
    form = NumberForm(request.POST)
    if form.is_valid():
        cohorts = list(cohorts_visible_to(reader(request)))
        try:
            found = by_number(cohorts, form.cleaned_data["number"])
        except InvalidError as error:
            form.add_error("number", str(error))
        else:
            return redirect("inspection:person", found.pk)
    return _asked(request, number=form, status=422)


def draw(request: HttpRequest) -> HttpResponse:
    """Draw one by a seed, which is noted before the file is opened."""
    require(may_pack(reader(request)), PACKS)
    cohort, form = cohort_of(request), DrawForm(request.POST)
    if not form.is_valid():
        return _asked(request, drawing=form, status=422)
    seed = form.cleaned_data["seed"].strip()
    try:
        (key,), frame = drawn(cohort, 1, seed)
    except InvalidError as error:
        form.add_error("seed", str(error))
        return _asked(request, drawing=form, status=422)
    with trail.atomic():
        after = {"seed": seed, "digest": frame, "unit": key}
        trail.record("inspection.draw", cohort, by=reader(request), subjects=[key], after=after)
    told = f"按种子 {seed} 从 {cohort} 名册 {len(frame_of(cohort))} 人中抽出；抽样框散列 {frame}。"
    return _shown(request, _graduate(reader(request), key), told)


def _asked(
    request: HttpRequest, *, number: NumberForm | None = None, drawing: DrawForm | None = None,
    status: int = 200,
) -> HttpResponse:  # fmt: skip
    cohort = cohort_of(request)
    context = {
        "cohort": cohort, "number": number or NumberForm(),
        "drawing": drawing or DrawForm(initial={"seed": new_seed()}),
    }  # fmt: skip
    return render(request, "inspection/find.html", context, status=status)


def _graduate(user: User, graduate_id: int) -> Graduate:
    found = get_graduate_for(user, graduate_id)
    require(may_pack(user), PACKS)
    return found


def person(request: HttpRequest, graduate_id: int) -> HttpResponse:
    """Show everything of one graduate on one page."""
    return _shown(request, _graduate(reader(request), graduate_id))


def _shown(request: HttpRequest, graduate: Graduate, told: str = "") -> HttpResponse:
    related = ("cohort", "current", "in_force")
    registration = Registration.objects.filter(graduate=graduate).select_related(*related).first()
    shows(request, [graduate.pk], "全档")
    context = {
        "graduate": graduate, "data": person_of(graduate, registration), "told": told,
        "files": [each for each in files_of(graduate) if each.removed_at is None],
        "parts": parts_of(graduate, reader(request)),
    }  # fmt: skip
    return render(request, "inspection/person.html", context)


def printed(request: HttpRequest, graduate_id: int) -> HttpResponse:
    """Give the same as one numbered PDF."""
    graduate = _graduate(reader(request), graduate_id)
    more = as_data(parts_of(graduate, reader(request)))
    made = make_whole_file(graduate, more, site=site_of(request), by=reader(request))
    shows(request, [graduate.pk], made.label)
    name = f"{made.get_kind_display()}{made.label}.pdf"
    response = file_response(store.content_of(made), "application/pdf", name, inline=True)
    response._csp_exempt = True  # type: ignore[attr-defined]
    return response
