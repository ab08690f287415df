"""Paths of self-checks."""

from __future__ import annotations

from django.urls import path
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from quxiang.web.selfcheck.views import acting, reading

app_name = "selfcheck"
both = require_http_methods(["GET", "HEAD", "POST"])
ONE = "selfcheck/<int:unit_id>/"
urlpatterns = [
    path("selfcheck/", require_safe(reading.selfchecks), name="selfchecks"),
    path("selfcheck/template/", both(acting.template), name="template"),
    path(ONE, require_safe(reading.one), name="one"),
    path("selfcheck/reports/<int:report_id>/word/", require_safe(reading.word), name="word"),
    path("selfcheck/reports/<int:report_id>/pdf/", require_safe(reading.pdf), name="pdf"),
    *(path(f"{ONE}{verb}/", require_POST(act), name=verb) for verb, act in acting.ACTS.items()),
]  # fmt: skip
