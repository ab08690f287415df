"""Paths of surveys and of the call desk."""

from __future__ import annotations

from django.urls import path
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from quxiang.web.verification.views import acting, desk, places, reading, wording

app_name = "verification"
both = require_http_methods(["GET", "HEAD", "POST"])
ONE = "verification/<int:survey_id>/"
RECORD = "verification/desk/<int:record_id>/"
urlpatterns = [
    path("verification/", require_safe(reading.surveys), name="surveys"),
    path("verification/plan/", both(acting.plan), name="plan"),
    path("verification/script/", both(wording.script), name="script"),
    path("verification/desk/", require_safe(desk.desk), name="desk"),
    path("verification/desk/next/", require_POST(desk.take), name="take"),
    path("verification/desk/undo/", require_POST(desk.undo), name="undo"),
    path(f"{RECORD}reveal/", require_POST(desk.reveal), name="reveal"),
    path(f"{RECORD}note/", require_POST(desk.note), name="note"),
    path(ONE, require_safe(reading.one), name="one"),
    path(f"{ONE}places/", both(places.places), name="places"),
    path(f"{ONE}results/", require_safe(reading.results), name="results"),
    path(f"{ONE}export/", both(reading.export), name="export"),
    path(f"{ONE}frame/", both(reading.frame), name="frame"),
    path(f"{ONE}pdf/", require_safe(reading.pdf), name="pdf"),
    path(f"{ONE}verify/", require_POST(acting.verify), name="verify"),
    *(path(f"{ONE}{verb}/", require_POST(act), name=verb) for verb, act in acting.ACTS.items()),
]
