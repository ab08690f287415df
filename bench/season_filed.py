"""Registrations as they stand in a late summer, by bulk inserts.

Of every third graduate of the newest cohort nine in ten have filed: most are entered, the others
stand in every state. Who signed what is in ``bench.season_signed``, the cohorts before are in
``bench.season_closed``.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bench.inserting import kept
from bench.large import Large
from quxiang.web.audit import trail
from quxiang.web.common import clock
from quxiang.web.common.columns import write_columns
from quxiang.web.destinations.models import (
    Confirmation,
    ConfirmationMove,
    Dispute,
    Judgement,
    Move,
    Registration,
    SystemRow,
    Version,
)
from quxiang.web.employers.models import Employer
from quxiang.web.evidence.models import Evidence
from quxiang.web.roster.models import Cohort, Graduate


@dataclass(frozen=True)
class Shape:
    """How some of a hundred graduates stand: what they filed, and which step is open."""

    share: int
    state: str
    code: str
    open: int = 0


SHAPES = (
    Shape(9, "", ""),
    Shape(4, "draft", ""),
    Shape(2, "in_review", "11", 2),
    Shape(3, "in_review", "11", 3),
    Shape(2, "in_review", "801", 3),
    Shape(3, "in_review", "801", 4),
    Shape(1, "in_review", "76", 4),
    Shape(2, "returned", "11", 3),
    Shape(3, "signed", "11"),
    Shape(2, "signed", "70-QZZ"),
    Shape(6, "entered", "70-QZZ"),
    Shape(3, "entered", "76"),
    Shape(30, "entered", "11"),
    Shape(30, "entered", "801"),
)
HUNDRED = tuple(shape for each in SHAPES for shape in [each] * each.share)
VERBS = {"in_review": "submit", "returned": "return", "signed": "complete", "entered": "enter"}
ANSWERS = ("confirmed", "confirmed", "confirmed", "correction_asked", "disputed")


@dataclass(frozen=True)
class Filed:
    """One registration with what it says now; ``at`` tells what few have and many have not."""

    at: int
    shape: Shape
    registration: Registration
    version: Version


@trail.atomic()
def file_season(large: Large) -> list[Filed]:
    """Let the newest cohort file, answer and be read back; return what was filed."""
    filed = _filed(large.cohort)
    _judged(filed)
    _moved(filed)
    _proved(filed)
    entered = [each for each in filed if each.shape.state == "entered"]
    _answered(entered)
    _read_back(entered)
    return filed


def _filed(cohort: Cohort) -> list[Filed]:
    """Make registrations and what they say; one in twenty said something else before."""
    people = Graduate.objects.filter(cohort=cohort, removed=False).order_by("pk")
    people = people.select_related("person")[::3]
    spread = [(at, HUNDRED[at * 37 % 100], each) for at, each in enumerate(people)]
    spread = [each for each in spread if each[1].state]
    rows = kept(_registration(cohort, *each) for each in spread)
    said = [(at, shape, row) for (at, shape, _), row in zip(spread, rows, strict=True)]
    said = [each for each in said if each[1].code]
    kept(_version(*each, 1) for each in said if each[0] % 20 == 0)
    made = [_version(*each, 2 if each[0] % 20 == 0 else 1) for each in said]
    _at_employers(cohort, made)
    versions = kept(made)
    filed = [Filed(*each, version) for each, version in zip(said, versions, strict=True)]
    for each in filed:
        each.registration.current = each.version
        each.registration.in_force = each.version if each.shape.state == "entered" else None
    write_columns([each.registration for each in filed], ["current", "in_force"])
    return filed


def _at_employers(cohort: Cohort, versions: Iterable[Version]) -> None:
    """Let contracts be with employers of the list, every tenth by its code only."""
    known = dict(Employer.objects.filter(school=cohort.school_id).values_list("name", "pk"))
    codes = dict(Employer.objects.filter(school=cohort.school_id).values_list("name", "uscc"))
    for at, each in enumerate(versions):
        each.employer_uscc = codes.get(each.employer_name, "")
        each.employer_id = known.get(each.employer_name) if at % 10 else None


def june(year: int, at: int) -> datetime:
    """Return a moment of a season's June, minutes apart for each graduate."""
    return clock.aware(datetime(year, 6, 1)) + timedelta(minutes=3 * at)


def _registration(cohort: Cohort, at: int, shape: Shape, graduate: Graduate) -> Registration:
    moment = june(cohort.year, at)
    return Registration(
        school_id=graduate.school_id, cohort=cohort, college_id=graduate.college_id,
        graduate=graduate, state=shape.state, revision=1, changed_at=moment,
        known_at=moment if at % 9 == 0 else None,
    )  # fmt: skip


def _version(at: int, shape: Shape, registration: Registration, number: int) -> Version:
    """Return what was said; of what was said again a part was said after the closing day."""
    moment = june(registration.cohort.year, at)
    if number > 1 and at % 40 == 0:
        moment += timedelta(days=120)
    return Version(
        school_id=registration.school_id, registration=registration, number=number,
        recorded_at=moment, effective_on=moment.date(), code=shape.code, source="graduate",
        reason=Version.Reason.NEW if number == 1 else Version.Reason.CORRECTION,
        employer_name=f"云梦第{at % 900}{'公司' if shape.code == '11' else '大学'}",
        digest=hashlib.sha256(f"{registration.pk} {number}".encode()).hexdigest(),
    )  # fmt: skip


def _judged(filed: Iterable[Filed]) -> None:
    kept(
        Judgement(
            school_id=each.version.school_id, version=each.version, flagged=each.at % 12 == 0,
            at=each.version.recorded_at,
        )
        for each in filed
        if each.at % 500 or each.shape.state != "in_review"  # a few are judged in a moment
    )  # fmt: skip


def _moved(filed: Iterable[Filed]) -> None:
    """Note the way of each registration from its draft to the state it is in."""
    signed = ("in_review", "signed")
    ways = {
        "in_review": ("in_review",), "returned": ("in_review", "returned"), "signed": signed,
        "entered": (*signed, "entered"),
    }  # fmt: skip
    kept(
        Move(
            school_id=each.version.school_id, registration=each.registration, version=each.version,
            verb=VERBS[target], source="", target=target, at=each.version.recorded_at,
        )
        for each in filed
        for target in ways[each.shape.state]
    )  # fmt: skip


def _proved(filed: Iterable[Filed]) -> None:
    """Give every contract a paper; one in thirty was taken away again."""
    kept(
        Evidence(
            school_id=row.school_id, cohort_id=row.cohort_id, college_id=row.college_id,
            graduate_id=row.graduate_id, version=each.version.number, kind="contract",
            sha256=each.version.digest, upload_blind=each.version.digest[:32], size=90_000,
            pages=1, media_type="image/jpeg", at=each.version.recorded_at,
            keep_from=each.version.effective_on,
            removed_at=each.version.recorded_at if each.at % 30 == 0 else None,
        )
        for each in filed
        for row in [each.registration]
        if each.shape.code == "11"
    )  # fmt: skip


def _answered(filed: Sequence[Filed]) -> None:
    """Let graduates say 对 or 不对 of what is entered; disputes are open or answered."""
    said = [(each, ANSWERS[each.at % 5]) for each in filed if each.at % 3]
    said = [(each, "confirmed" if each.at % 35 else state) for each, state in said]
    answers = kept(
        Confirmation(
            school_id=each.version.school_id, college_id=each.registration.college_id,
            version=each.version, place="school", state=state, at=each.version.recorded_at,
            marked="" if each.at % 50 else "三天内重置过密码",
        )
        for each, state in said
    )  # fmt: skip
    kept(
        ConfirmationMove(
            school_id=each.school_id, confirmation=each, source="awaited", target=each.state,
            at=each.at,
        )
        for each in answers
    )  # fmt: skip
    kept(
        Dispute(
            school_id=row.school_id, cohort_id=row.cohort_id, college_id=row.college_id,
            graduate_id=row.graduate_id, version=each.version, text_sealed="",
            state="open" if each.at % 2 else "answered", at=each.version.recorded_at,
        )
        for each, state in said
        for row in [each.registration]
        if state == "disputed"
    )  # fmt: skip


def _read_back(filed: Iterable[Filed]) -> None:
    """Give what the registering system says: mostly the same, some not, some not confirmed."""
    kept(
        SystemRow(
            school_id=row.school_id, cohort_id=row.cohort_id, college_id=row.college_id,
            graduate_id=row.graduate_id, code=each.version.code,
            employer_name=each.version.employer_name if each.at % 60 else "别家",
            state="entered" if each.at % 70 else "returned", seen_at=each.version.recorded_at,
            confirmed_on=each.version.effective_on if each.at % 4 else None,
        )
        for each in filed
        for row in [each.registration]
        if each.at % 80
    )  # fmt: skip
