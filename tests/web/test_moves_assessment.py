"""The negative list, two real transactions against each other."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from quxiang.web.accounts.models import User
from quxiang.web.assessment.models import Listing, ListingTerms
from quxiang.web.assessment.services import attaching, proposing, setting, stepping
from quxiang.web.assessment.services.proposing import Proposal
from quxiang.web.common.refusals import StaleStateError
from web.assessing import WORDS, confirmed, school
from web.at_once import at_once, one_stale, refused, won
from web.cast import Cast
from web.uploads import photo

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.database]


def put_forward(cast: Cast, *cases: int) -> Listing:
    proposal = Proposal(**WORDS, uses=["awards"], grounds={"case": cases})
    return proposing.propose(
        cohort=cast.cohort, college=cast.agronomy, proposal=proposal, by=cast.qian
    )


def test_of_two_proposals_on_one_ground_at_once_one_is_told(cast: Cast) -> None:
    case = confirmed(cast).pk
    one_stale(at_once([lambda: put_forward(cast, case)] * 2))
    assert Listing.objects.get().grounds.get().case_id == case
    cases = [confirmed(cast).pk for _ in range(2)]
    assert refused(at_once([lambda each=each: put_forward(cast, each) for each in cases])) == []
    assert sorted(Listing.objects.values_list("number", flat=True)) == [1, 2, 3]


def test_of_two_who_act_on_a_listing_at_once_one_is_told(cast: Cast) -> None:
    who = school(cast)
    listing = put_forward(cast, confirmed(cast).pk)
    steps: tuple[tuple[Callable[..., None], User], ...] = (
        (stepping.reply, cast.zhao), (stepping.include, who.lin), (stepping.appeal, cast.zhao),
        (stepping.uphold, who.gao), (stepping.revoke, who.gao),
    )  # fmt: skip
    for seen, (step, by) in enumerate(steps, 1):
        more = {"uses": ["awards"]} if step is stepping.include else {}
        rows = [Listing.objects.get(pk=listing.pk) for _ in range(2)]
        one_stale(at_once([
            lambda row=row, step=step, by=by, more=more, seen=seen: step(
                listing=row, text="理由如附件。", seen=seen, by=by, **more
            )
            for row in rows
        ]))  # fmt: skip
    verbs = list(listing.steps.values_list("verb", flat=True))
    assert verbs == ["propose", "reply", "include", "appeal", "uphold", "revoke"]


def test_of_two_who_attach_one_paper_at_once_it_is_kept_once(cast: Cast) -> None:
    listing = put_forward(cast, confirmed(cast).pk)
    rows = [Listing.objects.get() for _ in range(2)]
    said = at_once([
        lambda row=row: attaching.attach(
            listing=row, content=photo(), title="情况说明", by=cast.zhao
        )
        for row in rows
    ])  # fmt: skip
    won(said)
    assert all(isinstance(each, StaleStateError) for each in refused(said))
    assert listing.papers.count() == 1


def test_of_two_who_set_the_terms_at_once_one_is_told(cast: Cast) -> None:
    said = at_once([
        lambda days=days: setting.save_terms(
            cohort=cast.cohort, reply_days=days, appeal_days=5, reason="校长办公会", after=0,
            by=cast.qian,
        )
        for days in (7, 8)
    ])  # fmt: skip
    assert ListingTerms.objects.get().reply_days == (7, 8)[one_stale(said)]
