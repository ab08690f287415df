"""Graduates with the destination each of them has, one row a person."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from operator import itemgetter
from typing import Any

from quxiang.standards import fold_name
from quxiang.web.destinations.judging import key_of_employer
from quxiang.web.destinations.models import Version
from quxiang.web.roster.models import Facts
from quxiang.web.roster.selectors import as_known_at
from quxiang.web.season.keys import hashed, person_key
from quxiang.web.season.sources import Frame, Rows, brings, chunked
from quxiang.web.season.tables.standing import Standing, standings

#: what a row says of where it comes from: the table here, and the key there
SOURCE = ("source_file", "source_sheet", "source_row")
GRADUATES = "毕业生"
#: facts of the roster under the engine's own names
_FACTS = (
    "student_no", "exam_no", "name", "gender", "major_code", "major_name", "direction", "level",
    "completion", "study_mode", "training_mode", "graduation_on", "status", "origin", "hardship",
    "teacher_student", "bound_employer",
)  # fmt: skip
#: further columns of a person, and where they are read
_PERSON = {
    "college": "college__name", "residence": "residence__name",
    "id_check": "graduate__person__identity_check",
    "id_birth_on": "graduate__person__birth_on",
    "id_hash": "graduate__person__identity_blind",
    "phone_hash": "graduate__person__user__phone_blind",
}  # fmt: skip
#: what a version says under the engine's own names
_SAID = (
    "code", "agreed_on", "employer_uscc", "employer_name", "no_uscc_reason", "employer_nature",
    "industry", "job", "place_code", "place_name", "startup_form", "occupation", "country_abroad",
    "school_abroad", "major_abroad", "contract_ends_on", "wage_floor_met", "contact_name",
    "agreement_no", "recorded_at",
)  # fmt: skip
_VERSION = (
    *_SAID, "number", "contact_phone_blind", "using_employer_name", "source",
)  # fmt: skip
#: columns worked out of them
_MADE = (
    "version", "state", "entered_at", "employer_key", "using_employer_key", "contact_phone_hash",
    "filed_by",
)  # fmt: skip
_ROSTER = (*_FACTS, *_PERSON)
COLUMNS = (
    "school", "cohort", "graduate_id", *_ROSTER, "phone_form", *SOURCE, *_SAID, *_MADE,
)  # fmt: skip
_NOTHING = (None,) * (len(_SAID) + len(_MADE))
_SOURCES = {value: Version.Source(value).label for value in Version.Source.values}


@brings("graduates")
def graduates(frame: Frame) -> Rows:
    """Return everybody on the roster then; who was taken off is in no table."""
    said = _destinations(frame)
    return Rows(COLUMNS, _people(frame, said))


def _people(frame: Frame, said: Mapping[int, tuple[Any, ...]]) -> Iterator[tuple[Any, ...]]:
    names = {field.attname for field in Facts._meta.fields}
    assert names.issuperset(_FACTS)  # noqa: S101 - the engine's names are the roster's
    rows = as_known_at(frame.cohort, frame.known_at).filter(removed=False).order_by("graduate_id")
    told = rows.values_list("graduate_id", *_FACTS, *_PERSON.values())
    numbers = itemgetter(*(_ROSTER.index(each) for each in ("exam_no", "student_no", "id_hash")))
    owner, key = frame.owner, frame.key
    for graduate, *facts in chunked(told):
        *plain, check, birth, identity, phone = facts
        mine = frame.people[graduate] = person_key(key, *owner, numbers(facts))
        hashes = (check or "missing", birth, hashed(key, identity), hashed(key, phone))
        yield (
            *owner, mine, *plain, *hashes, "ok" if phone else "missing", GRADUATES, "", graduate,
            *said.get(graduate, _NOTHING),
        )  # fmt: skip


def _destinations(frame: Frame) -> dict[int, tuple[Any, ...]]:
    """Return what each graduate's row says of a destination, by graduate."""
    stand = standings(frame.cohort, frame.known_at, frame.settings.counts_from)
    shown = {each.version: each for each in stand}
    rows = Version.objects.filter(
        registration__cohort=frame.cohort, recorded_at__lte=frame.known_at
    )
    told = chunked(rows.order_by("pk").values_list("pk", *_VERSION))
    return {
        shown[version].graduate: _said(frame.key, row, shown[version])
        for version, *row in told
        if version in shown
    }


def _said(key: bytes, row: list[Any], standing: Standing) -> tuple[Any, ...]:
    number, contact, using, source = row[len(_SAID) :]
    said = dict(zip(_SAID, row, strict=False))
    named = ("employer_uscc", "employer_name", "place_code", "place_name")
    return (
        *row[: len(_SAID)], number, *standing.stood, key_of_employer(*(said[n] for n in named)),
        fold_name(using) if using else None, hashed(key, contact), _SOURCES[source],
    )  # fmt: skip
