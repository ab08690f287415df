"""Guarded moves of orgs, two real transactions against each other."""

from __future__ import annotations

import pytest

from quxiang.web.common.refusals import StaleStateError
from quxiang.web.orgs.models import Appointment, Handover
from quxiang.web.orgs.services.handover import hand_over
from web.at_once import at_once, one_stale
from web.cast import Cast, staff

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.database]


def recorders(cast: Cast) -> list[str]:
    active = Appointment.objects.filter(unit=cast.agronomy, kind="recorder", ended_at=None)
    return list(active.values_list("user__number", flat=True))


@pytest.mark.parametrize("vacant", [False, True])
def test_of_two_hand_overs_one_is_done_and_the_other_told(cast: Cast, vacant: bool) -> None:
    if vacant:
        Appointment.objects.filter(user=cast.zhao).delete()
    seen = None if vacant else cast.zhao.pk
    takers = [staff(cast.school, number, "何新") for number in ("8200", "8201")]
    said = at_once(
        [
            lambda to=to: hand_over(unit=cast.agronomy, to=to, instead_of=seen, by=cast.qian)
            for to in takers
        ]
    )
    first = one_stale(said)
    assert recorders(cast) == [takers[first].number]
    assert Handover.objects.get().taker == takers[first]
    assert any("何新" in str(each) for each in said if isinstance(each, StaleStateError))
