"""Two real transactions against each other, in the guards of settings and exemptions."""

from __future__ import annotations

import pytest

from quxiang.web.accounts.models import User
from quxiang.web.alerts.exemptionmodels import Exemption
from quxiang.web.alerts.models import DueDays, OwnRule, RuleSetting, Trial
from quxiang.web.alerts.plans import find_rule
from quxiang.web.alerts.services import exemptions, owning, setting, trying
from quxiang.web.audit.models import Entry
from quxiang.web.common import clock
from quxiang.web.orgs.kinds import PostKind
from web.alerting import entered, no_snapshots, run_rules
from web.at_once import at_once, one_stale
from web.cast import Cast, appointed, staff
from web.test_pages import a_trial, an_exemption, an_own_rule

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
    two, made = two_of_centre(cast), an_exemption(cast)

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


def two_of_centre(cast: Cast) -> User:
    return appointed(staff(cast.school, "8099", "林立"), PostKind.CENTRE_OFFICER, None, "副主任")


def test_of_two_who_decide_on_an_own_rule_at_once_one_is_told(cast: Cast) -> None:
    two, made = two_of_centre(cast), an_own_rule(cast)
    one, other, own = (OwnRule.objects.get(pk=made.pk) for _ in range(3))
    said = at_once([
        lambda: owning.approve(row=one, by=two),
        lambda: owning.refuse(row=other, why="依据不足", by=two),
        lambda: owning.withdraw(row=own, by=cast.qian),
    ])  # fmt: skip
    assert sum(each is None for each in said) == 1
    assert Entry.objects.filter(object_kind="ownrule").count() == 1


def test_of_two_versions_switched_on_at_once_one_is_in_force(cast: Cast) -> None:
    two, first = two_of_centre(cast), an_own_rule(cast)
    second = OwnRule.objects.get(pk=first.pk)
    second.pk, second.number, second.sha256 = None, 2, "b" * 64
    second.save()
    at_once([
        lambda: owning.approve(row=first, by=two), lambda: owning.approve(row=second, by=two),
    ])  # fmt: skip
    states = sorted(OwnRule.objects.values_list("state", flat=True))
    assert states == ["in_force", "replaced"]


def test_an_own_rule_switched_off_twice_is_off_once(cast: Cast) -> None:
    made = an_own_rule(cast, "in_force")
    rows = [OwnRule.objects.get(pk=made.pk) for _ in range(2)]
    one_stale(
        at_once([lambda row=row: owning.end(row=row, why="停用", by=cast.qian) for row in rows])
    )


def test_a_file_that_is_judged_twice_at_once_is_judged_once(cast: Cast) -> None:
    made = an_own_rule(cast, "checking")
    rows = [OwnRule.objects.get(pk=made.pk) for _ in range(2)]
    rule = find_rule("E305")
    assert rule is not None
    at_once([
        lambda: owning.judge(rows[0], rule), lambda: owning.judge(rows[1], ["检查中断了。"]),
    ])  # fmt: skip
    row = OwnRule.objects.get()
    assert (row.state, row.problems) in [("proposed", []), ("faulty", ["检查中断了。"])]
    assert Entry.objects.filter(object_kind="ownrule").count() == 1


def test_of_two_files_of_one_code_that_pass_at_once_each_gets_a_number(cast: Cast) -> None:
    rule, rows = find_rule("E305"), [an_own_rule(cast, "checking")]
    assert rule is not None
    rows.append(OwnRule.objects.get())
    rows[1].pk, rows[1].number, rows[1].sha256 = None, 0, "b" * 64
    rows[1].save()
    at_once([lambda row=row: owning.judge(row, rule) for row in rows])
    assert sorted(OwnRule.objects.values_list("code", "number")) == [("E305", 1), ("E305", 2)]


def test_the_same_file_that_passes_twice_at_once_is_one_version(cast: Cast) -> None:
    rule, rows = find_rule("E305"), [an_own_rule(cast, "checking")]
    assert rule is not None
    rows.append(OwnRule.objects.get())
    rows[1].pk, rows[1].number = None, 0
    rows[1].save()
    at_once([lambda row=row: owning.judge(row, rule) for row in rows])
    assert sorted(OwnRule.objects.values_list("state", flat=True)) == ["faulty", "proposed"]


def test_a_try_that_is_ended_as_it_finishes_ends_once(cast: Cast) -> None:
    no_snapshots()
    entered(cast, cast.wang_graduate)
    run_rules(cast)
    made = a_trial(cast)
    row = Trial.objects.select_related("cohort__school", "by").get(pk=made.pk)
    at_once([lambda: trying.do_trial(row), lambda: trying.end_trial(made, "中断")])
    made.refresh_from_db()
    assert made.state in ("done", "failed")
    assert Entry.objects.filter(object_kind="trial").count() == 1
