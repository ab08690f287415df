"""Forms of channels and of what messages say."""

from __future__ import annotations

from typing import Any

from django import forms

from quxiang.web.accounts import forms as shared
from quxiang.web.common.numberfield import NumberField
from quxiang.web.notifications.models import Dispatch, Message
from quxiang.web.notifications.services.dispatching import PLAIN, SECRET_OF
from quxiang.web.notifications.settingmodels import Security
from quxiang.web.notifications.texts import TEMPLATES
from quxiang.web.roster.forms import CONTROL, SELECT

C = Message.Channel
#: codes go to phones only, and are never to be read in the system they open
CODES_BY = (C.OUTBOX, C.ALIYUN_SMS, C.HTTP_JSON)
WHY = "写明谁决定、依据什么，例如短信服务合同。"
MOST_CODES = 60


def _choice(label: str, channels: Any, hint: str) -> forms.ChoiceField:
    choices = [(each.value, each.label) for each in channels]
    widget = forms.Select(attrs=SELECT)
    return forms.ChoiceField(label=label, choices=choices, help_text=hint, widget=widget)


def _secret(label: str) -> forms.CharField:
    attrs = {**CONTROL, "autocomplete": "off"}
    return forms.CharField(
        label=label, required=False, max_length=500, strip=False,
        widget=forms.PasswordInput(attrs=attrs), help_text="加密保存，谁也看不到；空着就用原来的。",
    )  # fmt: skip


def _time(label: str) -> forms.TimeField:
    widget = forms.TimeInput(format="%H:%M", attrs={**CONTROL, "type": "time"})
    wrong = f"“{label}”应是一个时刻，如 21:00。"
    return forms.TimeField(
        label=label, widget=widget, error_messages={"invalid": wrong, "required": wrong}
    )


def _number(label: str, least: int, most: int, hint: str = "") -> NumberField:
    wrong = f"“{label}”应是 {least} 到 {most} 的整数。"
    names = ("invalid", "required", "min_value", "max_value")
    return NumberField(
        label=label, min_value=least, max_value=most, help_text=hint,
        error_messages=dict.fromkeys(names, wrong),
    )  # fmt: skip


class DispatchForm(forms.Form):
    """By what messages go, when not, how many a day, and what each channel needs."""

    codes_by = _choice("验证码", CODES_BY, "登录、激活、验证手机号和二次验证用。")
    graduates_by = _choice("给毕业生的通知", C, "没有对应的手机号或邮箱时，只在站内显示。")
    staff_by = _choice("给教职工的通知", C, "")
    quiet_from = _time("静默开始")
    quiet_until = _time("静默结束")
    daily_cap = _number("每人每天最多几条", 1, 50, "验证码不算在内，也不受静默时段限制。")
    attempts = _number("通道暂时不通时最多试几次", 1, 10)
    price = _number("一条短信多少厘", 0, 10_000, "千分之一元；长短信按条数计。只用来估算费用。")
    smtp_host = shared.text("邮件服务器", max_length=200, required=False)
    smtp_port = _number("端口", 1, 65_535)
    smtp_security = forms.ChoiceField(
        label="加密", choices=Security.choices, widget=forms.Select(attrs=SELECT)
    )
    smtp_user = shared.text("邮件账号", max_length=120, required=False)
    smtp_secret = _secret("邮件密码")
    smtp_sender = shared.text("发件地址", max_length=120, required=False)
    sms_key_id = shared.text("AccessKey ID", max_length=80, required=False)
    sms_secret = _secret("AccessKey Secret")
    sms_sign_name = shared.text("短信签名", max_length=40, required=False)
    sms_endpoint = shared.text(
        "短信接口", max_length=200, required=False, help_text="空着就用阿里云公布的地址。"
    )
    sms_codes = forms.CharField(
        label="短信模板代码", required=False, max_length=4000,
        widget=forms.Textarea(attrs={**CONTROL, "rows": 5}),
        help_text="每行一个：消息种类=代码，如“登录验证码=SMS_123456789”。阿里云只发审核过的模板。",
    )  # fmt: skip
    gateway_url = shared.text(
        "网关地址", max_length=300, required=False,
        help_text="须加密，或是本机的服务。每条消息带签名，格式见参考文档。",
    )  # fmt: skip
    gateway_secret = _secret("网关密钥")
    reason = shared.text("原因", max_length=200, help_text=WHY)

    def __init__(self, *args: Any, kept: Dispatch, **more: Any) -> None:
        more.setdefault("initial", initial_of(kept))
        super().__init__(*args, **more)

    def clean_sms_codes(self) -> dict[str, str]:
        titles = {form.title: name for name, form in TEMPLATES.items()}
        found: dict[str, str] = {}
        for line in filter(None, map(str.strip, self.cleaned_data["sms_codes"].splitlines())):
            title, _, code = (part.strip() for part in line.replace("＝", "=").partition("="))
            if title not in titles:
                known = "、".join(titles)
                raise forms.ValidationError(f"没有“{title[:20]}”这种消息，可写的有：{known}。")
            if not code or len(code) > MOST_CODES or not code.isascii() or " " in code:
                raise forms.ValidationError(f"“{title}”的模板代码写得不对，请核对。")
            found[titles[title]] = code
        return found

    def said(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in PLAIN}

    def secrets(self) -> dict[str, str]:
        return {name: self.cleaned_data[field] for name, (_, field, _) in SECRET_OF.items()}

    @property
    def groups(self) -> list[tuple[str, list[forms.BoundField]]]:
        """Return the fields as the page shows them: title, fields."""
        return [(title, [self[name] for name in names]) for title, names in _GROUPS]


_GROUPS = (
    ("哪种消息走哪个通道", ("codes_by", "graduates_by", "staff_by")),
    ("限度", ("quiet_from", "quiet_until", "daily_cap", "attempts", "price")),
    (
        "电子邮件",
        ("smtp_host", "smtp_port", "smtp_security", "smtp_user", "smtp_secret", "smtp_sender"),
    ),
    ("阿里云短信", ("sms_key_id", "sms_secret", "sms_sign_name", "sms_endpoint", "sms_codes")),
    ("学校消息网关", ("gateway_url", "gateway_secret")),
    ("这次更改", ("reason",)),
)


def initial_of(kept: Dispatch) -> dict[str, Any]:
    """Return what the form shows of settings; secrets never."""
    found = {name: getattr(kept, name) for name in PLAIN}
    codes = kept.sms_codes.items()
    found["sms_codes"] = "\n".join(
        f"{TEMPLATES[name].title}={code}" for name, code in codes if name in TEMPLATES
    )
    return found


class WordingForm(forms.Form):
    """What one kind of message says, and why that is changed."""

    text = forms.CharField(
        label="内容", required=False, max_length=500,
        widget=forms.Textarea(attrs={**CONTROL, "rows": 4, "data-english": ""}),
        help_text="清空就用系统自带的内容。",
    )  # fmt: skip
    reason = shared.text("原因", max_length=200, required=False)
