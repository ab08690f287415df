"""Take over what a look-up says, or keep what the list says: a person decides."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction

from quxiang.standards import fold_name
from quxiang.web.audit import trail
from quxiang.web.common import clock
from quxiang.web.common.refusals import InvalidError, StaleStateError, require
from quxiang.web.employers.access import KEEPS_EMPLOYERS, may_keep_employers
from quxiang.web.employers.differing import Difference, differences
from quxiang.web.employers.lookupmodels import Decision, LookUp
from quxiang.web.employers.models import Employer, EmployerChange
from quxiang.web.employers.normalising import address_key
from quxiang.web.employers.services.keeping import add_former_names, keep_names

if TYPE_CHECKING:
    from quxiang.web.accounts.models import User

LATER = "这个单位刚才已被别人更改，或又查过一次，您的操作没有执行。请刷新后再看。"
#: never shown to anybody, only that they changed
HASHED = ("legal_person_hash", "phone_hash")


@trail.atomic()
def take_over(
    *, look_up: LookUp, fields: Sequence[str], seen: str, by: User, reason: str = ""
) -> None:
    """Let the list say what a look-up said of these fields; the name before becomes a former one.

    ``seen`` is the employer's moment as the page showed it. Refuses a choice of nothing, and a
    code another employer has. Raises :class:`StaleStateError` when somebody was first.
    """
    require(may_keep_employers(by), KEEPS_EMPLOYERS)
    employer = _held(look_up, seen)
    found = {each.field: each for each in differences(employer, look_up)}
    chosen = [found[name] for name in fields if name in found]
    if not chosen:
        raise InvalidError("没有勾选要采用的内容。请勾选后再采用。")
    before = {name: _plain(getattr(employer, name)) for each in chosen for name in each.values}
    _write(employer, chosen)
    after = {name: _plain(getattr(employer, name)) for name in before}
    _decide(look_up, Decision.TAKEN, by)
    _note(employer, before, after, by, f"采用 {clock.local(look_up.at):%Y-%m-%d} 的查询结果")
    trail.record(
        "employer.take_over", employer, by=by, reason=reason, before=_told(before),
        after=_told(after),
    )  # fmt: skip


@trail.atomic()
def keep_own(*, look_up: LookUp, seen: str, by: User, reason: str) -> None:
    """Decide that the list is right and the look-up is not, with a reason.

    Raises :class:`StaleStateError` when somebody was first.
    """
    require(may_keep_employers(by), KEEPS_EMPLOYERS)
    if len(reason.strip()) < 2:
        raise InvalidError("请写明为什么保留名录的内容，例如“已电话核实”。")
    employer = _held(look_up, seen)
    _decide(look_up, Decision.KEPT, by)
    trail.record("employer.keep_own", employer, by=by, reason=reason.strip()[:200])


def moment_seen(employer: Employer) -> str:
    """Return what a page says of when the employer's facts were last written."""
    return employer.recorded_at.isoformat()


def _held(look_up: LookUp, seen: str) -> Employer:
    employer = Employer.objects.select_for_update().get(pk=look_up.employer_id)
    newest = LookUp.objects.filter(employer=employer).exclude(outcome="failed").first()
    decided = newest is None or newest.pk != look_up.pk or bool(newest.decision)
    if decided or employer.merged_into_id is not None or moment_seen(employer) != seen:
        raise StaleStateError(LATER)
    return employer


def _write(employer: Employer, chosen: Sequence[Difference]) -> None:
    for each in chosen:
        for name, value in each.values.items():
            setattr(employer, name, value)
    was = employer.folded_name
    employer.folded_name = fold_name(employer.name)
    employer.address_key = address_key(employer.address)
    employer.recorded_at = clock.now()
    try:
        with transaction.atomic():
            employer.save()
    except IntegrityError as error:
        message = "这个信用代码已属另一家单位，没有采用。请用“合并”把两条合为一条。"
        raise InvalidError(message) from error
    if employer.folded_name != was:
        keep_names([employer])
    add_former_names(employer, [n for each in chosen for n in each.former_names])


def _decide(look_up: LookUp, decision: str, by: User) -> None:
    look_up.decision, look_up.decided_at, look_up.decided_by = decision, clock.now(), by
    look_up.save(update_fields=["decision", "decided_at", "decided_by"])


def _note(
    employer: Employer, before: dict[str, Any], after: dict[str, Any], by: User, reason: str
) -> None:
    EmployerChange.objects.create(
        school_id=employer.school_id, employer=employer, kind="look_up", by=by, at=clock.now(),
        reason=reason, before=before, after=after,
    )  # fmt: skip


def _plain(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value


def _told(values: dict[str, Any]) -> dict[str, Any]:
    """Return values as the trail keeps them: of hashes only that there is one."""
    return {k: ("有" if v else "无") if k in HASHED else v for k, v in values.items()}
