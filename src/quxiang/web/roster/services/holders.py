"""The persons of newcomers and their accounts: those the school knows are used again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import BooleanField
from django.db.models.expressions import RawSQL

from quxiang.web.accounts.backends import login_of
from quxiang.web.accounts.models import User
from quxiang.web.common.columns import among, insert_columns, next_keys, update_columns
from quxiang.web.common.initials import IN_ACCOUNT, initials_of
from quxiang.web.roster.models import Cohort, Person

if TYPE_CHECKING:
    from datetime import datetime

_IDENTITY = (
    "identity_sealed", "identity_blind", "identity_masked", "identity_check", "birth_on"
)  # fmt: skip
_OF_PERSON = ("pk", "school", "user", "created_at", *_IDENTITY)
_OF_ACCOUNT = ("phone_sealed", "phone_blind", "phone_masked", "identity_tail_blind")
_OF_USER = (
    "pk", "school", "kind", "password", "created_at", "number", "login", "name", "initials",
    *_OF_ACCOUNT,
)  # fmt: skip


@dataclass(frozen=True)
class Newcomer:
    """Somebody to put on the roster: facts, and the sealed columns of person and account."""

    facts: Mapping[str, Any]
    person: Mapping[str, Any]
    account: Mapping[str, Any]


@dataclass
class Holder:
    """A person by key, the account if there is one; ``fresh`` where the person is new."""

    key: int
    user: int | None
    fresh: Newcomer | None = None


def hold(cohort: Cohort, newcomers: Sequence[Newcomer], now: datetime) -> list[int]:
    """Return the key of each newcomer's person, writing persons and accounts that are missing."""
    holders = _holders(cohort, newcomers)
    waiting = [each for each in holders if each.fresh is None and each.user is None]
    _accounts(cohort, newcomers, holders, now)
    fresh = {each.key: each for each in holders if each.fresh is not None}
    insert_columns(
        Person, _OF_PERSON,
        [(key, cohort.school_id, each.user, now, *_identity(each.fresh))
         for key, each in fresh.items()],
    )  # fmt: skip
    given = {each.key: each.user for each in waiting if each.user is not None}
    update_columns(Person, ["user"], [(user, key) for key, user in given.items()])
    return [each.key for each in holders]


def _identity(newcomer: Newcomer | None) -> tuple[Any, ...]:
    known = newcomer.person if newcomer is not None else {}
    return tuple(known.get(name, None if name == "birth_on" else "") for name in _IDENTITY)


def _holders(cohort: Cohort, newcomers: Sequence[Newcomer]) -> list[Holder]:
    blinds = {str(each.person.get("identity_blind", "")) for each in newcomers} - {""}
    known = _known(cohort.school_id, blinds)
    keys = iter(next_keys(Person, len(newcomers)))
    holders = []
    for each in newcomers:
        blind = str(each.person.get("identity_blind", ""))
        holder = known.get(blind) if blind else None
        if holder is None:
            holder = Holder(next(keys), None, each)
            if blind:
                known[blind] = holder
        holders.append(holder)
    return holders


def _known(school_id: int, blinds: set[str]) -> dict[str, Holder]:
    """Return persons by the blind index of their number.

    The condition of the unique index stands here word for word: SQLite takes the index only then.
    """
    named = RawSQL("NOT (identity_blind = '')", (), output_field=BooleanField())
    rows = Person.objects.filter(named, school_id=school_id)
    found = rows.filter(among(Person, "identity_blind", blinds)) if blinds else rows.none()
    return {
        blind: Holder(key, user)
        for blind, key, user in found.values_list("identity_blind", "pk", "user_id")
    }


def _accounts(
    cohort: Cohort, newcomers: Sequence[Newcomer], holders: Sequence[Holder], now: datetime
) -> None:
    """Give everybody new a login by student number, without a password; nobody loses theirs."""
    lacking = {
        str(each.facts["student_no"]): (each, holder)
        for each, holder in zip(newcomers, holders, strict=True)
        if holder.user is None and each.facts.get("student_no")
    }
    taken = User.objects.filter(among(User, "number", lacking), school_id=cohort.school_id)
    for number in taken.values_list("number", flat=True):
        lacking.pop(number)
    users = []
    head = (cohort.school_id, User.Kind.GRADUATE.value, "!", now)
    keys = next_keys(User, len(lacking))
    for key, (number, (each, holder)) in zip(keys, lacking.items(), strict=True):
        holder.user, name = key, str(each.facts["name"])
        login = login_of(cohort.school.code, number)
        account = (each.account.get(column, "") for column in _OF_ACCOUNT)
        letters = initials_of(name, IN_ACCOUNT)
        users.append((key, *head, number, login, name, letters, *account))
    insert_columns(User, _OF_USER, users)
