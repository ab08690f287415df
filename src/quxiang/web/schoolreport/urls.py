"""Paths of the school's report."""

from __future__ import annotations

from django.urls import path
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from quxiang.web.schoolreport.views import reporting

app_name = "schoolreport"
both = require_http_methods(["GET", "HEAD", "POST"])
ONE = "schoolreport/<int:report_id>/"
urlpatterns = [
    path("schoolreport/", require_safe(reporting.report), name="report"),
    path("schoolreport/draft/", require_POST(reporting.draft), name="draft"),
    path(ONE, require_safe(reporting.one), name="one"),
    path(f"{ONE}edit/", both(reporting.edit), name="edit"),
    path(f"{ONE}draw/", require_POST(reporting.draw), name="draw"),
    path(f"{ONE}freeze/", require_POST(reporting.freeze), name="freeze"),
    path(f"{ONE}pdf/", require_safe(reporting.pdf), name="pdf"),
    path(f"{ONE}word/", require_safe(reporting.word), name="word"),
]
