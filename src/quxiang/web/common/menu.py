"""The navigation, by post: apps register their entries, a page shows what its reader may open.

An entry names the group it stands in; an app that adds one touches no other. Groups stand in the
order below, entries within them in the order they ask for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache

from django.http import HttpRequest
from django.urls import get_script_prefix, reverse


class Group(Enum):
    """What entries stand under, in this order; the first needs no heading."""

    FIRST = ""
    GRADUATES = "毕业生"
    SIGNING = "登记与审签"
    SEASON = "监测"
    CHECKING = "核对"
    VERIFYING = "核查"
    FILES = "导入与台账"
    UNITS = "单位与岗位"
    MESSAGES = "通知"
    SYSTEM = "系统"


@dataclass(frozen=True)
class Item:
    """A place in the menu: where it leads, whom it is for, which icon stands before it."""

    group: Group
    order: int
    title: str
    route: str
    icon: str
    shown_to: Callable[[HttpRequest], bool]


@dataclass(frozen=True)
class Entry:
    """A menu item as one page shows it."""

    title: str
    url: str
    icon: str
    current: bool


@dataclass(frozen=True)
class Section:
    """The entries of one group as one page shows them; few entries need no heading."""

    key: str
    title: str
    entries: list[Entry]

    @property
    def current(self) -> bool:
        return any(each.current for each in self.entries)


#: up to so many entries a menu is read at a glance, and headings would only be in the way
PLAIN = 8
_ORDER = {group: at for at, group in enumerate(Group)}
_items: list[Item] = []


def register(
    group: Group, order: int, title: str, route: str, icon: str,
    *, shown_to: Callable[[HttpRequest], bool],
) -> None:  # fmt: skip
    _items.append(Item(group, order, title, route, icon, shown_to))
    _items.sort(key=lambda item: (_ORDER[item.group], item.order))


def menu_for(request: HttpRequest) -> list[Section]:
    """Return what a reader may open, group by group; a short menu is one group."""
    items = [item for item in _items if item.shown_to(request)]
    urls = {item.route: _url(item.route, get_script_prefix()) for item in items}
    here = current_of(request.path, urls.values())
    sections: dict[Group, Section] = {}
    for item in items:
        group = Group.FIRST if len(items) <= PLAIN else item.group
        url = urls[item.route]
        section = sections.setdefault(group, Section(group.name.lower(), group.value, []))
        section.entries.append(Entry(item.title, url, item.icon, url == here))
    return list(sections.values())


def current_of(path: str, urls: Iterable[str]) -> str:
    """Return the entry a page belongs to: of those it lies below, the longest."""
    above = [url for url in urls if path == url or (url != "/" and path.startswith(url))]
    return max(above, key=len, default="")


@lru_cache(maxsize=100)
def _url(route: str, _prefix: str) -> str:
    return reverse(route)
