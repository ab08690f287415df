"""The list component: counts beside every choice are those a reader would get by choosing it."""

from __future__ import annotations

from itertools import product

import pytest
from django.test import Client

from quxiang.web.common import clock
from quxiang.web.lists.models import SavedView
from quxiang.web.lists.views import MOST
from quxiang.web.roster.models import Graduate, RegistryMismatch, Status
from web.cast import Cast, graduate
from web.conftest import login

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.fixture
def many(cast: Cast) -> Cast:
    """Return the cast with graduates of every college, level and of two statuses."""
    kinds = product((cast.agronomy, cast.letters), ("31", "11", ""), Status.values[:2])
    for at, (college, level, status) in enumerate(kinds):
        for more in range(at % 3 + 1):
            number = f"77{at:03d}{more}"
            graduate(cast.cohort, college, number, f"何{at}", level=level, status=status)
    return cast


@pytest.mark.parametrize("asked", ["", "level=31", "level=-&status=毕业", "q=何&level=11"])
def test_every_choice_says_how_many_rows_it_would_leave(
    client: Client, many: Cast, asked: str
) -> None:
    centre = login(client, many.qian)
    page = centre.get(f"/graduates/?{asked}").context["page"]
    for facet in page.facets:
        assert facet.chips
        assert all((chip.count is None) is not facet.filter.counted for chip in facet.chips)
        if not facet.filter.counted:
            continue  # looked up only once it is chosen
        for chip in facet.chips:
            if not chip.on:
                assert centre.get(f"/graduates/{chip.url}").context["page"].count == chip.count
            else:
                assert page.count == chip.count


def test_the_counts_of_a_college_are_those_of_its_own_people(client: Client, many: Cast) -> None:
    page = login(client, many.zhao).get("/graduates/").context["page"]
    assert page.count == Graduate.objects.filter(college=many.agronomy).count()
    (college, *_) = page.facets
    assert [(chip.label, chip.count) for chip in college.chips] == [("农学院", page.count)]


@pytest.mark.parametrize("value", ["abc", "999999", "-", "%00"])
def test_a_choice_nobody_has_leaves_an_empty_list(client: Client, many: Cast, value: str) -> None:
    answer = login(client, many.qian).get(f"/graduates/?college={value}")
    assert (answer.status_code, answer.context["page"].count) == (200, 0)
    assert "没有符合条件的记录" in answer.content.decode()
    assert '<a href="?">清除条件</a>' in answer.content.decode()
    export = client.get(f"/graduates/export/?college={value}")
    assert (export.status_code, export.context["count"]) == (200, 0)


def test_what_belongs_to_no_college_can_be_chosen(client: Client, cast: Cast) -> None:
    nowhere, somewhere = (
        RegistryMismatch.objects.create(
            school=cast.school, cohort=cast.cohort, field="missing", college=college,
            found_at=clock.now(),
        )
        for college in (None, cast.agronomy)
    )  # fmt: skip
    page = login(client, cast.feng).get("/registry/?college=-").context["page"]
    assert [row.pk for row in page.objects] == [nowhere.pk] != [somewhere.pk]


def test_what_people_typed_is_shown_as_text(client: Client, cast: Cast) -> None:
    graduate(cast.cohort, cast.agronomy, "88001", "<b>何</b>")
    text = login(client, cast.qian).get("/graduates/").content.decode()
    assert "&lt;b&gt;何&lt;/b&gt;" in text
    assert "<b>何</b>" not in text


def test_a_view_says_whether_it_was_kept(client: Client, cast: Cast) -> None:
    centre = login(client, cast.qian)

    def said(name: str) -> str:
        form = {"list": "graduates", "query": "level=31", "name": name, "next": "/graduates/"}
        return centre.post("/lists/views/save/", form, follow=True).content.decode()

    assert "没有填写视图名称" in said(" ")
    assert [f"已存为视图“{at}”" in said(str(at)) for at in range(MOST)] == [True] * MOST
    assert f"已有 {MOST} 个视图，没有保存" in said("还有一个")
    assert "已存为视图“0”" in said("0")
    assert SavedView.objects.filter(user=cast.qian).count() == MOST
