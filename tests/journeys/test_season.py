"""A season from January to August: what each day brings comes by itself, in the real worker."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import date, timedelta
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from journeys.installation import Installation, seeded, served
from journeys.visitors import Visitor, go, visitor

CENTRE, RECORDER, RELEASES = "钱明", "赵秋", "唐毅"
PATIENCE = 90


@pytest.fixture
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """Serve a copy whose clock is moved."""
    with served(seeded(tmp_path_factory.mktemp("season")), demo=True) as made:
        yield made


def played(own: Installation, *verb: str, until: Callable[[Any], bool]) -> Any:
    """Do something beside the servers, then ring the minutes until the worker has done its part."""
    found = own.ask("journeys.played", *verb)
    end = time.monotonic() + PATIENCE
    while not until(found):
        assert time.monotonic() < end, found
        time.sleep(0.5)
        found = own.ask("journeys.played", "ring")
    assert found["failed"] == []
    return found


def labels(found: Any) -> list[str]:
    return [label for label, _, _ in found["snapshots"]]


def thursday_after(day: date) -> date:
    return day + timedelta(days=(3 - day.weekday()) % 7)


def test_a_season_runs_by_itself(own: Installation, chromium: Browser) -> None:
    year = own.ask("journeys.played", "begin")["year"]
    with ExitStack() as stack:
        people = {
            who: stack.enter_context(visitor(chromium, own, phone=who == RELEASES))
            for who in (CENTRE, RECORDER, RELEASES)
        }
        for who, each in people.items():
            each.log_in_as(who)
        june = months_and_weeks(own, year)
        pages_of_june(people[CENTRE])
        before = figures(people[CENTRE], june)
        assert own.ask("journeys.played", "change") == {"changed": 10}
        last = august(own, year)
        assert figures(people[CENTRE], june) == before  # frozen, whatever was recorded since
        assert figures(people[CENTRE], last) != before
        reminded(people[RECORDER])
        let_go(own, people)


def months_and_weeks(own: Installation, year: int) -> int:
    """January ends with a snapshot; a week of June with one, its bulletin and a campaign.

    Return the number of June's.
    """
    found = played(own, "move", f"{year}-01-21T00:10", until=lambda f: len(f["snapshots"]) == 1)
    assert found["snapshots"][0][1] > 400
    assert found["bulletins"] == []  # months bring none
    day = thursday_after(date(year, 6, 15))
    found = played(
        own, "move", f"{day}T00:10",
        until=lambda f: len(labels(f)) == 2 and f["bulletins"] and f["campaigns"]
        and f["campaigns"][0][1] == "prepared",
    )  # fmt: skip
    assert ["weekly", "drafted"] in found["bulletins"]
    assert found["campaigns"] == [["leaving", "prepared", None]]
    assert found["reminders"] == 0  # it is night
    found = played(own, "move", f"{day}T09:30", until=lambda f: f["reminders"] == 1)
    return int(found["snapshots"][1][2])


def august(own: Installation, year: int) -> int:
    """The texts of early August are prepared; a day ends at 17:00 with its own snapshot.

    Return the number of the last.
    """
    found = played(
        own, "move", f"{year}-08-01T09:30",
        until=lambda f: ["august", "prepared", None] in f["campaigns"],
    )  # fmt: skip
    assert found["reminders"] == 2
    found = played(own, "move", f"{year}-08-03T17:05", until=lambda f: len(labels(f)) >= 3)
    assert len(set(labels(found))) == len(labels(found))
    return int(found["snapshots"][-1][2])


def pages_of_june(centre: Visitor) -> None:
    """Show the centre what has come."""
    page = centre.page
    go(page, "快照")
    expect(page.locator("#main")).to_contain_text("期末")
    go(page, "通报")
    expect(page.locator("#main")).to_contain_text("草稿")
    go(page, "批量通知")
    page.get_by_role("link", name="离校前确认提醒").click()
    expect(page.locator("#main")).to_contain_text("已登记，全国系统里还没有确认")
    expect(page.locator("#main")).to_contain_text("按校历自动")


def figures(centre: Visitor, number: int) -> list[str]:
    """Return every cell of the figures of a snapshot, as the page has them."""
    page = centre.open(f"/season/figures/?snapshot={number}")
    cells = page.locator("#main table td").all_inner_texts()
    assert len(cells) > 20
    return cells


def reminded(recorder: Visitor) -> None:
    """The recorder reads what waits, and it leads to the own college's list."""
    page = recorder.page
    go(page, "我的通知")
    first = page.locator("section.qx-sheet").first
    expect(first).to_contain_text("待办提醒")
    expect(first).to_contain_text("待登记")  # the list itself
    first.get_by_role("link", name="打开").click()
    page.wait_for_url("**/season/colleges/**")


def let_go(own: Installation, people: dict[str, Visitor]) -> None:
    """One proposes, another lets go on a phone; everybody is told once, and the campaign ends."""
    page = people[CENTRE].page
    go(page, "批量通知")
    page.get_by_role("link", name="8 月初提醒").click()
    page.get_by_role("button", name="重新备名单").click()
    played(own, "ring", until=lambda f: ["august", "prepared", None] in f["campaigns"])
    page.reload()
    page.get_by_role("button", name="提请放行").click()
    expect(page.locator("#main")).to_contain_text("须由另一位放行")
    other = people[RELEASES].open(page.url.removeprefix(people[RELEASES].url))
    other.get_by_role("button", name="放行并发送").click()
    played(own, "ring", until=lambda f: ["august", "done", None] in f["campaigns"])
    other.reload()
    expect(other.locator("#main")).to_contain_text("已发完")
    assert people[RELEASES].overflow == 0
