"""Where a survey by visits has to go: what is planned already, and the next places for two."""

from __future__ import annotations

from datetime import timedelta

from django.contrib import messages
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from quxiang.web.accounts.readers import reader
from quxiang.web.common import clock
from quxiang.web.common.refusals import InvalidError, require
from quxiang.web.common.requests import keys_in
from quxiang.web.verification.access import PLANS, get_survey_for, may_plan
from quxiang.web.verification.forms import SentForm
from quxiang.web.verification.models import Survey
from quxiang.web.verification.places import places_of, questions_of
from quxiang.web.verification.services.visiting import MOST, Sent, plan_visits
from quxiang.web.verification.views.reading import goes_to
from quxiang.web.visits.lists import TONES
from quxiang.web.visits.models import FieldVisit
from quxiang.web.visits.selectors import visitors_of
from quxiang.web.visits.states import VisitingState

#: of places, and of planned visits, a page lists so many
SHOWN = 100


def places(request: HttpRequest, survey_id: int) -> HttpResponse:
    """List where nobody goes yet, by firm and address, and send two to those that are ticked."""
    user = reader(request)
    survey = get_survey_for(user, survey_id)
    require(may_plan(user), PLANS)
    if not goes_to(survey):
        raise Http404
    users = visitors_of(user.school_id, hidden=True)
    if request.method != "POST":
        tomorrow = (clock.today() + timedelta(days=1)).isoformat()
        given = {"planned_on": tomorrow, "look_at": questions_of(survey)}
        return _shown(request, survey, SentForm(users, initial=given))
    form = SentForm(users, request.POST)
    if not form.is_valid():
        return _shown(request, survey, form, status=422)
    try:
        count = plan_visits(
            survey=survey, places=keys_in(request, "places"), sent=Sent(**form.cleaned_data),
            by=user,
        )  # fmt: skip
    except InvalidError as error:
        return _shown(request, survey, form, str(error), 422)
    messages.success(
        request, f"已安排走访 {count} 家，已通知走访人；他们在手机上打开“实地走访”填写。"
    )
    return redirect("verification:places", survey.pk)


def _shown(
    request: HttpRequest, survey: Survey, form: SentForm, said: str = "", status: int = 200
) -> HttpResponse:
    left = places_of(survey)
    made = FieldVisit.objects.filter(sampled__survey=survey).annotate(drawn=Count("sampled"))
    ticked = set(keys_in(request, "places")) if request.method == "POST" else set()
    context = {
        "survey": survey, "form": form, "said": said, "most": MOST,
        "places": [(each, each.key in ticked) for each in left[:SHOWN]],
        "left": len(left), "people": sum(len(each.records) for each in left),
        "more": max(0, len(left) - SHOWN),
        "visits": [
            (each, TONES[VisitingState(each.state)])
            for each in made.select_related("first", "second").order_by("-planned_on", "-pk")[
                :SHOWN
            ]
        ],
    }  # fmt: skip
    return render(request, "verification/places.html", context, status=status)
