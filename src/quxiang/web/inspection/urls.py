"""Paths of inspections."""

from __future__ import annotations

from django.urls import path
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from quxiang.web.inspection.views import packing, whole

app_name = "inspection"
both = require_http_methods(["GET", "HEAD", "POST"])
PERSON = "inspection/people/<int:graduate_id>/"
urlpatterns = [
    path("inspection/", require_safe(packing.packs), name="packs"),
    path("inspection/export/", both(packing.export), name="export"),
    path("inspection/new/", both(packing.new), name="new"),
    path("inspection/packs/<int:pack_id>/", require_safe(packing.pack), name="pack"),
    path("inspection/packs/<int:pack_id>/file/", require_POST(packing.fetch), name="fetch"),
    path("inspection/find/", both(whole.find), name="find"),
    path("inspection/draw/", require_POST(whole.draw), name="draw"),
    path(PERSON, require_safe(whole.person), name="person"),
    path(f"{PERSON}print/", require_POST(whole.printed), name="print"),
]
