"""Paths of complaints."""

from __future__ import annotations

from django.urls import path
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from quxiang.web.complaints.views import anybody, handling

app_name = "complaints"
both = require_http_methods(["GET", "HEAD", "POST"])
ONE = "complaints/<int:complaint_id>/"
urlpatterns = [
    path("complaints/new/", both(anybody.new), name="new"),
    path("complaints/follow/", both(anybody.follow), name="follow"),
    path("complaints/", require_safe(handling.complaints), name="complaints"),
    path(ONE, require_safe(handling.one), name="one"),
    path(f"{ONE}who/", require_POST(handling.reveal), name="reveal"),
    path(f"{ONE}accept/", require_POST(handling.accept), name="accept"),
    path(f"{ONE}ask/", require_POST(handling.ask), name="ask"),
    path(f"{ONE}close/", require_POST(handling.close), name="close"),
    path(f"{ONE}reopen/", require_POST(handling.reopen), name="reopen"),
    path(f"{ONE}pass/", require_POST(handling.pass_on), name="pass_on"),
    path(f"{ONE}concern/", require_POST(handling.concern), name="concern"),
    path(f"{ONE}note/", require_POST(handling.note), name="note"),
    path(f"{ONE}state/", require_POST(handling.state), name="state"),
]
