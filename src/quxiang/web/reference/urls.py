"""Paths of reference data."""

from __future__ import annotations

from django.urls import path

from quxiang.web.reference import views

app_name = "reference"
urlpatterns = [
    path("reference/", views.reference, name="reference"),
    path("reference/<slug:scheme>/<slug:name>/", views.table, name="table"),
]
