"""Paths of logging in and of one's own account."""

from __future__ import annotations

from django.urls import path

from quxiang.web.accounts.views import activation, login, managing, me, slips

app_name = "accounts"
urlpatterns = [
    path("login/", login.log_in, name="login"),
    path("login/as/<int:user_id>/", login.log_in_as, name="log_in_as"),
    path("login/code/", activation.ask_code, name="ask_code"),
    path("login/code/enter/", activation.sms_login, name="sms_login"),
    path("login/second/", me.give_second_factor, name="second_factor"),
    path("login/second/send/", me.send_second_code, name="send_second_code"),
    path("login/second/set-up/", me.set_up_totp, name="set_up_totp"),
    path("activate/", activation.activate, name="activate"),
    path("logout/", login.log_out, name="logout"),
    path("me/", me.me, name="me"),
    path("me/password/", me.change_password, name="change_password"),
    path("me/phone/send/", me.send_phone_code, name="send_phone_code"),
    path("me/phone/verify/", me.verify_phone, name="verify_phone"),
    path("me/email/", me.change_mail, name="change_mail"),
    path("me/sessions/<int:session_id>/end/", me.end_session, name="end_session"),
    path("slips/", slips.slips, name="slips"),
    path("accounts/", managing.staff, name="staff"),
    path("accounts/add/", managing.add_staff, name="add_staff"),
    path("accounts/<int:staff_id>/", managing.staff_one, name="staff_one"),
    path("accounts/<int:staff_id>/code/", managing.send_code, name="send_code"),
    path("accounts/<int:staff_id>/close/", managing.close, name="close"),
    path(
        "graduates/<int:graduate_id>/code/", managing.send_graduate_code, name="send_graduate_code"
    ),
    path("graduates/<int:graduate_id>/phone/", managing.graduate_phone, name="graduate_phone"),
]
