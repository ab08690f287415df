"""Keep an employer's names, and merge two rows that are one employer, with history."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.db.models import Q

from quxiang.standards import fold_name
from quxiang.web.audit import trail
from quxiang.web.common import clock
from quxiang.web.common.refusals import InvalidError, StaleStateError, require
from quxiang.web.employers.access import KEEPS_EMPLOYERS, may_keep_employers
from quxiang.web.employers.models import Employer, EmployerChange, EmployerName

if TYPE_CHECKING:
    from quxiang.web.accounts.models import User


def keep_names(employers: Iterable[Employer]) -> None:
    """See that the present name of each is among its names, and the only current one."""
    employers = list(employers)
    now = clock.now()
    for each in employers:
        EmployerName.objects.filter(employer=each).exclude(folded_name=each.folded_name).update(
            current=False
        )
        EmployerName.objects.update_or_create(
            employer=each, folded_name=each.folded_name,
            defaults={
                "school_id": each.school_id, "name": each.name, "current": True,
                "recorded_at": now,
            },
        )  # fmt: skip


def add_former_names(employer: Employer, names: Iterable[str]) -> None:
    """Remember names an employer bore; they find it, and are never an error."""
    for name in filter(None, (each.strip() for each in names)):
        EmployerName.objects.get_or_create(
            employer=employer, folded_name=fold_name(name),
            defaults={
                "school_id": employer.school_id, "name": name, "current": False,
                "recorded_at": clock.now(),
            },
        )  # fmt: skip


@trail.atomic()
def merge(*, gone: Employer, into: Employer, by: User, reason: str) -> None:
    """Make two rows one: names and branches go along, the row that goes stays with its history.

    Refuses two different credit codes, and a row merged already.
    """
    require(may_keep_employers(by), KEEPS_EMPLOYERS)
    if gone.pk == into.pk or gone.school_id != into.school_id:
        raise InvalidError("请选择另一个要并入的单位。")
    if gone.uscc and into.uscc and gone.uscc != into.uscc:
        raise InvalidError("两个单位的信用代码不同，不是同一个单位，不能合并。")
    _refuse_merged(gone, into)
    # what was merged into the one that goes is the other one too: no chains
    Employer.objects.filter(Q(pk=gone.pk) | Q(merged_into=gone)).update(merged_into=into)
    names = list(gone.names.values_list("name", flat=True))
    code = gone.uscc or into.uscc
    Employer.objects.filter(pk=into.pk).update(uscc=code, recorded_at=clock.now())
    add_former_names(into, names)
    Employer.objects.filter(parent=gone).update(parent=into)
    EmployerChange.objects.create(
        school_id=into.school_id, employer=into, kind="merge", by=by, at=clock.now(),
        reason=reason, before={"merged": gone.pk, "name": gone.name}, after={"names": names},
    )  # fmt: skip
    after = {"gone": gone.pk, "name": gone.name}
    trail.record("employer.merge", into, by=by, reason=reason, after=after)


def _refuse_merged(*employers: Employer) -> None:
    """Lock the rows, in one order, and refuse when one went since they were read.

    Two people who merge two rows into each other would otherwise lose both.
    """
    ids = [each.pk for each in employers]
    rows = Employer.objects.select_for_update().filter(pk__in=ids).order_by("pk")
    if any(row.merged_into_id is not None for row in rows):
        raise StaleStateError
