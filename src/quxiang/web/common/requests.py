"""What is known of the request in hand: its id and where it came from, for trail and logs."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse


@dataclass(frozen=True)
class Context:
    request_id: str = ""
    address: str = ""


NOWHERE = Context()
_current: ContextVar[Context] = ContextVar("request", default=NOWHERE)


def current() -> Context:
    return _current.get()


@contextmanager
def from_nowhere() -> Iterator[None]:
    """Let what is recorded within not tell from where it came: somebody was promised so."""
    token = _current.set(NOWHERE)
    try:
        yield
    finally:
        _current.reset(token)


class RequestMiddleware:
    """Give every request an id of its own; one a client sends is never believed."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        context = Context(secrets.token_hex(8), request.META.get("REMOTE_ADDR", ""))
        request.request_id = context.request_id  # type: ignore[attr-defined]
        token = _current.set(context)
        try:
            response = self.get_response(request)
        finally:
            _current.reset(token)
        response.headers["X-Request-Id"] = context.request_id
        return response


def seen_in(request: HttpRequest) -> int:
    """Return which revision the page of a form showed; nothing readable is one there never was."""
    text = request.POST.get("seen", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1


def keys_in(request: HttpRequest, name: str) -> list[int]:
    """Return the rows ticked in a form; what cannot be the key of a row is none."""
    typed = request.POST.getlist(name)
    return [int(each) for each in typed if each.isascii() and each.isdigit() and len(each) < 19]
