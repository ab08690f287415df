"""Forms of logging in."""

from __future__ import annotations

from django import forms


class LoginForm(forms.Form):
    """A number and a password."""

    number = forms.CharField(
        label="工号或学号", max_length=30,
        widget=forms.TextInput(attrs={"class": "form-control", "autocomplete": "username",
                                      "autofocus": True}),
    )  # fmt: skip
    password = forms.CharField(
        label="密码",
        max_length=200,
        widget=forms.PasswordInput(
            attrs={"class": "form-control", "autocomplete": "current-password"}
        ),
    )
