"""One's own account."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from quxiang.web.accounts.middleware import before_second_factor
from quxiang.web.accounts.readers import reader
from quxiang.web.orgs.selectors import posts_of


def me(request: HttpRequest) -> HttpResponse:
    """Show who one is and which posts one holds."""
    return render(request, "accounts/me.html", {"posts": posts_of(reader(request))})


@before_second_factor
def second_factor(request: HttpRequest) -> HttpResponse:
    """Ask for the second factor."""
    return render(request, "accounts/second_factor.html")
