"""The phone a roster gives for somebody who is on it: taken only where there is none.

Codes that open a login go to this number, so no file writes over one: its owner changes it, or the
centre does, for one person and a reason. A number that is filled in cools like every number staff
gave, and undoing the import takes it out again unless its owner has confirmed it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from quxiang.problems import Problem, Where
from quxiang.web.accounts.models import User
from quxiang.web.accounts.services.phones import COOLING
from quxiang.web.audit import trail
from quxiang.web.common import clock
from quxiang.web.common.columns import update_columns
from quxiang.web.imports.meanwhile import leave_out
from quxiang.web.imports.models import StagedRow
from quxiang.web.roster.models import Graduate

if TYPE_CHECKING:
    from quxiang.web.imports.models import Import

#: what is read of a person to tell what becomes of a phone
KNOWN = ("person__user_id", "person__user__phone_blind", "person__user__phone_masked")
TITLE = "手机号码"
_WHERE = Where(column=TITLE)
_COLUMNS = ("phone_sealed", "phone_blind", "phone_masked")
_WRITTEN = (*_COLUMNS, "phone_changed_by_staff_at", "phone_cools_until")
KEPT, NO_ACCOUNT = "phone_kept", "phone_without_account"
GIVEN = Problem(
    "phone_given_meanwhile", "预览之后，这个人已经有了手机号。",
    "手机号没有改动，这一行的其余内容也没有应用。请重新上传，核对新的预览后再应用。", _WHERE,
)  # fmt: skip


def kept(before: Mapping[str, Any], blind: str) -> Problem | None:
    """Return why the phone of a row is not taken over, if one is given and it is not."""
    if not blind or blind == before["person__user__phone_blind"]:
        return None
    if before["person__user_id"] is None:
        return Problem(
            NO_ACCOUNT, "这个人还没有账号，表里的手机号没有采用。",
            "请先补学号（有学号才有账号），再导入手机号。", _WHERE,
        )  # fmt: skip
    if not before["person__user__phone_blind"]:
        return None
    return Problem(
        KEPT,
        f"表里的手机号与系统里的（{before['person__user__phone_masked']}）不同，没有采用。",
        "登录码发到这个号码，所以名册不能覆盖它：请本人在“我的账号”里更改，"
        "或由中心在这名毕业生的页面“更换手机号”，新号码 72 小时后才能收码。",
        _WHERE,
    )  # fmt: skip


def is_filled_in(before: Mapping[str, Any], blind: str) -> bool:
    """Say whether the phone of a row goes to an account that has none."""
    without = before["person__user_id"] is not None and not before["person__user__phone_blind"]
    return bool(blind) and without


def as_shown(graduate: Graduate, row: StagedRow) -> bool:
    """Say whether an account that was to get a phone still has none."""
    user = graduate.person.user
    if not row.values.get("phone"):
        return True
    if user is not None and not user.phone_blind:
        return True
    leave_out(row, GIVEN)
    return False


def fill_in(given: Iterable[tuple[Graduate, Mapping[str, str]]], upload: Import) -> None:
    """Give accounts the phones of a batch; each cools, and the trail says whose they are."""
    listed = [(graduate, phone) for graduate, phone in given if phone]
    now = clock.now()
    update_columns(
        User, _WRITTEN,
        [(*(phone[name] for name in _COLUMNS), now, now + COOLING, graduate.person.user_id)
         for graduate, phone in listed],
    )  # fmt: skip
    _noted("phone.change_by_staff", [graduate for graduate, _ in listed], upload)


def take_out(written: Iterable[tuple[Graduate, Mapping[str, str]]], upload: Import) -> None:
    """Take phones out that an import gave and their owners have not confirmed since."""
    listed = [
        graduate for graduate, phone in written
        if phone and (user := graduate.person.user) is not None
        and user.phone_blind == phone["phone_blind"] and user.phone_verified_at is None
    ]  # fmt: skip
    empty = ("", "", "", None, None)
    update_columns(User, _WRITTEN, [(*empty, graduate.person.user_id) for graduate in listed])
    _noted("phone.change_by_staff", listed, upload)


def _noted(action: str, graduates: Sequence[Graduate], upload: Import) -> None:
    if graduates:
        trail.record(
            action, upload, by=upload.by, reason=f"导入 {upload.filename}"[:80],
            subjects=[graduate.pk for graduate in graduates], after={"rows": len(graduates)},
        )  # fmt: skip
