"""交叉互查: drawn by a seed, nobody checks the own college, and only what is listed is seen."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from quxiang.web.accounts.models import User
from quxiang.web.audit.models import Entry
from quxiang.web.common import clock
from quxiang.web.notifications.models import Message
from quxiang.web.orgs.kinds import PostKind
from quxiang.web.roster.models import Graduate
from quxiang.web.worksheets.drawing import Drawn, Lacking, drawn, place_of, size_of
from quxiang.web.worksheets.models import Conclusion, CrossRecord, CrossRound, CrossTask
from quxiang.web.worksheets.services.crossing import end_round, take_back
from quxiang.web.worksheets.tasks import end_what_is_over
from web.cast import Cast, appointed, graduate, staff
from web.checking import RIGHT, WRONG, a_round, checkers, conclude, file_for, now_of, put_paper
from web.conftest import login

pytestmark = pytest.mark.django_db


def opens(user: User, path: str) -> int:
    status: int = login(Client(raise_request_exception=False), user).get(path).status_code
    return status


def paths_of(person: Graduate) -> list[str]:
    """Return every way to a record that its checker needs."""
    return [
        f"/worksheets/{person.pk}/?side=cross", f"/destinations/{person.pk}/",
        f"/worksheets/{person.pk}/part/?side=cross", f"/graduates/{person.pk}/papers/part/",
    ]  # fmt: skip


def lent(cast: Cast) -> tuple[CrossRound, Graduate, Graduate, User]:
    """Let 孙 of 文学院 check one of two records of 农学院; return the one and the other."""
    other = graduate(cast.cohort, cast.agronomy, "20240003", "白术")
    file_for(cast.wang_graduate, cast.wang)
    file_for(other, cast.zhao)
    who = checkers(cast)
    made = a_round(cast, cast.sun, who.lv, most=1)
    mine = CrossRecord.objects.get(checker=cast.sun).graduate
    return made, mine, other if mine == cast.wang_graduate else cast.wang_graduate, who.lv


def test_nobody_checks_the_own_college_and_all_is_dealt_evenly() -> None:
    frames = {1: [(n, f"a{n}") for n in range(10)], 2: [(n, f"b{n}") for n in range(10, 20)],
              3: [(n, f"c{n}") for n in range(20, 30)]}  # fmt: skip
    checkers_ = {7: {1}, 8: {2}, 9: {3}, 10: {1, 2}}
    dealt = drawn(frames, checkers_, seed="甲", share=None, most=6)
    assert not isinstance(dealt, Lacking)
    assert all(each.college not in checkers_[each.checker] for each in dealt)
    first = [sorted(rows, key=lambda r: place_of("甲", r[1]))[:6] for rows in frames.values()]
    wanted = sorted(n for rows in first for n, _ in rows)
    assert sorted(n for each in dealt for n in each.graduates) == wanted
    loads = {who: sum(len(e.graduates) for e in dealt if e.checker == who) for who in checkers_}
    assert max(loads.values()) - min(loads.values()) <= 1


def test_one_seed_draws_the_same_again_and_another_draws_others() -> None:
    frames = {1: [(n, f"a{n}") for n in range(50)], 2: [(n, f"b{n}") for n in range(50, 60)]}
    who: dict[int, set[int]] = {7: {1}, 8: {2}}
    first, again, other = (
        drawn(frames, who, seed=seed, share=10, most=None) for seed in ("甲", "甲", "乙")
    )
    assert first == again
    assert first != other
    assert isinstance(first, list)
    assert [len(each.graduates) for each in first] == [5, 1]


def test_a_college_nobody_may_check_is_named() -> None:
    assert drawn({1: [(1, "a")], 2: [(2, "b")]}, {7: {1}, 8: {1, 2}}, seed="", share=None, most=1) \
        == Lacking((1,))  # fmt: skip
    found = drawn({1: [(1, "a")], 2: []}, {7: {1}, 8: {2}}, seed="", share=None, most=1)
    assert found == [Drawn(1, 8, (1,))]


@pytest.mark.parametrize(
    ("frame", "share", "most", "size"),
    [(10, 15, None, 2), (0, 50, None, 0), (3, None, 5, 3), (100, 100, None, 100)],
)
def test_a_share_is_rounded_up_and_nothing_is_drawn_twice(
    frame: int, share: int | None, most: int | None, size: int
) -> None:
    assert size_of(frame, share=share, most=most) == size


def test_a_checker_sees_exactly_the_listed_records_and_says_the_third_word(cast: Cast) -> None:
    _, mine, other, _ = lent(cast)
    assert [opens(cast.sun, path) for path in paths_of(mine)] == [200] * 4
    assert [opens(cast.sun, path) for path in paths_of(other)] == [404] * 4
    page = login(Client(), cast.sun).get("/worksheets/?side=cross", follow=True).content.decode()
    assert mine.name in page
    assert other.name not in page
    assert conclude(cast.sun, mine, "cross", WRONG).status_code == 302
    said = now_of(mine, "cross")
    assert said.round == CrossRound.objects.get()
    assert said.case is not None
    assert said.case.college == cast.agronomy
    centre = login(Client(), cast.qian).get(f"/worksheets/{mine.pk}/").content.decode()
    assert WRONG["note"] in centre
    assert "第 1 轮交叉互查" in centre


def test_evidence_of_a_listed_record_is_there_and_of_others_is_not(cast: Cast) -> None:
    _, mine, other, _ = lent(cast)
    seen, hidden = (put_paper(each, "income") for each in (mine, other))
    # the file itself lies in no store here: found, and not readable, is not the same as not there
    assert opens(cast.sun, f"/evidence/{seen.pk}/small/") == 500
    assert opens(cast.sun, f"/evidence/{hidden.pk}/small/") == 404


def test_a_checker_acts_on_nothing_else_of_a_listed_record(cast: Cast) -> None:
    _, mine, _, _ = lent(cast)
    client = login(Client(raise_request_exception=False), cast.sun)
    for path in (f"/destinations/{mine.pk}/edit/", f"/graduates/{mine.pk}/papers/add/"):
        assert client.post(path).status_code in (403, 404, 405), path
    assert conclude(cast.sun, mine, "college").status_code == 404
    assert conclude(cast.sun, mine, "centre").status_code == 404


@pytest.mark.parametrize("how", ["end", "take_back", "over", "lapse"])
def test_when_it_ends_the_records_are_not_there_any_more(cast: Cast, how: str) -> None:
    made, mine, _, _ = lent(cast)
    assert opens(cast.sun, f"/destinations/{mine.pk}/") == 200
    if how == "end":
        end_round(found=made, reason="提前做完", by=cast.qian)
    elif how == "take_back":
        task = CrossTask.objects.get(checker=cast.sun)
        take_back(task=task, reason="改由别人查", by=cast.qian)
    else:
        clock.move_to(made.until)
        if how == "lapse":
            end_what_is_over(clock.now())
            made.refresh_from_db()
            assert (made.state, made.reason) == ("ended", "到期自动结束")
    assert [opens(cast.sun, path) for path in paths_of(mine)] == [404] * 4
    refused = conclude(cast.sun, mine, "cross")
    assert refused.status_code == 404
    assert not Conclusion.objects.exists()


def test_taking_one_list_back_leaves_the_others(cast: Cast) -> None:
    _, _, _, lv = lent(cast)
    take_back(task=CrossTask.objects.get(checker=cast.sun), reason="改由别人查", by=cast.qian)
    assert opens(lv, f"/destinations/{cast.chen_graduate.pk}/") == 200


def test_who_gets_a_post_there_meanwhile_does_not_check_it(cast: Cast) -> None:
    _, mine, _, _ = lent(cast)
    appointed(cast.sun, PostKind.SECRETARY, cast.agronomy)
    refused = conclude(cast.sun, mine, "cross")
    assert refused.status_code == 403
    assert "改派" in refused.content.decode()


def test_a_checker_is_told_when_it_opens_ends_or_is_taken_back_and_nobody_twice(cast: Cast) -> None:
    made, mine, _, lv = lent(cast)
    opened = Message.objects.get(user=cast.sun, template="cross_check")
    assert "第 1 轮交叉互查：请您核查农学院的 1 条记录" in opened.text
    assert login(Client(), cast.sun).get(opened.link, follow=True).context["graduate"] == mine
    take_back(task=CrossTask.objects.get(checker=cast.sun), reason="改由别人查", by=cast.qian)
    told = Message.objects.filter(user=cast.sun, template="cross_check").latest("pk")
    assert "农学院的记录已收回（改由别人查），不再显示" in told.text
    assert login(Client(), cast.sun).get(told.link, follow=True).status_code == 200
    end_round(found=made, reason="都查完了", by=cast.qian)
    ended = Message.objects.filter(template="cross_check", text__contains="已结束（都查完了）")
    assert [each.user for each in ended] == [lv]  # 孙's list was taken back before
    assert Message.objects.filter(template="cross_check").count() == 4


def test_a_record_opens_for_the_side_that_has_it(cast: Cast) -> None:
    """孙 records for 文学院 and checks one of 农学院: no address need say which side it is."""
    _, mine, other, _ = lent(cast)
    page = login(Client(), cast.sun).get(f"/worksheets/{mine.pk}/")
    assert page.context["asked"].side == "cross"
    page = login(Client(), cast.sun).get(f"/worksheets/{cast.chen_graduate.pk}/")
    assert page.context["asked"].side == "college"
    assert opens(cast.sun, f"/worksheets/{other.pk}/") == 404


def make(user: User, cast: Cast, **typed: Any) -> Any:
    until = clock.local(clock.now() + timedelta(days=3))
    form = {
        "college": [cast.agronomy.pk, cast.letters.pk], "until": f"{until:%Y-%m-%dT%H:%M}",
        "most": "1", "seed": "乙", **typed,
    }  # fmt: skip
    return login(Client(), user).post("/worksheets/rounds/make/", form)


def test_the_centre_arranges_a_round_and_sees_seed_and_lists(cast: Cast) -> None:
    who = checkers(cast)
    sent = make(cast.qian, cast, checker=[who.he.pk, who.lv.pk])
    assert sent.status_code == 302
    made = CrossRound.objects.get()
    page = login(Client(), cast.qian).get(f"/worksheets/rounds/{made.pk}/").content.decode()
    for said in ("何文", "吕禾", "<code>乙</code>", "农学院", "文学院"):
        assert said in page
    entry = Entry.objects.get(action="crossround.make")
    assert entry.after["seed"] == "乙"
    assert sorted(entry.subject_ids) == sorted(
        CrossRecord.objects.values_list("graduate_id", flat=True)
    )


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"college": "one"}, "交叉互查至少要两个学院"),
        ({"checker": "one"}, "至少选两名核查人"),
        ({"checker": "own"}, "文学院没有可以去查的人"),
        ({"checker": "strange"}, "不在所选学院任职"),
        ({"most": ""}, "抽多少"),
        ({"most": "1", "share": "20"}, "只填一项"),
        ({"most": "", "share": "101"}, "1 到 100"),
        ({"most": "0"}, "抽多少"),
        ({"most": "99999999999"}, "抽多少"),
        ({"until": "2020-01-01T00:00"}, "已经过去"),
        ({"until": "明天"}, "不是一个时刻"),
    ],
)
def test_what_cannot_be_arranged_is_refused_with_why(
    cast: Cast, typed: dict[str, Any], said: str
) -> None:
    who = checkers(cast)
    both = appointed(staff(cast.school, "8403", "双任"), PostKind.SECRETARY, cast.agronomy)
    appointed(both, PostKind.SECRETARY, cast.letters)
    people: dict[str, list[int]] = {
        "one": [who.he.pk], "own": [who.he.pk, both.pk], "strange": [who.he.pk, cast.wu.pk],
    }  # fmt: skip
    given: dict[str, Any] = {"checker": [who.he.pk, who.lv.pk], **typed}
    given["checker"] = people.get(str(typed.get("checker")), given["checker"])
    if typed.get("college") == "one":
        given["college"] = [cast.agronomy.pk]
    refused = make(cast.qian, cast, **given)
    assert refused.status_code == 422
    assert said in refused.content.decode()
    assert not CrossRound.objects.exists()


def test_a_reason_is_asked_for_to_end_or_take_back(cast: Cast) -> None:
    made, _, _, _ = lent(cast)
    client = login(Client(), cast.qian)
    task = CrossTask.objects.get(checker=cast.sun)
    for path in ("end/", f"tasks/{task.pk}/take-back/"):
        refused = client.post(f"/worksheets/rounds/{made.pk}/{path}", {"reason": " "})
        assert refused.status_code == 422
    assert client.post(f"/worksheets/rounds/{made.pk}/end/", {"reason": "做完"}).status_code == 302
    again = client.post(f"/worksheets/rounds/{made.pk}/end/", {"reason": "做完"})
    assert again.status_code == 409


def test_progress_counts_a_round_of_what_was_listed(cast: Cast) -> None:
    from quxiang.web.worksheets.selectors import progress_of

    _, mine, _, _ = lent(cast)
    conclude(cast.sun, mine, "cross", RIGHT)
    told = {each.college.name: each.cross for each in progress_of(cast.qian, cast.cohort)}
    assert {name: (each.concluded, each.all) for name, each in told.items()} == {
        "农学院": (1, 1), "文学院": (0, 1),
    }  # fmt: skip
