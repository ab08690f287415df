"""Self-checks, two real transactions against each other."""

from __future__ import annotations

import pytest

from quxiang.web.selfcheck.models import PlanTemplate, Selfcheck
from quxiang.web.selfcheck.services.writing import save_plan, word_template
from web.at_once import at_once, one_stale
from web.cast import Cast

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.database]
PLANS = ("由党委副书记牵头，逐条核查。", "由分管副院长牵头，逐条核查。")


def test_of_two_who_write_a_plan_at_once_one_is_told(cast: Cast) -> None:
    for seen in (0, 1):  # the first begins it, the next changes it
        place = one_stale(at_once([
            lambda text=text, seen=seen: save_plan(
                cohort=cast.cohort, college=cast.agronomy, text=text, seen=seen, by=cast.zhao
            )
            for text in PLANS
        ]))  # fmt: skip
        assert Selfcheck.objects.get().plan == PLANS[place]


def test_of_two_who_word_the_template_at_once_one_is_told(cast: Cast) -> None:
    one_stale(at_once([
        lambda text=text: word_template(text=text, after=0, by=cast.qian) for text in PLANS
    ]))  # fmt: skip
    assert PlanTemplate.objects.get().number == 1
