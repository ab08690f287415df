"""A campaign, and who is in it with which text, or is left out, and why."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from quxiang.web.campaigns.states import CampaignState
from quxiang.web.orgs.models import School
from quxiang.web.roster.models import Cohort, Graduate


class Kind(models.TextChoices):
    """What a campaign is for (N3.4)."""

    LEAVING = "leaving", "离校前确认提醒"
    AUGUST = "august", "8 月初提醒"


class Part(models.TextChoices):
    """Which text somebody gets; the last gets none."""

    UNCONFIRMED = "unconfirmed", "全国系统未确认"
    OTHERS = "others", "其他毕业生"
    LEFT_OUT = "left_out", "不发"


class Why(models.TextChoices):
    """Why somebody is in the part they are in."""

    UNCONFIRMED = "unconfirmed", "已登记，全国系统里还没有确认"
    AGAIN = "again", "确认之后去向有变更，须重新确认"
    CONFIRMED = "confirmed", "全国系统里已确认"
    NOTHING = "nothing", "还没有登记生效的去向，没有可确认的"
    NO_ACCOUNT = "no_account", "没有账号"
    CLOSED = "closed", "账号已停用"
    NOT_COUNTED = "not_counted", "不在统计范围（延期、休学、退学等）"
    HAD = "had", "这一届同样的通知已经发过"


class Campaign(models.Model):
    """One campaign of a cohort; never deleted. ``revision`` grows with every step and edit."""

    school = models.ForeignKey(School, on_delete=models.PROTECT)
    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField("类型", max_length=10, choices=Kind.choices)
    state = models.CharField(
        max_length=10, choices=CampaignState.choices, default=CampaignState.PREPARING
    )
    revision = models.PositiveIntegerField(default=0)
    #: by part: what it says, with ``{names}``
    texts = models.JSONField(default=dict)
    #: by part and reason: how many
    counts = models.JSONField(default=dict)
    #: nobody: the calendar
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    made_at = models.DateTimeField()
    listed_at = models.DateTimeField(null=True)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    released_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    released_at = models.DateTimeField(null=True)
    written_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-made_at", "-pk"]
        indexes = [models.Index(fields=["school", "state"])]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.pk}"

    @property
    def batch(self) -> str:
        """Return what its messages are held, counted and cancelled by."""
        return f"campaign-{self.pk}"


class Member(models.Model):
    """One graduate in a campaign: which text, and why; written anew whenever it is prepared."""

    school = models.ForeignKey(School, on_delete=models.PROTECT)
    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="members")
    graduate = models.ForeignKey(Graduate, on_delete=models.PROTECT, related_name="+")
    part = models.CharField("分组", max_length=12, choices=Part.choices)
    why = models.CharField("原因", max_length=12, choices=Why.choices)
    #: the message, once it is written
    message = models.OneToOneField(
        "notifications.Message", on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["campaign", "graduate"], name="campaign_member_once")
        ]
        indexes = [models.Index(fields=["campaign", "part", "why"], name="campaign_parts")]

    def __str__(self) -> str:
        return f"{self.campaign_id} {self.part}"
