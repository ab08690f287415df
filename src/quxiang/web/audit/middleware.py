"""One ``view`` entry for every response that shows persons; refusals are noted too."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from django.http import HttpRequest, HttpResponse

from quxiang.web.audit import trail

View = TypeVar("View", bound=Callable[..., Any])
REFUSED = (403, 404, 409)
#: answers that show nothing of what was asked for; a form sent back (409, 422) shows it again
HIDDEN = (403, 404)


def shows(request: HttpRequest, graduate_ids: Iterable[int], what: str = "") -> None:
    """Note that the response shows these graduates; called by the view that fetched them."""
    seen: dict[int, None] = request.__dict__.setdefault("shown_graduates", {})
    seen.update(dict.fromkeys(graduate_ids))
    if what:
        request.shown_what = what  # type: ignore[attr-defined]


def untold(view: View) -> View:
    """Mark a view whose readers were promised that nothing tells who they are."""
    view.is_untold = True  # type: ignore[attr-defined]
    return view


class AuditMiddleware:
    """Write what a response showed, or refused, in a transaction of its own."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        user = request.user if getattr(request.user, "pk", None) else None
        shown = list(request.__dict__.get("shown_graduates", ()))
        match = request.resolver_match
        name = match.view_name if match else ""
        if shown and response.status_code not in HIDDEN:
            with trail.atomic():
                what = getattr(request, "shown_what", "")
                after = {"page": name, **({"what": what} if what else {})}
                trail.record("view", by=user, subjects=shown, after=after)
        told = match is not None and not getattr(match.func, "is_untold", False)
        if response.status_code in REFUSED and user is not None and told:
            with trail.atomic():
                after = {"page": name, "status": response.status_code, "path": request.path}
                trail.record("refused", by=user, after=after)
        return response
