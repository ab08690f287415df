"""Refusals on purpose: 404 not visible, 403 not allowed, 409 too late, 413 too large, 422 bad."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

from quxiang.problems import Problem
from quxiang.web.common.errors import error_page


class StaleStateError(Exception):
    """Raised when somebody acted first: nothing was changed, 409."""

    message = "刚才有人先一步处理了这条记录，您的操作没有执行。请刷新后再看。"

    def __init__(self, message: str = "") -> None:
        super().__init__(message or self.message)


class InvalidError(Exception):
    """Raised by a service whose input breaks a rule of the domain, 422; nothing was changed."""

    def __init__(self, problems: Iterable[Problem] | Problem | str) -> None:
        if isinstance(problems, str):
            problems = Problem("invalid", problems, "")
        self.problems = (problems,) if isinstance(problems, Problem) else tuple(problems)
        super().__init__(" ".join(f"{p.message}{p.remedy}" for p in self.problems))


class TooLargeError(InvalidError):
    """Raised for a file or a request that is larger than allowed, 413; nothing was kept."""


def require(allowed: bool, message: str = "") -> None:
    """Go on only if allowed; raises ``PermissionDenied``."""
    if not allowed:
        raise PermissionDenied(message)


class RefusalMiddleware:
    """Turn refusals that views let pass into pages with a sentence and a way back."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code == 405:  # Django's own answer is an empty page
            allowed = response.headers["Allow"]
            response = error_page(request, 405)
            response.headers["Allow"] = allowed
        return response

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, StaleStateError):
            return error_page(request, 409, str(error))
        if isinstance(error, TooLargeError):
            return error_page(request, 413, str(error))
        if isinstance(error, InvalidError):
            return error_page(request, 422, str(error))
        return None
