"""Open one more field of what was returned with some fields open, and close it again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from quxiang.problems import Problem
from quxiang.web.audit import trail
from quxiang.web.common.refusals import InvalidError
from quxiang.web.destinations.changes import title_of_field
from quxiang.web.destinations.fields import FIELDS
from quxiang.web.destinations.models import Registration
from quxiang.web.destinations.services.holding import hold
from quxiang.web.destinations.states import RegistrationState as S

if TYPE_CHECKING:
    from quxiang.web.accounts.models import User

CODE = "code"


@trail.atomic()
def unlock(*, registration: Registration, field: str, reason: str, by: User) -> None:
    """Open a field besides those a return opened; whoever calls has looked that ``by`` may.

    Refuses (422) a field there is not, and a registration of which no field is closed.
    """
    if field != CODE and field not in FIELDS:
        raise InvalidError(Problem("no_field", "没有这样的填报项。", "请重新选择。"))
    held = hold(registration)
    if held.state != S.RETURNED or not held.unlocked:
        message = "这份登记没有只开放部分填报项，不用单独开放。"
        raise InvalidError(Problem("nothing_locked", message, "本人或录入员可以直接修改。"))
    if field in held.unlocked:
        message = f"“{title_of_field(field)}”已经开放修改。"
        raise InvalidError(Problem("unlocked_already", message, "请选别的填报项。"))
    _set(held, [*held.unlocked, field])
    trail.record(
        "registration.unlock", held, by=by, reason=reason, subjects=[held.graduate_id],
        after={"unlocked": title_of_field(field)},
    )  # fmt: skip


@trail.atomic()
def lock(*, registration: Registration, field: str, reason: str, by: User | None) -> bool:
    """Close a field that was opened by itself; nothing where the registration went on meanwhile."""
    held = hold(registration)
    if held.state != S.RETURNED or field not in held.unlocked or len(held.unlocked) == 1:
        return False
    _set(held, [each for each in held.unlocked if each != field])
    trail.record(
        "registration.lock", held, by=by, reason=reason, subjects=[held.graduate_id],
        before={"unlocked": title_of_field(field)},
    )  # fmt: skip
    return True


def _set(held: Registration, fields: list[str]) -> None:
    held.unlocked = fields
    held.save(update_fields=["unlocked"])
