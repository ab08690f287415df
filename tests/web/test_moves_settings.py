"""Two real transactions against each other, in the guards of settings and exemptions."""

from __future__ import annotations

import pytest

from quxiang.web.alerts.exemptionmodels import Exemption
from quxiang.web.alerts.models import DueDays, RuleSetting
from quxiang.web.alerts.plans import find_rule
from quxiang.web.alerts.services import exemptions, setting
from quxiang.web.audit.models import Entry
from quxiang.web.common import clock
from quxiang.web.orgs.kinds import PostKind
from web.at_once import at_once, one_stale
from web.cast import Cast, appointed, staff
from web.test_pages import an_exemption

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.database]


def test_of_two_who_set_a_rule_at_once_one_is_told(cast: Cast) -> None:
    rule = find_rule("E305")
    assert rule is not None

    def save(limit: int) -> object:
        wanted = setting.Wanted(True, None, {**rule.params, "limit": limit})
        return setting.save_setting(
            cohort=cast.cohort, rule=rule, wanted=wanted, after=0, reason="会议", by=cast.qian
        )

    one_stale(at_once([lambda: save(5), lambda: save(6)]))
    assert RuleSetting.objects.get().number == 1


def test_of_two_who_set_the_days_at_once_one_is_told(cast: Cast) -> None:
    def save(days: int) -> object:
        return setting.save_due_days(
            cohort=cast.cohort, days={"error": days, "suspect": 6, "notice": 9}, after=0,
            reason="会议", by=cast.qian,
        )  # fmt: skip

    one_stale(at_once([lambda: save(4), lambda: save(5)]))
    assert DueDays.objects.get().number == 1


def test_of_two_who_decide_on_an_exemption_at_once_one_is_told(cast: Cast) -> None:
    two = appointed(staff(cast.school, "8099", "林立"), PostKind.CENTRE_OFFICER, None, "副主任")
    made = an_exemption(cast)

    def read() -> Exemption:
        return Exemption.objects.get(pk=made.pk)

    one, other, own = read(), read(), read()
    said = at_once([
        lambda: exemptions.approve(exemption=one, by=two),
        lambda: exemptions.refuse(exemption=other, why="依据不足", by=two),
        lambda: exemptions.withdraw(exemption=own, by=cast.qian),
    ])  # fmt: skip
    assert sum(each is None for each in said) == 1
    state = read().state
    assert state in ("in_force", "refused", "withdrawn")
    assert Entry.objects.filter(object_kind="exemption").count() == 1


def test_one_that_lapses_as_it_is_ended_ends_once(cast: Cast) -> None:
    made = an_exemption(cast, "in_force")
    Exemption.objects.update(until="2020-01-01")
    row = Exemption.objects.get(pk=made.pk)
    at_once([
        lambda: exemptions.end(exemption=row, why="不再需要", by=cast.qian),
        lambda: exemptions.lapse_over(clock.now()),
    ])  # fmt: skip
    assert Exemption.objects.get().state == "ended"
    assert Entry.objects.filter(object_kind="exemption").count() == 1
