"""Paths of saved views."""

from __future__ import annotations

from django.urls import path

from quxiang.web.lists import views

app_name = "lists"
urlpatterns = [
    path("lists/views/save/", views.save, name="save"),
    path("lists/views/<int:view_id>/forget/", views.forget, name="forget"),
]
