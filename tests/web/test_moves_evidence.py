"""Files, two real transactions against each other: none is lost, none comes twice."""

from __future__ import annotations

import pytest

from quxiang.web.adoption.models import Adoption, AdoptionScan
from quxiang.web.adoption.services import scanning
from quxiang.web.audit.models import Entry
from quxiang.web.common import clock
from quxiang.web.common.refusals import InvalidError
from quxiang.web.destinations.models import Version
from quxiang.web.destinations.services.filing import submit
from quxiang.web.evidence.models import Evidence
from quxiang.web.evidence.services import adding, removing
from quxiang.web.evidence.services.adding import Said
from web.at_once import at_once, one_stale, refused, won
from web.cast import Cast
from web.test_destinations import CONTRACT
from web.uploads import paper, picture

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.database]


def add(cast: Cast, content: bytes, **how: object) -> Evidence:
    return adding.add(
        graduate=cast.wang_graduate, content=content, said=Said("contract"), by=cast.wang,
        **how,  # type: ignore[arg-type]
    )  # fmt: skip


def test_the_same_file_sent_twice_at_once_is_kept_once(cast: Cast) -> None:
    said = at_once([lambda: add(cast, picture())] * 2)
    won(said)
    assert all(isinstance(each, InvalidError) for each in refused(said))
    assert Evidence.objects.count() == Entry.objects.filter(action="evidence.add").count() == 1


def test_of_two_who_remove_or_replace_a_file_one_is_told(cast: Cast) -> None:
    old = add(cast, picture())
    one_stale(
        at_once(
            [
                lambda: removing.remove(evidence=old, reason="传错了", by=cast.zhao),
                lambda: add(cast, paper(), replaces=old),
            ]
        )
    )
    assert Entry.objects.filter(action="evidence.remove").count() == 1


def test_a_file_added_while_somebody_submits_is_of_that_version_or_refused(cast: Cast) -> None:
    said = at_once(
        [
            lambda: add(cast, picture()),
            lambda: submit(graduate=cast.wang_graduate, typed=CONTRACT, seen=0, by=cast.wang),
        ]
    )
    assert Version.objects.count() == 1
    versions = list(Evidence.objects.values_list("version", flat=True))
    assert versions == ([] if refused(said) else [1])


def test_a_scan_of_a_batch_is_attached_once_and_taken_away_once(cast: Cast) -> None:
    batch = Adoption.objects.create(
        school=cast.school, cohort=cast.cohort, college=cast.agronomy, filename="启用前.xlsx",
        by=cast.qian, at=clock.now(),
    )  # fmt: skip

    def attach() -> AdoptionScan:
        return scanning.attach(adoption=batch, content=paper(), title="审签表", by=cast.zhao)

    said = at_once([attach] * 2)
    won(said)
    assert all(isinstance(each, InvalidError) for each in refused(said))
    scan = AdoptionScan.objects.get()
    one_stale(at_once([lambda: scanning.remove(scan=scan, reason="传错了", by=cast.zhao)] * 2))
    acts = ("adoption.attach", "adoption.remove")
    assert [Entry.objects.filter(action=act).count() for act in acts] == [1, 1]
