"""Destinations, papers, employers and the registry of a cohort, by bulk inserts, as entered.

They are what an adoption and a season of filing would have left: a version each, its moves, the
files it is proved by.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

import pyarrow as pa
from django.db.models import F

from bench.inserting import kept
from quxiang.standards import fold_name
from quxiang.web.common import clock, sealed
from quxiang.web.destinations.models import Destination, Move, Registration, Version
from quxiang.web.employers.models import Employer
from quxiang.web.evidence.models import Evidence
from quxiang.web.roster.models import Cohort, Graduate, RegistryRow

Row = dict[str, Any]
#: columns of the season a version keeps under the same name
_SAID = {field.name for field in Destination._meta.fields}
_LOOKS = ("uscc", "name", "status", "founded_on", "size", "size_source", "size_on", "address_key")
_REGISTRY = (
    "student_no", "exam_no", "name", "gender", "major_code", "major_name", "direction", "level",
    "completion", "status",
)  # fmt: skip


def settle(cohort: Cohort, tables: Mapping[str, pa.Table]) -> None:
    """Let everybody who has a destination in the season have it here."""
    people = {each.student_no: each for each in Graduate.objects.filter(cohort=cohort)}
    rows = [row for row in tables["graduates"].to_pylist() if row["code"]]
    _employers(cohort, tables["employers"].to_pylist())
    _registry(cohort, people, tables["registry"].to_pylist())
    _registered(cohort, people, rows)
    _papers(people, tables["evidence"].to_pylist())


def _registered(cohort: Cohort, people: Mapping[str, Graduate], rows: Sequence[Row]) -> None:
    registrations = kept(_registration(people[row["student_no"]]) for row in rows)
    pairs = list(zip(registrations, rows, strict=True))
    versions = kept(_version(registration, row) for registration, row in pairs)
    for registration, version, row in zip(registrations, versions, rows, strict=True):
        registration.state = row["state"]
        registration.current = version
    moved = [
        (version, before, after, row["entered_at"] or row["recorded_at"])
        for version, row in zip(versions, rows, strict=True)
        for before, after in _way(row["state"])
    ]
    kept(
        Move(
            school_id=cohort.school_id, registration_id=version.registration_id, version=version,
            verb="enter", source=before, target=after, at=clock.aware(at),
        )
        for version, before, after, at in moved
    )  # fmt: skip
    keys = [each.pk for each in registrations]
    of_cohort = Registration.objects.filter(pk__gte=keys[0], pk__lte=keys[-1])
    newest = dict(Version.objects.values_list("registration_id", "pk"))
    for each in of_cohort:
        each.current_id = newest[each.pk]
    Registration.objects.bulk_update(registrations, ["state", "current"], batch_size=2_000)
    of_cohort.filter(state="entered").update(in_force=F("current"))


def _way(state: str) -> list[tuple[str, str]]:
    way = ["draft", "in_review", "signed", "entered"]
    if state not in way:
        return [("draft", "in_review"), ("in_review", state)]
    until = way.index(state)
    return list(pairwise(way[: until + 1]))


def _registration(graduate: Graduate) -> Registration:
    return Registration(
        school_id=graduate.school_id, cohort_id=graduate.cohort_id, graduate=graduate,
        college_id=graduate.college_id, changed_at=clock.now(),
    )  # fmt: skip


def _version(registration: Registration, row: Row) -> Version:
    said = {name: row[name] for name in _SAID & row.keys() if row[name] is not None}
    phone = row["contact_phone"] or ""
    contact = sealed.columns("contact_phone", phone) if phone else {}
    if phone:
        contact["contact_phone_blind"] = sealed.blind(phone, "phone")
    return Version(
        school_id=registration.school_id, registration=registration, number=1, reason="new",
        recorded_at=clock.aware(row["recorded_at"]), source="recorder", digest="0" * 64,
        effective_on=row["agreed_on"] or row["recorded_at"].date(), **said, **contact,
    )  # fmt: skip


def _employers(cohort: Cohort, rows: Sequence[Row]) -> None:
    kept(
        Employer(
            school_id=cohort.school_id, folded_name=fold_name(row["name"]),
            recorded_at=clock.now(), legal_person_hash=sealed.blind(row["legal_person"] or "", "x"),
            phone_hash=sealed.blind(row["phone"] or "", "phone"),
            **{name: row[name] for name in _LOOKS if row[name] is not None},
        )
        for row in rows
    )  # fmt: skip


def _registry(cohort: Cohort, people: Mapping[str, Graduate], rows: Sequence[Row]) -> None:
    kept(
        RegistryRow(
            school_id=cohort.school_id, cohort=cohort, graduate=people.get(row["student_no"]),
            key=f"{at}", college_name=row["college"], birth_on=row["birth_on"],
            recorded_at=clock.now(),
            identity_blind=sealed.blind(row["identity_no"] or "", "identity"),
            **{name: row[name] or "" for name in _REGISTRY},
        )
        for at, row in enumerate(rows)
    )  # fmt: skip


def _papers(people: Mapping[str, Graduate], rows: Sequence[Row]) -> None:
    once = {(row["student_no"], row["kind"], row["sha256"]): row for row in rows}
    kept(
        Evidence(
            school_id=graduate.school_id, cohort_id=graduate.cohort_id, graduate=graduate,
            college_id=graduate.college_id, version=1, kind=row["kind"], is_list=row["is_list"],
            title=row["title"] or "", sha256=row["sha256"], upload_blind="", size=1, pages=1,
            media_type="application/pdf", at=clock.aware(row["at"]), keep_from=clock.today(),
        )
        for row in once.values()
        for graduate in [people[row["student_no"]]]
    )  # fmt: skip
