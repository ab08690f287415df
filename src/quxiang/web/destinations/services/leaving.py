"""Leaving a signed agreement needs a paper of its own (N3.3); another app knows of papers."""

from __future__ import annotations

from collections.abc import Callable

from quxiang.problems import Problem, Where
from quxiang.web.common.refusals import InvalidError
from quxiang.web.destinations.models import Registration, Version

#: the destination that is left only with proof of the termination, or a signed statement
AGREEMENT = "10"
#: says whether such a paper waits, or was filed after the version of this number
Proved = Callable[[Registration, int], bool]
_proved: list[Proved] = []
UNPROVED = Problem(
    "no_termination_proof",
    "登记在册的是已签就业协议，离开原单位要先有解约证明，或本人签字确认的证明材料。",
    "请在“材料”里上传其中一种，再提交变更；在新去向录入之前，原去向一直有效。",
    Where(column="note"),
)  # fmt: skip


def proves_leaving(proved: Proved) -> Proved:
    """Register who knows whether papers show that an agreement has ended."""
    _proved.append(proved)
    return proved


def leaves(old: Version | None, new: Version) -> bool:
    """Say whether a change leaves the destination or the employer that is in force."""
    if old is None:
        return False
    return (old.code, old.employer_uscc or old.employer_name) != (
        new.code, new.employer_uscc or new.employer_name,
    )  # fmt: skip


def require_proof(registration: Registration, version: Version) -> None:
    """Refuse a version that leaves a signed agreement while nothing shows that it has ended."""
    old = registration.in_force
    if old is None or old.code != AGREEMENT or not leaves(old, version):
        return
    if not any(proved(registration, old.number) for proved in _proved):
        raise InvalidError(UNPROVED)
