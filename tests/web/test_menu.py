"""The menu: by post, in groups, where one is; and as a link where no script runs."""

from __future__ import annotations

import re

import pytest
from django.http import HttpRequest
from django.test import Client

from quxiang.web.accounts.models import User
from quxiang.web.common import menu
from quxiang.web.common.menu import Group
from web.cast import Cast
from web.conftest import login

pytestmark = pytest.mark.django_db


def menu_of(user: User, path: str = "/accounts/me/") -> dict[str, list[str]]:
    """Return the titles under each heading, as the page has them."""
    answer = login(Client(), user).get(path, follow=True)
    return {
        section.title: [each.title for each in section.entries]
        for section in answer.context["menu"]
    }


def test_the_centre_s_menu_stands_in_groups_in_their_order(cast: Cast) -> None:
    groups = menu_of(cast.qian, "/graduates/")
    order = [group.value for group in Group]
    assert list(groups) == sorted(groups, key=order.index)
    assert len(groups) >= 6
    assert max(len(each) for each in groups.values()) <= 8
    assert groups["毕业生"] == ["毕业生", "用人单位"]


def test_a_short_menu_has_no_headings(cast: Cast) -> None:
    assert list(menu_of(cast.wang)) == [""]


@pytest.mark.parametrize("path", ["/graduates/", "/cohorts/", "/imports/", "/units/"])
def test_one_entry_is_current_and_it_is_where_one_is(cast: Cast, path: str) -> None:
    text = login(Client(), cast.qian).get(path).content.decode()
    nav = text.split("主菜单", 1)[1].split("</nav>")[0]
    assert re.findall(r'<a href="([^"]+)" aria-current="page"', nav) == [path]
    assert 'href="#menu"' in text  # opens the menu of a phone where no script runs


def test_the_longest_entry_above_a_page_is_current() -> None:
    entries = ["/", "/sheets/", "/sheets/signed/"]
    found = {p: menu.current_of(p, entries) for p in ("/", "/x/", "/sheets/3/", "/sheets/signed/1")}
    assert found == {
        "/": "/", "/x/": "", "/sheets/3/": "/sheets/", "/sheets/signed/1": "/sheets/signed/",
    }  # fmt: skip


def test_an_app_adds_an_entry_by_naming_its_group_only(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    def centre(request: HttpRequest) -> bool:
        return request.user == cast.qian

    monkeypatch.setattr(menu, "_items", list(menu._items))
    menu.register(Group.CHECKING, 15, "新的应用", "jobs:jobs", "bell", shown_to=centre)
    assert "新的应用" in menu_of(cast.qian)["核对"]
    assert all("新的应用" not in each for each in menu_of(cast.zhao).values())
