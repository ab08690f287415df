"""One table of messages, whatever the channel."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from quxiang.web.orgs.models import School


class Message(models.Model):
    """One message to one person by one channel."""

    class Channel(models.TextChoices):
        OUTBOX = "outbox", "发件箱（不发出）"
        IN_APP = "in_app", "站内"

    class State(models.TextChoices):
        WAITING = "waiting", "待发"
        SENT = "sent", "已发"
        FAILED = "failed", "发送失败"
        UNCERTAIN = "uncertain", "结果不明"

    school = models.ForeignKey(School, on_delete=models.PROTECT)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True)
    channel = models.CharField(max_length=12, choices=Channel.choices)
    template = models.CharField(max_length=40)
    to_masked = models.CharField(max_length=60, blank=True)
    #: what everybody who may read the outbox sees; codes stand here hidden
    text = models.TextField()
    #: the whole text where it holds a code: opened by the channel only
    text_sealed = models.TextField(blank=True)
    key = models.CharField(max_length=80, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    read_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["school", "key"], condition=~Q(key=""), name="message_once"
            )
        ]
        indexes = [
            models.Index(fields=["school", "created_at"]),
            models.Index(fields=["school", "template", "state", "channel"], name="message_counts"),
        ]

    def __str__(self) -> str:
        return f"{self.template} {self.to_masked}"
