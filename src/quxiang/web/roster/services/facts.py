"""Write what is known of a graduate: always a new version, never a change of an old one."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction

from quxiang.problems import Problem
from quxiang.web.audit import trail
from quxiang.web.common import clock
from quxiang.web.common.initials import initials_of
from quxiang.web.common.refusals import InvalidError, StaleStateError
from quxiang.web.roster.models import Cohort, Facts, Graduate, GraduateVersion, Person

if TYPE_CHECKING:
    from quxiang.web.accounts.models import User

#: every fact a version carries, as attribute names (``college_id``, not ``college``)
FACTS = tuple(field.attname for field in Facts._meta.fields)


@trail.atomic()
def add_graduate(
    *, cohort: Cohort, person: Person, facts: Mapping[str, Any], by: User | None,
    source: str = "", effective_on: date | None = None,
) -> Graduate:  # fmt: skip
    """Put a person on a cohort's roster. Refuses a number that is on it already."""
    known = {name: value for name, value in facts.items() if name in FACTS}
    try:
        with transaction.atomic():
            graduate = Graduate.objects.create(
                school_id=cohort.school_id, cohort=cohort, person=person,
                initials=initials_of(str(known["name"])), created_at=clock.now(), **known,
            )  # fmt: skip
    except IntegrityError as error:
        raise InvalidError(_taken(known)) from error
    _write(
        graduate, number=1, reason=GraduateVersion.Reason.NEW, by=by, source=source,
        effective_on=effective_on, note="",
    )  # fmt: skip
    trail.record("graduate.add", graduate, by=by, subjects=[graduate.pk], after={"source": source})
    return graduate


def _taken(facts: Mapping[str, Any]) -> Problem:
    numbers = f"学号“{facts.get('student_no', '')}”或考生号“{facts.get('exam_no', '')}”"
    return Problem(
        "number_taken", f"{numbers}已在这一届名册里。", "请核对号码；确属同一人的，请更正原记录。"
    )


@trail.atomic()
def change_facts(
    *, graduate: Graduate, changes: Mapping[str, Any], reason: str, by: User | None,
    effective_on: date | None = None, note: str = "", source: str = "",
) -> GraduateVersion | None:  # fmt: skip
    """Record changed facts as the next version; ``None`` when nothing differs.

    Raises :class:`StaleStateError` when somebody recorded a version meanwhile.
    """
    differing = {
        name: value
        for name, value in changes.items()
        if name in FACTS and getattr(graduate, name) != value
    }
    if not differing:
        return None
    before = {name: getattr(graduate, name) for name in differing}
    number = _next_number(graduate)
    cached = {**differing, "initials": initials_of(str(differing.get("name", graduate.name)))}
    for name, value in cached.items():
        setattr(graduate, name, value)
    try:
        with transaction.atomic():
            graduate.save(update_fields=list(cached))
            version = _write(
                graduate, number=number, reason=reason, by=by, source=source,
                effective_on=effective_on, note=note,
            )  # fmt: skip
    except IntegrityError as error:
        raise InvalidError(_taken(differing)) from error
    trail.record(
        f"graduate.{reason}", graduate, by=by, reason=note, subjects=[graduate.pk],
        before=before, after=differing,
    )  # fmt: skip
    return version


def _next_number(graduate: Graduate) -> int:
    """Return the next version's number; whoever read an older state must read again."""
    # whoever comes second waits here, and then sees that the first was quicker
    Graduate.objects.select_for_update().filter(pk=graduate.pk).values_list("pk").get()
    newest = graduate.versions.order_by("-number").values_list("pk", "number").first()
    if newest is None or newest[0] != graduate.current_id:
        raise StaleStateError
    return int(newest[1]) + 1


def _write(
    graduate: Graduate, *, number: int, reason: str, by: User | None, source: str,
    effective_on: date | None, note: str,
) -> GraduateVersion:  # fmt: skip
    version = GraduateVersion.objects.create(
        school_id=graduate.school_id, graduate=graduate, number=number, recorded_at=clock.now(),
        effective_on=effective_on or clock.today(), reason=reason, note=note, source=source,
        by=by, **{name: getattr(graduate, name) for name in FACTS},
    )  # fmt: skip
    graduate.current = version
    graduate.save(update_fields=["current"])
    return version
