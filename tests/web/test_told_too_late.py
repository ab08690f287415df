"""Two people at two browsers at once: one wins, the other is told by a sentence (409)."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pytest

from quxiang.web.accounts.models import User
from quxiang.web.approvals.models import Signature
from quxiang.web.approvals.services import signing
from quxiang.web.audit import trail
from quxiang.web.common import clock, sealed
from quxiang.web.destinations.models import Confirmation, Draft, SystemRow
from quxiang.web.destinations.services import entering
from quxiang.web.destinations.services.drafts import typed_in
from quxiang.web.imports.models import Import, StagedRow
from quxiang.web.imports.targets import get_target
from quxiang.web.orgs.services.advising import advise
from web.at_once import at_once
from web.cast import Cast
from web.signing import (
    CONTRACT,
    SEEKING,
    STUDY,
    file,
    open_step,
    registration,
    run_of,
    signing_client,
)

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.database]
Post = Callable[[], Any]


def posting(user: User, path: str, **form: object) -> Post:
    """Return the sending of a form by somebody who has its page open."""
    client = signing_client(user)
    return lambda: client.post(path, form)


def filing_(cast: Cast, typed: Mapping[str, str], seen: int, by: User | None = None) -> Post:
    path = f"/destinations/{cast.wang_graduate.pk}/edit/"
    return posting(by or cast.wang, path, seen=seen, note="有变更", **typed)


def signing_(cast: Cast, by: User) -> Post:
    return posting(by, f"/signing/{open_step(cast).pk}/sign/", seen=1)


def one_told(posts: Sequence[Post]) -> int:
    """Let them post at once; return who won, once everybody else was told why not."""
    answers = at_once(posts)
    codes = [each.status_code for each in answers]  # type: ignore[attr-defined]
    assert sorted(codes) == [302, *[409] * (len(posts) - 1)], codes
    late = answers[codes.index(409)]
    assert "您的操作没有执行" in late.content.decode()  # type: ignore[attr-defined]
    return codes.index(302)


def entered(cast: Cast) -> None:
    file(cast, SEEKING)
    signing.sign(step=open_step(cast), seen=1, by=cast.wu)
    entering.enter(registrations=[registration(cast)], by=cast.zhao)


def test_of_two_who_sign_the_same_step_one_signs(cast: Cast) -> None:
    advise(adviser=cast.li, graduate=cast.wang_graduate, kind="class_teacher", by=None)
    file(cast)
    first = one_told([signing_(cast, cast.wu), signing_(cast, cast.li)])
    assert Signature.objects.exclude(way="filed").get().user == (cast.wu, cast.li)[first]


def test_what_is_submitted_twice_is_filed_once_and_the_other_is_kept_as_a_draft(
    cast: Cast,
) -> None:
    both = ({**CONTRACT, "contact_name": "何经理"}, STUDY)
    first = one_told([filing_(cast, typed, 0) for typed in both])
    kept = registration(cast)
    assert (kept.versions.count(), kept.current.code) == (1, both[first]["code"])
    assert typed_in(Draft.objects.get()).items() >= both[1 - first].items()


def test_a_second_tap_on_submit_leaves_no_draft(cast: Cast) -> None:
    one_told([filing_(cast, CONTRACT, 0), filing_(cast, CONTRACT, 0)])
    assert registration(cast).versions.count() == 1
    assert not Draft.objects.exists()


def test_of_the_last_signature_and_a_withdrawal_one_is_told(cast: Cast) -> None:
    file(cast, SEEKING)
    path = f"/destinations/{cast.wang_graduate.pk}/withdraw/"
    withdrawal = posting(cast.wang, path, seen=registration(cast).revision)
    first = one_told([signing_(cast, cast.wu), withdrawal])
    assert (registration(cast).state, run_of(cast).state) == (
        ("signed", "completed"), ("draft", "withdrawn"),
    )[first]  # fmt: skip


def test_what_is_confirmed_while_it_is_changed_is_what_was_shown(cast: Cast) -> None:
    entered(cast)
    answer = posting(
        cast.wang, f"/destinations/{cast.wang_graduate.pk}/answer/", seen=1, said="right"
    )
    change = filing_(cast, STUDY, registration(cast).revision)
    assert [each.status_code for each in at_once([answer, change])] == [302, 302]  # type: ignore[attr-defined]
    kept = registration(cast)
    assert (kept.state, kept.in_force.number, kept.current.number) == ("in_review", 1, 2)
    assert Confirmation.objects.get(place="school", state="confirmed").version == kept.in_force


def taking(cast: Cast, target: str, values: Mapping[str, object]) -> tuple[StagedRow, Post]:
    """Return a staged row and what applies it, as the job of an import does."""
    upload = Import.objects.create(
        school=cast.school, cohort=cast.cohort, target=target, state="applying",
        filename="a.xlsx", sha256="", by=cast.zhao, at=clock.now(),
    )  # fmt: skip
    values = {"graduate_id": cast.wang_graduate.pk, **values}
    row = StagedRow.objects.create(upload=upload, number=1, kind="new", values=values)

    @trail.atomic()
    def apply() -> None:
        get_target(target).apply(upload, [row])

    return row, apply


def test_of_a_change_and_the_export_that_enters_one_comes_first(cast: Cast) -> None:
    file(cast, SEEKING)
    signing.sign(step=open_step(cast), seen=1, by=cast.wu)
    said = dict.fromkeys(("employer_uscc", "employer_name", "reason", "confirmed_on"), "")
    _, enter = taking(
        cast, "registering", {"seen": None, "code": "70-QZZ", "state": "entered", **said}
    )
    answer, _ = at_once([filing_(cast, CONTRACT, registration(cast).revision), enter])
    kept, late = registration(cast), answer.status_code == 409  # type: ignore[attr-defined]
    assert SystemRow.objects.get().code == "70-QZZ"
    assert late or answer.status_code == 302  # type: ignore[attr-defined]
    if late:
        assert (kept.state, kept.in_force.number) == ("entered", 1)
        assert typed_in(Draft.objects.get())["employer_name"] == CONTRACT["employer_name"]
    else:
        assert (kept.state, kept.in_force, kept.current.number) == ("in_review", None, 2)


def test_of_filing_and_being_taken_over_one_comes_first(cast: Cast) -> None:
    typed = {"code": "801", "employer_name": "云梦大学"}
    row, adopt = taking(cast, "adoption", {"typed": sealed.seal(json.dumps(typed), "typed")})
    answer, _ = at_once([filing_(cast, CONTRACT, 0), adopt])
    kept, late = registration(cast), answer.status_code == 409  # type: ignore[attr-defined]
    assert kept.versions.count() == kept.moves.count() == 1
    assert (kept.state, row.kind) == (("entered", "new") if late else ("in_review", "stale"))
    if late:
        assert "您的操作没有执行" in answer.content.decode()  # type: ignore[attr-defined]
        assert typed_in(Draft.objects.get())["employer_name"] == CONTRACT["employer_name"]
    else:
        assert row.problems[0]["code"] == "changed_meanwhile"
