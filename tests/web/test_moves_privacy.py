"""Guarded moves of notices, holds, cohorts and employers, two transactions against each other."""

from __future__ import annotations

import pytest

from quxiang.standards import fold_name
from quxiang.web.audit.models import Entry
from quxiang.web.common import clock
from quxiang.web.common.refusals import InvalidError
from quxiang.web.employers.models import Employer, EmployerChange, EmployerName
from quxiang.web.employers.services import keeping
from quxiang.web.privacy.models import Acknowledgement, LegalHold, Notice
from quxiang.web.privacy.services import notices, retention
from quxiang.web.roster.models import Cohort
from quxiang.web.roster.services.cohorts import open_cohort
from web.at_once import at_once, one_stale, refused, won
from web.cast import Cast

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.database]


def noted(action: str) -> int:
    return Entry.objects.filter(action=action).count()


def publish(cast: Cast, text: str) -> Notice:
    return notices.publish(text=text, changes="新", after=0, by=cast.qian)


def test_of_two_notices_of_one_number_one_is_published(cast: Cast) -> None:
    texts = ("甲", "乙")
    said = at_once([lambda text=text: publish(cast, text) for text in texts])
    assert Notice.objects.get().text == texts[one_stale(said)]
    assert noted("notice.publish") == 1


def test_a_notice_acknowledged_twice_at_once_is_noted_once(cast: Cast) -> None:
    notice = publish(cast, "甲")
    at_once([lambda: notices.acknowledge(notice=notice, by=cast.wang)] * 2)
    assert Acknowledgement.objects.count() == noted("notice.acknowledge") == 1


@pytest.mark.parametrize("whole", [True, False])
def test_of_two_holds_one_is_placed_and_lifted_once(cast: Cast, whole: bool) -> None:
    what = {"cohort": cast.cohort} if whole else {"person": cast.wang_graduate.person}
    said = at_once(
        [lambda: retention.place_hold(reason="案号", by=cast.qian, **what)] * 2  # type: ignore[arg-type]
    )
    won(said)
    assert all(isinstance(each, InvalidError) for each in refused(said))
    hold = LegalHold.objects.get()
    reasons = ("结案", "撤诉")
    said = at_once(
        [
            lambda why=why: retention.lift_hold(hold=hold, reason=why, by=cast.qian)
            for why in reasons
        ]
    )
    assert LegalHold.objects.get().lift_reason == reasons[one_stale(said)]
    assert (noted("hold.place"), noted("hold.lift")) == (1, 1)


def test_a_cohort_opened_twice_at_once_is_one(cast: Cast) -> None:
    before = noted("cohort.open")
    at_once([lambda: open_cohort(school=cast.school, year=2025, scheme="2024", by=None)] * 2)
    assert Cohort.objects.filter(year=2025).count() == noted("cohort.open") - before == 1


def firm(cast: Cast, name: str) -> Employer:
    return Employer.objects.create(
        school=cast.school, name=name, folded_name=fold_name(name), recorded_at=clock.now()
    )


def test_of_two_merges_into_each_other_one_is_done(cast: Cast) -> None:
    one, other = firm(cast, "太行种业"), firm(cast, "太行种子")
    pairs = [(one, other), (other, one)]
    said = at_once(
        [
            lambda gone=gone, into=into: keeping.merge(
                gone=Employer.objects.get(pk=gone.pk), into=Employer.objects.get(pk=into.pk),
                by=cast.qian, reason="同一家",
            )
            for gone, into in pairs
        ]
    )  # fmt: skip
    gone, into = pairs[one_stale(said)]
    rows = dict(Employer.objects.values_list("pk", "merged_into_id"))
    assert rows == {gone.pk: into.pk, into.pk: None}
    assert EmployerChange.objects.count() == noted("employer.merge") == 1


def test_of_two_merges_of_one_employer_one_is_done(cast: Cast) -> None:
    gone, *others = (firm(cast, name) for name in ("甲", "乙", "丙"))
    said = at_once(
        [
            lambda into=into: keeping.merge(gone=gone, into=into, by=cast.qian, reason="同一家")
            for into in others
        ]
    )
    gone.refresh_from_db()
    assert gone.merged_into == others[one_stale(said)]


def test_names_kept_twice_at_once_are_kept_once(cast: Cast) -> None:
    one = firm(cast, "太行种业")
    at_once([lambda: keeping.keep_names([one])] * 2)
    at_once([lambda: keeping.add_former_names(one, ["新乡种子站"])] * 2)
    assert dict(EmployerName.objects.values_list("name", "current")) == {
        "太行种业": True, "新乡种子站": False,
    }  # fmt: skip
