"""What goes along, is frozen and is told elsewhere because of checks on samples."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from quxiang.web.alerts.models import Case, Origin
from quxiang.web.alerts.origins import Told, tells_origin
from quxiang.web.season.sources import Frame, Rows, brings, chunked
from quxiang.web.season.tables.people import SOURCE
from quxiang.web.verification.models import Kind, SampledRecord, Survey
from quxiang.web.verification.services.visiting import take_findings
from quxiang.web.verification.states import Outcome, RecordState, SurveyState
from quxiang.web.visits.hearing import hears_visits

hears_visits(take_findings)

OWNER = ("school", "cohort", "graduate_id")
_SAID = ("version", "side", "item", "outcome", "at")


@brings("checks")
def checks(frame: Frame) -> Rows:
    """Return what was found of each record, an item a row, of surveys that had ended by then.

    While one runs its answers are in no snapshot: a figure or a finding would tell whom it asks.
    """
    ended = {"state": SurveyState.CLOSED, "closed_at__lte": frame.known_at}
    surveys = Survey.objects.filter(cohort=frame.cohort, **ended)
    rows = SampledRecord.objects.filter(survey__in=surveys, state=RecordState.DONE)
    rows = rows.exclude(outcome=Outcome.UNCLEAR)  # nothing was checked
    told = rows.order_by("pk").values_list(
        "graduate_id", "pk", "version__number", "survey__kind", "differing", "outcome", "done_at"
    )
    return Rows((*OWNER, *SOURCE, *_SAID), _items(frame, told), whole=surveys.exists())


def _items(frame: Frame, told: Any) -> Iterator[tuple[Any, ...]]:
    for graduate, key, version, kind, differing, outcome, at in chunked(told):
        person = frame.people.get(graduate)
        if person is None:
            continue
        side = "graduate" if kind == Kind.GRADUATES else "employer"
        items = differing if outcome == Outcome.INCONSISTENT else ["all"]
        for item in items:
            source = (*frame.owner, person, "抽查核实", "", key)
            yield (*source, version, side, item, outcome, at)


@tells_origin
def survey_of_case(case: Case) -> Sequence[Told]:
    """Say which survey a case came from; colleges may not open it, so it is no link."""
    if case.origin != Origin.CALL:
        return []
    record = SampledRecord.objects.filter(case=case).select_related("survey").first()
    if record is None:
        return []
    return [Told("来源", f"{record.survey}（{record.survey.get_kind_display()}）", "")]
