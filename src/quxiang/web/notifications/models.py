"""One table of messages, whatever the channel."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from quxiang.web.notifications.settingmodels import Dispatch, Wording
from quxiang.web.notifications.states import MessageState
from quxiang.web.orgs.models import School

__all__ = ["Dispatch", "Message", "Wording"]


class Message(models.Model):
    """One message to one person by one channel."""

    State = MessageState

    class Channel(models.TextChoices):
        """By what a message goes; the first two leave this installation not at all."""

        OUTBOX = "outbox", "发件箱（不发出）"
        IN_APP = "in_app", "站内"
        SMTP = "smtp", "电子邮件"
        ALIYUN_SMS = "aliyun_sms", "阿里云短信"
        HTTP_JSON = "http_json", "学校消息网关"

    class Delivery(models.TextChoices):
        """What the channel said later of a message it took."""

        UNKNOWN = "", "没有回执"
        ARRIVED = "arrived", "已送达"
        LOST = "lost", "未送达"

    school = models.ForeignKey(School, on_delete=models.PROTECT)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True)
    channel = models.CharField(max_length=12, choices=Channel.choices)
    template = models.CharField(max_length=40)
    to_masked = models.CharField(max_length=60, blank=True)
    #: what its receiver reads here, and the centre; codes stand here hidden
    text = models.TextField()
    #: where in this system it leads its receiver
    link = models.CharField(max_length=200, blank=True)
    #: for the channel only: address, whole text and values as they were when it was written
    text_sealed = models.TextField(blank=True)
    key = models.CharField(max_length=80, blank=True)
    #: what it was written with: a campaign's, to be held, counted and cancelled together
    batch = models.CharField(max_length=40, blank=True)
    state = models.CharField(
        max_length=10, choices=MessageState.choices, default=MessageState.WAITING
    )
    #: a code somebody waits for: no quiet hours, no cap, before all others
    urgent = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    #: not handed over before: quiet hours, the cap of a day, the pause before another try
    not_before = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    #: on real time: whoever took it answers for it so long
    lease_until = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    #: the channel's own number for it, and what it said of it later
    receipt = models.CharField(max_length=80, blank=True)
    delivery = models.CharField(max_length=8, blank=True, choices=Delivery.choices)
    #: how often a channel was asked what became of it
    asked = models.PositiveSmallIntegerField(default=0)
    #: why it failed, waits again or is uncertain, in a sentence
    why = models.CharField(max_length=200, blank=True)
    #: thousandths of a yuan
    cost = models.PositiveIntegerField(default=0)
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
            # what waits to be handed over, the urgent first
            models.Index(
                fields=["school", "-urgent", "id"], condition=Q(state="waiting"),
                name="messages_waiting",
            ),
            # what somebody answers for, or nobody any more
            models.Index(
                fields=["lease_until"], condition=Q(state="sending"), name="messages_in_flight"
            ),
            models.Index(fields=["user", "created_at"], name="messages_of_one"),
            # what channels have cost, without a look at the many that cost nothing
            models.Index(
                fields=["school", "channel", "cost"], condition=Q(cost__gt=0), name="message_costs"
            ),
            models.Index(
                fields=["school", "batch", "state"], condition=~Q(batch=""),
                name="messages_of_a_batch",
            ),
            models.Index(
                fields=["school", "receipt"], condition=~Q(receipt=""), name="message_receipts"
            ),
            # of what a channel took that is asked what became of it
            models.Index(
                fields=["school", "asked", "sent_at"], name="messages_unheard_of",
                condition=Q(channel="aliyun_sms", state="sent", delivery=""),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.template} {self.to_masked}"
