"""The first page: apps register what a post sees first; whoever has none is told what to do."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

FirstPage = Callable[[HttpRequest], HttpResponse | None]
_first_pages: list[tuple[int, FirstPage]] = []


def first_page(order: int) -> Callable[[FirstPage], FirstPage]:
    """Register a first page; it returns ``None`` for everybody it is not for."""

    def register(page: FirstPage) -> FirstPage:
        _first_pages.append((order, page))
        _first_pages.sort(key=lambda each: each[0])
        return page

    return register


def home(request: HttpRequest) -> HttpResponse:
    """Show the first page of the reader's post."""
    for _, page in _first_pages:
        response = page(request)
        if response is not None:
            return response
    return render(request, "home.html")
