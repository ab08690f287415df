"""Paths of logging in and of one's own account."""

from __future__ import annotations

from django.urls import path

from quxiang.web.accounts.views import login, me

app_name = "accounts"
urlpatterns = [
    path("login/", login.log_in, name="login"),
    path("login/as/<int:user_id>/", login.log_in_as, name="log_in_as"),
    path("login/second/", me.second_factor, name="second_factor"),
    path("logout/", login.log_out, name="logout"),
    path("me/", me.me, name="me"),
]
