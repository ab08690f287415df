"""Paths of messages."""

from __future__ import annotations

from django.urls import path

from quxiang.web.notifications import views

app_name = "notifications"
urlpatterns = [path("outbox/", views.outbox, name="outbox")]
