"""Paths of compilations."""

from __future__ import annotations

from django.urls import path
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from quxiang.web.compilations.views import leaving, listing

app_name = "compilations"
both = require_http_methods(["GET", "HEAD", "POST"])
urlpatterns = [
    path("compilations/", require_safe(listing.compilations), name="compilations"),
    path("compilations/make/", require_POST(listing.make), name="make"),
    path("compilations/<int:compilation_id>/", require_safe(listing.one), name="one"),
    path("compilations/volumes/<int:volume_id>/", both(leaving.volume), name="volume"),
]
