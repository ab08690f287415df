"""The seasons before the newest, all entered and signed, by one statement a table."""

from __future__ import annotations

from collections.abc import Mapping

from django.core.management.color import no_style
from django.db import connection
from django.db.models import F, JSONField, Model
from django.db.models.fields import NOT_PROVIDED

from bench.large import Large
from quxiang.web.accounts.models import User
from quxiang.web.approvals.models import Run, RunStep, Signature
from quxiang.web.audit import trail
from quxiang.web.destinations.models import Judgement, Registration, SystemRow, Version
from quxiang.web.roster.models import Graduate

#: a moment of the season a row is about
AT = "g.created_at"
OF_ALL = {"school_id": "g.school_id"}
OF_COLLEGE = {**OF_ALL, "college_id": "g.college_id"}
OF_COHORT = {**OF_COLLEGE, "cohort_id": "g.cohort_id"}
LEVELS = ("adviser", "college", "school")


@trail.atomic()
def close_seasons(large: Large) -> None:
    """Let everybody of the cohorts before be registered, signed by many, entered, confirmed.

    Rows take the keys of their graduates; steps and signatures three times these.
    """
    of = f"{Graduate._meta.db_table} g where g.cohort_id <> {large.cohort.pk}"
    own = {"id": "g.id", "registration_id": "g.id", "version_id": "g.id", "graduate_id": "g.id"}
    said = {
        "number": "1", "recorded_at": AT, "effective_on": "date(g.created_at)", "code": "'801'",
        "reason": "'new'", "source": "'list'", "digest": "''", "employer_name": "'云梦大学'",
    }  # fmt: skip
    entered = {"state": "'entered'", "revision": "1", "changed_at": AT}
    _copy(Registration, {**OF_COHORT, **own, **entered}, of)
    _copy(Version, {**OF_ALL, **own, **said}, of)
    Registration.objects.exclude(cohort=large.cohort).update(current=F("pk"), in_force=F("pk"))
    _copy(Judgement, {**OF_ALL, **own, "flagged": "g.id < 0", "at": AT}, of)
    seen = {
        "code": "'801'",
        "state": "'entered'",
        "seen_at": AT,
        "confirmed_on": "date(g.created_at)",
    }
    _copy(SystemRow, {**OF_COHORT, **own, **seen}, of)
    run = {"kind": "'normal'", "state": "'completed'", "began_at": AT, "ended_at": AT}
    _copy(Run, {**OF_COHORT, **own, **run}, of)
    _sign(large, of)


def _sign(large: Large, of: str) -> None:
    """Give every run three steps, each signed by another of a thousand."""
    first = User.objects.filter(school=large.school, number="900000").values_list("pk", flat=True)[
        0
    ]
    for at, level in enumerate(LEVELS):
        own = {"id": f"3 * g.id + {at}", "run_id": "g.id", "step_id": f"3 * g.id + {at}"}
        step = {
            "order": str(at + 1), "kind": "'adviser'", "rule": "''", "level": f"'{level}'",
            "state": "'done'", "opened_at": AT, "done_at": AT,
        }  # fmt: skip
        _copy(RunStep, {**OF_COLLEGE, **own, **step}, of)
        signed = {"version_id": "g.id", "level": f"'{level}'", "way": "'screen'", "at": AT}
        signed |= {"digest": "''", "user_id": f"{first} + (g.id + 300 * {at}) % 1000"}
        _copy(Signature, {**OF_ALL, **own, **signed}, of)


def _copy(model: type[Model], said: Mapping[str, str], of: str) -> None:
    """Insert a row for each of ``of``; fields of which nothing is said get their default."""
    quoted = connection.ops.quote_name
    fields = {each.column: each for each in model._meta.concrete_fields}
    values = {column: said.get(column, _default(each)) for column, each in fields.items()}
    columns = ", ".join(quoted(column) for column in values)
    with connection.cursor() as cursor:
        cursor.execute(
            f"insert into {quoted(model._meta.db_table)} ({columns}) "
            f"select {', '.join(values.values())} from {of}"
        )
        for statement in connection.ops.sequence_reset_sql(no_style(), [model]):
            cursor.execute(statement)


def _default(field: object) -> str:
    default = field.default  # type: ignore[attr-defined]
    if field.null:  # type: ignore[attr-defined]
        return "null"
    if isinstance(field, JSONField):
        return "'[]'"
    if default is NOT_PROVIDED:
        return "''"
    if isinstance(default, bool):
        return "true" if default else "false"
    return str(default) if isinstance(default, int) else f"'{default}'"
