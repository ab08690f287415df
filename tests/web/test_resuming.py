"""What goes on after a return: who signs again, and what is still a change of substance."""

from __future__ import annotations

import pytest

from quxiang.web.accounts.models import User
from quxiang.web.approvals import binding
from quxiang.web.approvals.services import returning, signing
from quxiang.web.destinations.services import entering, filing
from web.cast import Cast
from web.signing import (
    CONTRACT,
    file,
    open_step,
    registration,
    reviewer_of_the_school,
    run_of,
)

pytestmark = [pytest.mark.django_db, pytest.mark.database]
ELSEWHERE = {
    **CONTRACT, "employer_name": "云梦粮油有限公司", "employer_uscc": "91410700MA0000002X"
}  # fmt: skip


def sign(cast: Cast, *people: User) -> None:
    for by in people:
        step = open_step(cast)
        signing.sign(step=step, seen=step.run.version.number, by=by)


def send_back(cast: Cast, by: User) -> None:
    step = open_step(cast)
    returning.send_back(step=step, seen=step.run.version.number, reason="日期不对", by=by)


def entered(cast: Cast) -> None:
    file(cast)
    sign(cast, cast.wu, cast.li, reviewer_of_the_school(cast))
    entering.enter(registrations=[registration(cast)], by=cast.zhao)


def left(cast: Cast) -> list[str]:
    steps = run_of(cast).steps.exclude(state__in=("done", "skipped")).order_by("order")
    return [each.level for each in steps]


@pytest.mark.parametrize("how", ["returned", "withdrawn"])
def test_another_employer_that_came_back_is_no_clerical_change_the_next_time(
    cast: Cast, how: str
) -> None:
    entered(cast)
    file(cast, ELSEWHERE)
    if how == "returned":
        send_back(cast, cast.wu)
    else:
        row = registration(cast)
        filing.withdraw(registration=row, seen=row.revision, by=cast.wang)
    file(cast, {**ELSEWHERE, "contact_name": "贺经理"})
    assert left(cast) == ["adviser", "college", "school"]


def test_a_clerical_change_that_came_back_is_one_still(cast: Cast) -> None:
    entered(cast)
    file(cast, {**CONTRACT, "contact_name": "贺经理"})
    send_back(cast, cast.li)
    file(cast, {**CONTRACT, "contact_name": "贺经理"})
    assert left(cast) == ["college"]


def test_a_file_that_came_with_the_correction_is_signed_for_by_who_signed_before(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = ["a"]
    monkeypatch.setattr(binding, "_keepers", [lambda versions: {v.pk: files for v in versions}])
    file(cast)
    sign(cast, cast.wu)
    send_back(cast, cast.li)
    files.append("b")
    file(cast, {**CONTRACT, "agreed_on": "2024-05-21"})
    assert left(cast) == ["adviser", "college", "school"]
