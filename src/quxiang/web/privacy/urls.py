"""Paths of the notice and of retention."""

from __future__ import annotations

from django.urls import path

from quxiang.web.privacy.views import notices, retention

app_name = "privacy"
urlpatterns = [
    path("privacy/", notices.notice, name="notice"),
    path("privacy/publish/", notices.publish, name="publish"),
    path("privacy/<int:number>/", notices.version, name="version"),
    path("privacy/<int:number>/read/", notices.acknowledge, name="acknowledge"),
    path("retention/", retention.retention, name="retention"),
    path("retention/hold/", retention.hold, name="hold"),
    path("retention/hold/<int:hold_id>/lift/", retention.lift, name="lift"),
    path("retention/<str:kind>/", retention.period, name="period"),
]
