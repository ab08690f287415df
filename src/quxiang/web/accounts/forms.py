"""Forms of logging in, activating, and of one's own account."""

from __future__ import annotations

import unicodedata
from typing import Any

from django import forms


def text(label: str, complete: str = "off", **more: Any) -> forms.CharField:
    """Return a text field as every form here has it."""
    hint = more.pop("help_text", "")
    attrs = {"class": "form-control", "autocomplete": complete, **more.pop("attrs", {})}
    return forms.CharField(
        label=label, max_length=more.pop("max_length", 60), help_text=hint,
        widget=forms.TextInput(attrs=attrs), **more,
    )  # fmt: skip


def password(label: str, complete: str, hint: str = "") -> forms.CharField:
    attrs = {"class": "form-control", "autocomplete": complete}
    widget = forms.PasswordInput(attrs=attrs)
    return forms.CharField(label=label, max_length=200, widget=widget, help_text=hint, strip=False)


DIGITS = {"inputmode": "numeric", "pattern": "[0-9]*"}
STRONG = "至少 10 个字符，不能全是数字，也不要用常见密码。"


class LoginForm(forms.Form):
    """A number and a password."""

    number = text("工号或学号", "username", attrs={"autofocus": True})
    password = password("密码", "current-password")


class ActivationForm(forms.Form):
    """A code on a slip or in a message, the last six of the identity number, a new password."""

    number = text("工号或学号", "username", attrs={"autofocus": True})
    code = text(
        "激活码", "one-time-code", help_text="纸条或短信上的 16 位激活码，大小写和横线不限。"
    )
    identity_tail = text("身份证号后六位", max_length=6, attrs={"inputmode": "text"})
    new_password = password("设置密码", "new-password", STRONG)


class NumberForm(forms.Form):
    """Whom to send a code."""

    number = text("学号", "username", attrs={"autofocus": True})


class CodeForm(forms.Form):
    """A code that was sent or shown."""

    code = text("验证码", "one-time-code", max_length=20, attrs={"autofocus": True})

    def clean_code(self) -> str:
        """Forgive what authenticators and keyboards put between digits: spaces, full width."""
        plain = unicodedata.normalize("NFKC", str(self.cleaned_data["code"]))
        return "".join(plain.split())


class SmsLoginForm(CodeForm):
    """The code somebody was sent to log in."""

    number = text("学号", "username")
    field_order = ("number", "code")


class PasswordForm(forms.Form):
    """The old password and a new one."""

    old = password("原密码", "current-password")
    new = password("新密码", "new-password", STRONG)


class PhoneForm(forms.Form):
    """Another person's number, and why it is changed for them."""

    number = text("新手机号", "off", max_length=20, attrs=DIGITS)
    reason = text("原因", max_length=200, help_text="例如“本人到院更换，已核对身份证”。")
