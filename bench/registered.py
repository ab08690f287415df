"""Graduates of the large school who have filed, those about to, and whom it waits for."""

from __future__ import annotations

from collections.abc import Sequence

from bench.large import Large
from quxiang.web.accounts.models import User
from quxiang.web.accounts.services.users import create_user
from quxiang.web.destinations.services import filing
from quxiang.web.jobs.services import work_off
from quxiang.web.orgs.models import AdvisingKind
from quxiang.web.orgs.services.advising import advise
from quxiang.web.roster.models import Graduate

#: what everybody files
TYPED = {
    "code": "11", "employer_uscc": "91410700MA0000001X", "employer_name": "云梦种业有限公司",
    "employer_nature": "31", "industry": "11", "place_code": "410000", "place_name": "新乡市",
    "job": "13", "agreed_on": "2024-05-20", "contact_name": "何经理",
    "contact_phone": "13900000002",
}  # fmt: skip
ADVISERS, FILED, NEW = 8, 400, 400


def register(large: Large) -> tuple[list[User], list[Graduate], list[Graduate]]:
    """Let 400 graduates file and be judged; return their advisers, them, and 400 about to."""
    people = Graduate.objects.filter(cohort=large.cohort, removed=False, status="预计毕业")
    related = people.select_related("person__user", "cohort", "school", "college")
    chosen = list(related.order_by("pk")[: FILED + NEW])
    advisers = [_adviser(large, at) for at in range(ADVISERS)]
    for at, graduate in enumerate(chosen):
        advise(
            adviser=advisers[at % ADVISERS], graduate=graduate, kind=AdvisingKind.COUNSELLOR,
            by=None,
        )  # fmt: skip
    filed, new = chosen[:FILED], chosen[FILED:]
    _file(filed)
    return advisers, filed, new


def _adviser(large: Large, at: int) -> User:
    return create_user(
        school=large.school, kind=User.Kind.STAFF, number=f"7{at:03d}", name=f"老师{at}", by=None
    )


def _file(graduates: Sequence[Graduate]) -> None:
    for graduate in graduates:
        by = graduate.person.user
        assert by is not None, "a graduate of the bench has a login"
        filing.submit(graduate=graduate, typed=TYPED, seen=0, note="", by=by)
    work_off(10_000)
