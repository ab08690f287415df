"""Paths of the trail."""

from __future__ import annotations

from django.urls import path

from quxiang.web.audit import views

app_name = "audit"
urlpatterns = [
    path("audit/", views.entries, name="entries"),
    path("audit/whole/", views.whole, name="whole"),
    path("audit/whole/verify/", views.verify, name="verify"),
    path("audit/<int:entry_id>/", views.entry, name="entry"),
]
