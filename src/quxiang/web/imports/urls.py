"""Paths of imports."""

from __future__ import annotations

from django.urls import path

from quxiang.web.imports import views

app_name = "imports"
urlpatterns = [
    path("imports/", views.imports, name="imports"),
    path("imports/sample/<slug:name>/", views.sample, name="sample"),
    path("imports/<int:import_id>/", views.one, name="one"),
    path("imports/<int:import_id>/columns/", views.remap, name="remap"),
    path("imports/<int:import_id>/cells/", views.correct, name="correct"),
    path("imports/<int:import_id>/apply/", views.apply, name="apply"),
    path("imports/<int:import_id>/undo/", views.undo, name="undo"),
    path("imports/<int:import_id>/drop/", views.drop, name="drop"),
]
