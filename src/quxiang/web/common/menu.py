"""The navigation, by post: apps register their entries, a page shows what its reader may open."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from django.http import HttpRequest
from django.urls import get_script_prefix, reverse


@dataclass(frozen=True)
class Item:
    """A place in the menu: where it leads, whom it is for, which icon stands before it."""

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


_items: list[Item] = []


def register(
    order: int, title: str, route: str, icon: str, shown_to: Callable[[HttpRequest], bool]
) -> None:
    _items.append(Item(order, title, route, icon, shown_to))
    _items.sort(key=lambda item: item.order)


def menu_for(request: HttpRequest) -> list[Entry]:
    entries = []
    for item in _items:
        if item.shown_to(request):
            url = _url(item.route, get_script_prefix())
            entries.append(Entry(item.title, url, item.icon, _is_current(request.path, url)))
    return entries


@lru_cache(maxsize=100)
def _url(route: str, _prefix: str) -> str:
    return reverse(route)


def _is_current(path: str, url: str) -> bool:
    return path == url if url == "/" else path.startswith(url)
