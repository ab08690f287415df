"""Send visitors to sampled records, and take what two of them found as the survey's answers."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from quxiang.web.audit import trail
from quxiang.web.common import clock
from quxiang.web.common.refusals import InvalidError, StaleStateError, require
from quxiang.web.verification.access import PLANS, may_plan
from quxiang.web.verification.models import Kind, SampledRecord, Survey
from quxiang.web.verification.places import Place, places_of
from quxiang.web.verification.saying import UNKNOWN, Said
from quxiang.web.verification.services.noting import end, keep_try
from quxiang.web.verification.states import Outcome, RecordState, SurveyState
from quxiang.web.visits.models import FieldVisit, VisitPerson
from quxiang.web.visits.services import planning
from quxiang.web.visits.states import Found, Told, VisitingState

if TYPE_CHECKING:
    from quxiang.web.accounts.models import User

#: more than two people can go to on one day
MOST = 20
NONE = "没有勾选要去的单位。请至少勾选一家。"
TOO_MANY = f"一次最多安排 {MOST} 家，两个人一天走不完更多。请分几次安排。"
NO_VISITS = "这次抽查不是实地走访，或者还没有开始、已经结束，不能安排走访。请刷新后再看。"
TAKEN = "所选的单位有的刚才已安排走访，没有再安排。请刷新后重选。"


@dataclass(frozen=True)
class Sent:
    """Who goes when, to look at what."""

    first: int
    second: int | None
    planned_on: date
    look_at: str


@trail.atomic()
def plan_visits(*, survey: Survey, places: Collection[int], sent: Sent, by: User) -> int:
    """Plan one hidden visit to each chosen place; return how many.

    Raises :class:`StaleStateError` where the survey has ended, or somebody planned one first.
    """
    require(may_plan(by), PLANS)
    if not places:
        raise InvalidError(NONE)
    if len(set(places)) > MOST:
        raise InvalidError(TOO_MANY)
    held = Survey.objects.select_for_update(of=("self",)).select_related("cohort").get(pk=survey.pk)
    if held.kind != Kind.VISITS or held.state != SurveyState.RUNNING:
        raise StaleStateError(NO_VISITS)
    known = {each.key: each for each in places_of(held)}
    if not set(places) <= known.keys():
        raise StaleStateError(TAKEN)
    for key in sorted(set(places)):
        _plan(held, known[key], sent, by)
    return len(set(places))


def _plan(survey: Survey, place: Place, sent: Sent, by: User) -> None:
    """Plan a visit to a place, after as many records as two can ask after."""
    made = planning.plan_hidden(
        cohort=survey.cohort, by=by,
        plan=planning.Plan(
            name=place.name, address=place.address, planned_on=sent.planned_on,
            look_at=sent.look_at, first=sent.first, second=sent.second,
            people=place.graduates[: planning.MOST],
        ),
    )  # fmt: skip
    SampledRecord.objects.filter(pk__in=place.records[: planning.MOST]).update(visit=made)


def take_findings(visit: FieldVisit) -> None:
    """Take what both visitors confirmed as the answers of whoever was drawn.

    A visit that was called off gives its records back; of a survey that has ended nothing changes.
    """
    rows = SampledRecord.objects.filter(visit=visit, state=RecordState.WAITING)
    if visit.state == VisitingState.CALLED_OFF:
        rows.update(visit=None)
        return
    surveys = list(rows.order_by().values_list("survey_id", flat=True).distinct())
    held = Survey.objects.select_for_update(no_key=True).filter(pk__in=surveys).order_by("pk")
    running = [each.pk for each in held.only("state") if each.state == SurveyState.RUNNING]
    people = {each.graduate_id: each for each in visit.people.all()}
    by, now = visit.reported_by, clock.now()
    assert by is not None  # noqa: S101 - it is reported
    asked = rows.filter(survey__in=running).select_related("survey__cohort", "version")
    for record in asked.order_by("survey", "order"):
        said = said_by(visit, people[record.graduate_id], record)
        keep_try(record, said, by=by, at=now)
        end(record, said, by=by, at=now)


def said_by(visit: FieldVisit, person: VisitPerson, record: SampledRecord) -> Said:
    """Return what a finding means to a survey.

    In post is as registered; left or never heard of is not. Where nobody could tell, a firm that
    is not at the address the record itself gives differs, and all else is no answer.
    """
    words = f"{person.get_told_display()}。{person.note}"
    if person.told == Told.WORKING:
        return Said(Outcome.CONSISTENT, comment=words)
    if person.told in (Told.LEFT, Told.UNKNOWN):
        return Said(Outcome.INCONSISTENT, ("class",), found=UNKNOWN, comment=words)
    written = record.version is not None and bool(record.version.address)
    words = f"{visit.get_found_display()}。{person.note}"
    if visit.found == Found.ABSENT and written:
        return Said(Outcome.INCONSISTENT, ("employer",), comment=words)
    refused = visit.found == Found.REFUSED
    return Said(Outcome.REFUSED if refused else Outcome.UNCLEAR, comment=words)
