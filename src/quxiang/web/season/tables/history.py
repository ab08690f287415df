"""What happened around destinations: papers, answers of graduates, changes of versions."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from operator import itemgetter
from typing import Any

from django.db.models import F, Q

from quxiang.web.destinations.models import ConfirmationMove, Version
from quxiang.web.evidence.models import Evidence
from quxiang.web.season.keys import hashed
from quxiang.web.season.sources import Frame, Rows, brings, chunked
from quxiang.web.season.tables.people import SOURCE

OWNER = ("school", "cohort", "graduate_id")
#: fields whose change is told; of a person's number only that it changed
_WATCHED = (
    "code", "employer_uscc", "employer_name", "employer_nature", "industry", "job", "place_code",
    "place_name", "agreed_on", "startup_form", "occupation", "country_abroad", "school_abroad",
    "contract_ends_on", "wage_floor_met", "contact_name", "agreement_no", "using_employer_name",
)  # fmt: skip


@brings("evidence")
def evidence(frame: Frame) -> Rows:
    """Return the files of versions; one that waits for the next version proves nothing yet."""
    there = Q(removed_at__isnull=True) | Q(removed_at__gt=frame.known_at)
    rows = Evidence.objects.filter(
        there, cohort=frame.cohort, version__isnull=False, at__lte=frame.known_at
    )
    said = ("version", "kind", "title", "is_list", "sha256", "at")
    told = rows.order_by("pk").values_list("graduate_id", "pk", *said)
    return Rows((*OWNER, *SOURCE, *said), _owned(frame, told, "佐证材料"))


def _owned(frame: Frame, told: Any, source: str) -> Iterator[tuple[Any, ...]]:
    """Give rows that begin with a graduate and their own key as rows of who is on the roster."""
    for graduate, key, *said in chunked(told):
        person = frame.people.get(graduate)
        if person is not None:
            yield (*frame.owner, person, source, "", key, *said)


@brings("confirmations")
def confirmations(frame: Frame) -> Rows:
    """Return every answer a graduate gave, here and in the nation's system, in order."""
    rows = ConfirmationMove.objects.filter(
        at__lte=frame.known_at, confirmation__version__registration__cohort=frame.cohort
    )
    told = rows.order_by("pk").values_list(
        "confirmation__version__registration__graduate_id", "pk", "confirmation__version__number",
        "confirmation__place", "target", "at", "device_hash",
    )  # fmt: skip
    said = ("version", "place", "outcome", "at", "device_hash")
    values = ((*row[:-1], hashed(frame.key, row[-1])) for row in _owned(frame, told, "本人核对"))
    return Rows((*OWNER, *SOURCE, *said), values)


@brings("changes")
def changes(frame: Frame) -> Rows:
    """Return every field a version changed against the one before it."""
    said = ("version", "field", "before", "after", "at", "by")
    return Rows((*OWNER, *SOURCE, *said), _changes(frame))


def _changes(frame: Frame) -> Iterator[tuple[Any, ...]]:
    rows = Version.objects.filter(
        recorded_at__lte=frame.known_at, registration__cohort=frame.cohort,
        registration__current__number__gt=1,
    )  # fmt: skip
    told = rows.order_by("registration_id", "number").values_list(
        "registration__graduate_id", "pk", "number", "recorded_at", F("by__name"), *_WATCHED
    )
    values = itemgetter(*range(5, 5 + len(_WATCHED)))
    for before, after in pairwise(chunked(told)):
        graduate, key, number, at, by = after[:5]
        person = frame.people.get(graduate)
        if person is None or before[0] != graduate:
            continue
        for field, old, new in zip(_WATCHED, values(before), values(after), strict=True):
            if old != new:
                source = (*frame.owner, person, "去向版本", "", key)
                yield (*source, number, field, _told(old), _told(new), at, by)


def _told(value: Any) -> str | None:
    if isinstance(value, bool):
        return "是" if value else "否"
    return None if value in (None, "") else str(value)
