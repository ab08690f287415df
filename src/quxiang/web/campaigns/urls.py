"""Paths of campaigns."""

from __future__ import annotations

from django.urls import path
from django.views.decorators.http import require_POST, require_safe

from quxiang.web.campaigns.views import acting, reading

app_name = "campaigns"
ONE = "campaigns/<int:campaign_id>/"
urlpatterns = [
    path("campaigns/", require_safe(reading.campaigns), name="campaigns"),
    path("campaigns/begin/", require_POST(acting.begin_one), name="begin"),
    path(ONE, require_safe(reading.one), name="one"),
    path(f"{ONE}people/", require_safe(reading.people), name="people"),
    path(f"{ONE}words/", require_POST(acting.words), name="words"),
    path(f"{ONE}try/", require_POST(acting.attempt), name="try"),
    path(f"{ONE}<slug:verb>/", require_POST(acting.act), name="act"),
]
