"""Planted faults become cases of the right colleges, are answered, verified, closed, and return.

The school is its own, a copy: what is closed here would stand on the sheets of other stories.
``QUXIANG_PICTURES`` names a folder for pictures of the main stations.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from journeys.installation import Installation, seeded, served
from journeys.story import Story
from journeys.visitors import visitor
from web.uploads import paper

CENTRE, COLLEGE, OTHER = "钱明", "赵秋", "孙文"
RULE, PAPERS = "E303", "V501"
#: a run freezes everything first
RUNS_WITHIN = 60_000
EXPLAINED, DISPUTED = "合同在寄回途中，附单位证明", "执照上就是这个代码，已逐位核对"


@pytest.fixture
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    with served(seeded(tmp_path_factory.mktemp("cases")), demo=True) as made:
        yield made


@pytest.fixture
def story(chromium: Browser, own: Installation, tmp_path: Path) -> Iterator[Story]:
    planted = own.ask("journeys.planted")
    with ExitStack() as stack:
        people = {}
        for who in (CENTRE, COLLEGE, OTHER):
            people[who] = stack.enter_context(visitor(chromium, own))
            people[who].log_in_as(who)
        yield Story(own, {"planted": planted}, people, tmp_path)


def test_a_fault_is_answered_closed_by_another_and_reopened_when_it_returns(story: Story) -> None:
    run(story, 1)
    cases_stand_with_the_colleges_they_were_planted_in(story)
    fixed = one_is_fixed_with_a_new_version(story)
    explained = one_is_explained_with_a_file(story)
    disputed = one_is_disputed(story)
    nobody_closes_the_own_answer(story, fixed)
    run(story, 2)
    another_closes(story, fixed, "已更正")
    another_closes(story, explained, "情况属实合理")
    another_closes(story, disputed, "误报")
    it_returns_and_is_linked(story, fixed)


def run(story: Story, count: int) -> None:
    """Have the rules run from the page, and wait until it says so of as many runs."""
    page = story.open(CENTRE, "/alerts/runs/")
    page.get_by_role("button", name="运行规则").click()
    done = page.locator("#runs").get_by_text("已完成", exact=True)
    expect(done).to_have_count(count, timeout=RUNS_WITHIN)


def firms(story: Story, college: str) -> set[str]:
    return {each["firm"] for each in story.about["planted"] if each["college"] == college}


def listed(story: Story, who: str) -> set[str]:
    """Return the firms of the rule's open cases somebody sees."""
    page = story.open(who, f"/alerts/?rule={RULE}&state=open")
    texts = page.locator("tbody tr").all_inner_texts()
    known = {each["firm"] for each in story.about["planted"]}
    found = {firm for text in texts for firm in known if firm in text}
    assert len(texts) == len(found), texts
    return found


def cases_stand_with_the_colleges_they_were_planted_in(story: Story) -> None:
    first, _, last = story.about["planted"]
    assert first["college"] != last["college"]
    assert listed(story, COLLEGE) == firms(story, first["college"])
    assert listed(story, OTHER) == firms(story, last["college"])
    assert listed(story, CENTRE) == {each["firm"] for each in story.about["planted"]}
    story.look(CENTRE, "70-预警")


def case(story: Story, who: str, rule: str, words: str) -> Page:
    """Open somebody's case of a rule that says these words."""
    page = story.open(who, f"/alerts/?rule={rule}")
    page.locator("tbody tr", has_text=words).get_by_role("link").first.click()
    expect(page.get_by_role("heading", name="发现了什么")).to_be_visible()
    return page


def answer(page: Page, kind: str, text: str) -> str:
    """Answer the case that is open; return its path."""
    page.get_by_label(kind).check()
    page.locator("#answer-text").fill(text)
    page.get_by_role("button", name="答复", exact=True).click()
    expect(page.locator(".qx-timeline").get_by_text(text)).to_be_visible()
    return re.sub("^https?://[^/]+", "", page.url)


def one_is_fixed_with_a_new_version(story: Story) -> str:
    """Enter the right code and say so; who is of another college finds no such case."""
    number = story.school.ask("journeys.planted", "mend")
    page = case(story, COLLEGE, RULE, story.about["planted"][0]["firm"])
    path = answer(page, "已更正", "代码抄错一位，已改正")
    expect(page.locator(".qx-timeline")).to_contain_text(f"去向第 {number} 版")
    story.look(COLLEGE, "71-已更正")
    assert story.page(OTHER).request.get(story.school.url + path).status == 404
    return path


def one_is_explained_with_a_file(story: Story) -> str:
    page = case(story, COLLEGE, PAPERS, story.about["planted"][0]["name"])
    file = {"name": "证明.pdf", "mimeType": "application/pdf", "buffer": paper()}
    page.locator("#answer-file").set_input_files(file)  # type: ignore[arg-type]
    page.locator("#answer-title").fill("单位盖章的证明")
    path = answer(page, "属实，有说明", EXPLAINED)
    expect(page.locator(".qx-timeline").get_by_text("单位盖章的证明")).to_be_visible()
    story.look(COLLEGE, "72-有说明")
    return path


def one_is_disputed(story: Story) -> str:
    page = case(story, COLLEGE, RULE, story.about["planted"][1]["firm"])
    return answer(page, "所指不实或规则在此不适用", DISPUTED)


def nobody_closes_the_own_answer(story: Story, fixed: str) -> None:
    """See that the college cannot, and the centre not before a run has borne it out."""
    own = story.open(COLLEGE, fixed)
    expect(own.get_by_role("button", name="核实并关闭")).to_have_count(0)
    page = story.open(CENTRE, fixed)
    page.get_by_role("button", name="核实并关闭").click()
    expect(page.get_by_role("alert")).to_contain_text("仍发现这个问题")


def another_closes(story: Story, path: str, outcome: str) -> None:
    page = story.open(CENTRE, path)
    page.locator("#verify-text").fill("核对过")
    page.get_by_role("button", name="核实并关闭").click()
    expect(page.get_by_role("button", name="核实并关闭")).to_have_count(0)
    expect(page.get_by_text(outcome, exact=True).first).to_be_visible()
    closed = page.locator(".qx-timeline li", has_text="核实并关闭")
    expect(closed).to_contain_text(CENTRE)


def it_returns_and_is_linked(story: Story, fixed: str) -> None:
    """Spoil it again: only that one stands there anew, and each page leads to the other."""
    first = story.about["planted"][0]
    assert listed(story, COLLEGE) == set()
    story.school.ask("journeys.planted", "again")
    run(story, 3)
    assert listed(story, COLLEGE) == {first["firm"]}
    page = case(story, COLLEGE, RULE, first["firm"])
    expect(page.locator(".qx-timeline")).to_contain_text("再次发现")
    story.look(COLLEGE, "73-再次发现")
    anew = page.url
    page.get_by_role("link", name="的同一问题").click()
    assert page.url.endswith(fixed)
    page.get_by_role("link", name="再次发现").click()
    assert page.url == anew
