"""By what a school's messages go and what they say, in versions: none is ever edited."""

from __future__ import annotations

from datetime import time

from django.conf import settings
from django.db import models

from quxiang.web.orgs.models import School


class Security(models.TextChoices):
    """How the mail server is spoken to."""

    TLS = "tls", "一开始就加密（通常 465）"
    STARTTLS = "starttls", "先连接再加密（通常 587）"
    NONE = "none", "不加密（只限本机）"


class Dispatch(models.Model):
    """One version of how messages go: by which channel, when not, how many a day, at what cost."""

    school = models.ForeignKey(School, on_delete=models.PROTECT)
    number = models.PositiveIntegerField("版本")
    codes_by = models.CharField("验证码", max_length=12, default="outbox")
    graduates_by = models.CharField("给毕业生", max_length=12, default="outbox")
    staff_by = models.CharField("给教职工", max_length=12, default="outbox")
    quiet_from = models.TimeField("静默开始", default=time(21))
    quiet_until = models.TimeField("静默结束", default=time(8))
    daily_cap = models.PositiveSmallIntegerField("每人每天最多", default=3)
    attempts = models.PositiveSmallIntegerField("最多尝试", default=5)
    smtp_host = models.CharField("邮件服务器", max_length=200, blank=True)
    smtp_port = models.PositiveIntegerField("端口", default=465)
    smtp_security = models.CharField(
        "加密", max_length=8, choices=Security.choices, default=Security.TLS
    )
    smtp_user = models.CharField("邮件账号", max_length=120, blank=True)
    smtp_sender = models.CharField("发件地址", max_length=120, blank=True)
    smtp_sealed = models.TextField(blank=True)
    sms_key_id = models.CharField("AccessKey ID", max_length=80, blank=True)
    sms_sign_name = models.CharField("短信签名", max_length=40, blank=True)
    sms_endpoint = models.CharField("短信接口", max_length=200, blank=True)
    #: the vendor's code of each text, by ours: it takes variables, no free text
    sms_codes = models.JSONField("模板代码", default=dict)
    sms_sealed = models.TextField(blank=True)
    gateway_url = models.CharField("网关地址", max_length=300, blank=True)
    gateway_sealed = models.TextField(blank=True)
    #: thousandths of a yuan for one part of a text message
    price = models.PositiveIntegerField("单价", default=0)
    reason = models.CharField("原因", max_length=200)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField("时间")

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["school", "number"], name="dispatch_version_once")
        ]

    def __str__(self) -> str:
        return f"{self.school_id} #{self.number}"


class Wording(models.Model):
    """One version of what a school's own text of one kind of message says."""

    school = models.ForeignKey(School, on_delete=models.PROTECT)
    template = models.CharField("种类", max_length=40)
    number = models.PositiveIntegerField("版本")
    #: empty: the text that is shipped again
    text = models.CharField("内容", max_length=500, blank=True)
    reason = models.CharField("原因", max_length=200)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField("时间")

    class Meta:
        ordering = ["template", "-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["school", "template", "number"], name="wording_version_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.template} #{self.number}"
