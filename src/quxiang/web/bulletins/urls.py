"""Paths of bulletins."""

from __future__ import annotations

from django.urls import path
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from quxiang.web.bulletins.views import acting, files, heading, listing

app_name = "bulletins"
both = require_http_methods(["GET", "HEAD", "POST"])
ONE = "bulletins/<int:bulletin_id>/"
urlpatterns = [
    path("bulletins/", require_safe(listing.bulletins), name="bulletins"),
    path("bulletins/export/", both(listing.export), name="export"),
    path("bulletins/draft/", require_POST(listing.draft), name="draft"),
    path("bulletins/heading/", both(heading.heading), name="heading"),
    path(ONE, require_safe(listing.one), name="one"),
    path(f"{ONE}edit/", both(acting.edit), name="edit"),
    path(f"{ONE}explain/", require_safe(listing.explain), name="explain"),
    path(f"{ONE}pdf/", require_safe(files.pdf), name="pdf"),
    path(f"{ONE}word/", require_safe(files.word), name="word"),
    *(
        path(f"{ONE}{verb}/", require_POST(act), name=verb)
        for verb, act in acting.ACTS.items()
    ),
]  # fmt: skip
