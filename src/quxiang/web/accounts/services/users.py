"""Make accounts for staff and graduates; nobody starts with a password."""

from __future__ import annotations

import secrets

from django.db import IntegrityError, transaction

from quxiang.problems import Problem
from quxiang.web.accounts.backends import login_of
from quxiang.web.accounts.models import User
from quxiang.web.audit import trail
from quxiang.web.common import clock, sealed
from quxiang.web.common.initials import IN_ACCOUNT, initials_of
from quxiang.web.common.refusals import InvalidError
from quxiang.web.orgs.models import School


@trail.atomic()
def create_user(
    *, school: School, kind: str, number: str, name: str, phone: str = "",
    identity_tail: str = "", by: User | None,
) -> User:  # fmt: skip
    """Create an account without a password, to be activated by its owner.

    Refuses a number the school has already.
    """
    user = User(
        school=school, kind=kind, number=number.strip(), login=login_of(school.code, number),
        name=name, initials=initials_of(name, IN_ACCOUNT), created_at=clock.now(),
        identity_tail_blind=sealed.blind(identity_tail, "identity_tail"),
        **sealed.columns("phone", phone),
    )  # fmt: skip
    user.password = f"!{secrets.token_urlsafe(24)}"
    try:
        with transaction.atomic():
            user.save()
    except IntegrityError as error:
        message = f"工号或学号“{number}”已有账号。"
        raise InvalidError(Problem("number_taken", message, "请核对号码。")) from error
    trail.record("account.create", user, by=by, after={"kind": kind})
    return user
