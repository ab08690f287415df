"""Why a denominator changed: what is told is what a plain replay by hand comes to."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from quxiang.standards import Settings
from quxiang.web.accounts.models import User
from quxiang.web.common import clock
from quxiang.web.orgs.kinds import PostKind
from quxiang.web.roster.denominator import denominator_between
from quxiang.web.roster.models import Graduate
from quxiang.web.roster.services import changes
from quxiang.web.roster.services.cohortsettings import save_settings
from quxiang.web.roster.services.facts import change_facts
from web.cast import Cast, appointed, graduate, staff
from web.conftest import login

pytestmark = [pytest.mark.django_db, pytest.mark.database]
STATUSES = ("预计毕业", "毕业", "结业", "延期", "退学")
STEPS, PAIRS = 90, 25


@dataclass
class Hand:
    """A roster written down by hand: who was what since when, and whom the settings counted."""

    cast: Cast
    dice: random.Random
    said: list[tuple[datetime, int, dict[str, Any]]] = field(default_factory=list)
    settings: list[tuple[datetime, tuple[str, ...]]] = field(default_factory=list)
    now: datetime = field(default_factory=clock.now)

    def play(self) -> None:
        self.settings.append((self.now - timedelta(days=9), Settings().counted_statuses))
        for each in Graduate.objects.all():
            self.came(each)
        acts: list[Callable[[Graduate], None]] = [
            self.new, self.new, self.status, self.status, self.college, self.removal, self.ends,
            self.rule,
        ]  # fmt: skip
        for _ in range(STEPS):
            self.now += timedelta(minutes=7)
            clock.move_to(self.now)
            self.dice.choice(acts)(self.dice.choice(list(Graduate.objects.order_by("pk"))))

    def say(self, one: Graduate, **facts: Any) -> None:
        self.said.append((clock.now(), one.pk, facts))

    def came(self, one: Graduate) -> None:
        self.say(one, status=one.status, ends="", removed=False, college=one.college_id)

    def new(self, _: Graduate) -> None:
        college = self.dice.choice([self.cast.agronomy, self.cast.letters])
        self.came(graduate(self.cast.cohort, college, f"77{len(self.said):04d}", "何某"))

    def status(self, one: Graduate) -> None:
        status = self.dice.choice(STATUSES)
        changes.set_status(
            graduates=[one], status=status, effective_on=clock.today(), note="名单",
            by=self.cast.qian,
        )  # fmt: skip
        self.say(one, status=status)

    def college(self, one: Graduate) -> None:
        college = self.dice.choice([self.cast.agronomy, self.cast.letters])
        changes.transfer(
            graduates=[one], college=college, effective_on=clock.today(), note="批文",
            by=self.cast.qian,
        )  # fmt: skip
        self.say(one, college=college.pk)

    def removal(self, one: Graduate) -> None:
        gone = Graduate.objects.filter(removed=True).first()
        one = gone if gone and self.dice.random() < 0.5 else one
        act = changes.restore if one.removed else changes.remove
        act(graduate=one, note="核对", by=self.cast.qian)
        self.say(one, removed=one.removed)

    def ends(self, one: Graduate) -> None:
        ends = self.dice.choice(["graduated", "completed", "withdrawn"])
        change_facts(
            graduate=one, changes={"completion": ends}, reason="correction", by=self.cast.qian
        )
        self.say(one, ends=ends)

    def rule(self, _: Graduate) -> None:
        counted = tuple(self.dice.sample(STATUSES, self.dice.randint(2, 4)))
        save_rule(self.cast, counted)
        self.settings.append((clock.now(), counted))

    def at(self, moment: datetime, college: int | None) -> tuple[set[int], set[int]]:
        """Return who counts and who is on the roster, of a college or the school, as known then."""
        statuses = [each for at, each in self.settings if at <= moment][-1]
        known: dict[int, dict[str, Any]] = {}
        for at, who, facts in self.said:
            if at <= moment:
                known.setdefault(who, {}).update(facts)
        ends = {"", "graduated"} | ({"completed"} if "结业" in statuses else set())
        here = {
            who: facts for who, facts in known.items()
            if not facts["removed"] and college in (None, facts["college"])
        }  # fmt: skip
        counted = {w for w, f in here.items() if f["status"] in statuses and f["ends"] in ends}
        return counted, set(here)


def save_rule(cast: Cast, counted: tuple[str, ...]) -> None:
    newest = cast.cohort.settings_versions.order_by("-number").first()
    save_settings(
        cohort=cast.cohort, settings=Settings(counted_statuses=counted), reason="校务会定",
        after=newest.number if newest else 0, by=cast.qian,
    )  # fmt: skip


def test_what_is_told_between_any_two_moments_is_what_a_replay_by_hand_comes_to(cast: Cast) -> None:
    hand = Hand(cast, random.Random(19))
    hand.play()
    moments = sorted({at for at, *_ in (*hand.said, *hand.settings)})[1:]
    reasons = set()
    for _ in range(PAIRS):
        earlier, later = sorted(hand.dice.sample(moments, 2))
        whole = denominator_between(cast.cohort, earlier, later)
        for college in (None, cast.agronomy.pk, cast.letters.pk):
            told = denominator_between(cast.cohort, earlier, later, college and {college})
            (was, all_was), (now, all_now) = (hand.at(each, college) for each in (earlier, later))
            assert (told.before, told.after) == (len(was), len(now))
            assert (told.all_before, told.all_after) == (len(all_was), len(all_now))
            moved = {sign: [] for sign in (1, -1)}  # type: dict[int, list[int]]
            for each in told.differences:
                moved[each.sign] += each.graduate_ids
            assert sorted(moved[1]) == sorted(now - was)
            assert sorted(moved[-1]) == sorted(was - now)
            reasons |= {each.reason for each in told.differences}
            if college and (was or now):
                part = whole.colleges[college]
                assert (part.before, part.after, part.differences) == (
                    told.before, told.after, told.differences,
                )  # fmt: skip
    # each kind of reason came up at least once, or the walk has shown little
    for reason in ("新增", "恢复", "移出名册", "转入", "转出", "延期", "肄业"):
        assert reason in reasons
    assert any(each.startswith("口径不再计入") for each in reasons)
    assert any(each.startswith("口径改为计入") for each in reasons)


def page_of(cast: Cast, user: User, **asked: str) -> Any:
    return login(Client(), user).get(f"/cohorts/{cast.cohort.pk}/denominator/", asked)


def a_week(cast: Cast) -> tuple[str, Graduate, Graduate]:
    """Let people come, be postponed and leave within one week; return the moment before."""
    people = [graduate(cast.cohort, cast.agronomy, f"55{n}", f"何{n}某") for n in range(3)]
    before = clock.now() + timedelta(minutes=2)
    clock.move_to(before + timedelta(hours=2))
    day = clock.today()
    changes.set_status(
        graduates=people[:2], status="延期", effective_on=day, note="延期名单", by=cast.qian
    )
    changes.transfer(
        graduates=people[2:], college=cast.letters, effective_on=day, note="转院批文", by=cast.qian
    )
    clock.move_to(clock.now() + timedelta(minutes=5))
    return f"{clock.local(before):%Y-%m-%dT%H:%M}", people[0], people[2]


def test_the_page_says_the_change_in_words_and_who_recorded_it(cast: Cast) -> None:
    before, gone, moved = a_week(cast)
    page = page_of(cast, cast.qian, earlier=before)
    text = page.content.decode()
    assert "分母 −2：2 延期。" in text
    assert [(str(t), p.before, p.after, p.signed) for t, p in page.context["rows"]] == [
        ("计入分母", 5, 3, "−2"), ("在册", 5, 5, "±0"), ("在册而不计入", 0, 2, "+2"),
    ]  # fmt: skip
    assert [(n, p.signed, p.reasons) for _, n, p in page.context["colleges"]] == [
        ("农学院", "−3", "2 延期、1 转出"), ("文学院", "+1", "1 转入"),
    ]  # fmt: skip
    assert f'href="/graduates/{gone.pk}/"' in text
    assert all(each in text for each in ("钱明", "延期名单", gone.name))
    narrowed = page_of(cast, cast.qian, earlier=before, college=str(cast.letters.pk))
    assert [each.graduate_id for each in narrowed.context["people"]] == [moved.pk]
    none = page_of(cast, cast.qian, earlier=before, reason="死亡", page="九")
    assert "没有因这个原因进出分母的人" in none.content.decode()


def test_a_college_reads_its_own_denominator_and_no_name_that_left_its_scope(cast: Cast) -> None:
    before, gone, moved = a_week(cast)
    page = page_of(cast, cast.zhao, earlier=before)
    text = page.content.decode()
    assert "分母 −3：−2" not in text  # one sign throughout is said once
    assert "分母 −3：2 延期、1 转出。" in text
    assert gone.name in text
    assert moved.name not in text
    assert "转院批文" not in text
    assert "现不在您的范围" in text
    head = appointed(staff(cast.school, "8101", "何院"), PostKind.COLLEGE_HEAD, cast.letters)
    other = page_of(cast, head, earlier=before).content.decode()
    assert "分母 +1：1 转入。" in other
    assert gone.name not in other


def test_a_change_of_the_settings_is_told_apart_from_changes_of_people(cast: Cast) -> None:
    changes.set_status(
        graduates=[cast.wang_graduate], status="结业", effective_on=clock.today(), note="名单",
        by=cast.qian,
    )  # fmt: skip
    before = clock.now() + timedelta(minutes=2)
    clock.move_to(before + timedelta(minutes=9))
    save_rule(cast, ("预计毕业", "毕业"))
    text = page_of(cast, cast.qian, earlier=f"{clock.local(before):%Y-%m-%d %H:%M}")
    assert "分母 −1：1 口径不再计入结业。" in text.content.decode()
    assert "校务会定" in text.content.decode()
    assert "两个时刻的统计设置不同" in text.content.decode()


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"earlier": "昨天"}, "“昨天”不是一个时刻，请按“2024-06-20 17:00”的样子填写前一个时刻。"),
        ({"later": "2024-02-30T10:00"}, "“2024-02-30T10:00”不是一个时刻"),
        ({"earlier": "2024-06-20", "later": "2024-06-20 00:00"}, "前一个时刻要早于后一个时刻"),
        ({"later": "2099-01-01 00:00"}, "后一个时刻还没有到，请改成现在或更早。"),
    ],
)
def test_moments_that_cannot_be_compared_get_one_sentence(
    cast: Cast, asked: dict[str, str], said: str
) -> None:
    page = page_of(cast, cast.qian, **asked)
    text = page.content.decode()
    assert page.status_code == 422
    assert said in text
    assert text.count('role="alert"') == 1
    assert page_of(cast, cast.qian, earlier="２０２４－０６－２０　０８：００").status_code == 200
