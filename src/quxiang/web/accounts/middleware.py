"""Every page needs a login unless it says otherwise; some posts need a second factor."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

#: noted at log-in of who has bound an authenticator, whatever their posts
OWED = "owes_second_factor"
View = TypeVar("View", bound=Callable[..., HttpResponse])


def public(view: View) -> View:
    """Mark a view as open to people who are not logged in."""
    view.is_public = True  # type: ignore[attr-defined]
    return view


def before_second_factor(view: View) -> View:
    """Mark a view as open to people who still owe their second factor."""
    view.before_second_factor = True  # type: ignore[attr-defined]
    return view


class LoginMiddleware:
    """Send strangers to the login page, and people who owe a second factor to its page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: Any, kwargs: Any
    ) -> HttpResponse | None:
        if getattr(view, "is_public", False):
            return None
        if not request.user.is_authenticated:
            return _to(request, reverse("accounts:login"))
        if getattr(view, "before_second_factor", False) or not owes_second_factor(request):
            return None
        return _to(request, reverse("accounts:second_factor"))


def owes_second_factor(request: HttpRequest) -> bool:
    """Say whether a second factor is due in this session: its posts want it, or there is one."""
    from quxiang.web.orgs.selectors import posts_of  # noqa: PLC0415 - orgs stands above

    if request.session.get("second_factor"):
        return False
    if request.session.get(OWED):
        return True
    return posts_of(request.user).needs_second_factor  # type: ignore[arg-type]


def _to(request: HttpRequest, url: str) -> HttpResponse:
    target = f"{url}?next={quote(request.get_full_path())}"
    if getattr(request, "htmx", False):
        response = HttpResponse(status=204)
        response.headers["HX-Redirect"] = target
        return response
    return HttpResponseRedirect(target)
