"""What destinations are compared with: the registry, employers, reference figures, numbers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from django.db.models import Q

from quxiang.web.accounts.models import User
from quxiang.web.employers.asknown import told_otherwise
from quxiang.web.employers.models import Employer, EmployerName
from quxiang.web.reference.models import MinimumWage, NationalFigure
from quxiang.web.roster.models import RegistryRow
from quxiang.web.season.keys import hashed, person_key
from quxiang.web.season.sources import Frame, Rows, brings, chunked
from quxiang.web.season.tables.people import SOURCE

_REGISTRY = (
    "student_no", "exam_no", "name", "gender", "major_code", "major_name", "direction", "level",
    "completion", "status", "birth_on",
)  # fmt: skip
_EMPLOYERS = (
    "uscc",
    "name",
    "status",
    "founded_on",
    "size",
    "size_source",
    "size_on",
    "address_key",
)
_TOLD = (*_EMPLOYERS, "legal_person_hash", "phone_hash")
#: what the engine calls who a telephone belongs to
_OWNERS = {User.Kind.GRADUATE: "graduate", User.Kind.STAFF: "teacher"}


@brings("registry")
def registry(frame: Frame) -> Rows:
    """Return the registry's rows; whom the roster knows bears the roster's key."""
    columns = ("school", "cohort", "graduate_id", *SOURCE, *_REGISTRY, "college", "id_hash")
    return Rows(columns, _registry(frame), whole=False)


def _registry(frame: Frame) -> Iterator[tuple[Any, ...]]:
    then = Q(replaced_at__isnull=True) | Q(replaced_at__gt=frame.known_at)
    rows = RegistryRow.objects.filter(then, cohort=frame.cohort, recorded_at__lte=frame.known_at)
    told = rows.order_by("pk").values_list(
        "graduate_id", "pk", *_REGISTRY, "college_name", "identity_blind"
    )
    for graduate, key, *said, identity in chunked(told):
        person = frame.people.get(graduate)
        if person is None:
            person = person_key(frame.key, *frame.owner, (said[1], said[0], identity))
        yield (*frame.owner, person, "学籍", "", key, *said, hashed(frame.key, identity))


@brings("employers")
def employers(frame: Frame) -> Rows:
    """Return the employers that have a credit code, with every name each of them bore.

    What was looked up by then stands for what the list said before it.
    """
    columns = (
        *_TOLD, "parent", "former_names", *SOURCE,
    )  # fmt: skip
    return Rows(columns, _employers(frame), whole=False)


def _employers(frame: Frame) -> Iterator[tuple[Any, ...]]:
    former: dict[int, list[str]] = defaultdict(list)
    names = EmployerName.objects.filter(
        school=frame.cohort.school_id, current=False, recorded_at__lte=frame.known_at
    )
    for employer, name in chunked(names.order_by("pk").values_list("employer_id", "name")):
        former[employer].append(name)
    rows = Employer.objects.filter(school=frame.cohort.school_id, merged_into__isnull=True).exclude(
        uscc=""
    )
    told = rows.order_by("pk").values_list("pk", *_TOLD, "parent__uscc")
    otherwise = told_otherwise(frame.cohort.school_id, frame.known_at)
    for key, *row, parent in chunked(told):
        known = otherwise.get(key, {})
        *said, legal, phone = [known.get(*each) for each in zip(_TOLD, row, strict=True)]
        hashes = hashed(frame.key, legal), hashed(frame.key, phone)
        yield (*said, *hashes, parent, "｜".join(former.get(key, ())), "用人单位", "", key)


@brings("national")
def national(frame: Frame) -> Rows:
    rows = NationalFigure.objects.filter(school=frame.cohort.school_id, on__lte=frame.day)
    said = ("place", "figure", "on", "rate")
    return Rows(said, chunked(rows.order_by("pk").values_list(*said)), whole=False)


@brings("minimum_wages")
def minimum_wages(frame: Frame) -> Rows:
    rows = MinimumWage.objects.filter(school=frame.cohort.school_id, from_on__lte=frame.day)
    said = ("place", "from_on", "monthly", "hourly")
    return Rows(said, chunked(rows.order_by("pk").values_list(*said)), whole=False)


@brings("protected_phones")
def protected_phones(frame: Frame) -> Rows:
    """Return whose numbers no employer may have: hashes, compared blind and never shown."""
    rows = User.objects.filter(school=frame.cohort.school_id).exclude(phone_blind="")
    told = rows.order_by("pk").values_list("kind", "phone_blind")
    values = ((_OWNERS[kind], hashed(frame.key, phone)) for kind, phone in chunked(told))
    return Rows(("owner_kind", "phone_hash"), values, whole=False)
