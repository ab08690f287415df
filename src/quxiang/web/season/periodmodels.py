"""What a college said of a period, and what moves a deadline: an extension, a logged outage."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from quxiang.web.orgs.models import School, Unit
from quxiang.web.roster.models import Cohort, Graduate


class Closing(models.Model):
    """A college looked through its list of a period (本期已核对), or had nothing (零报告).

    Never edited or taken back: what comes after it is of the next period.
    """

    class Kind(models.TextChoices):
        CHECKED = "checked", "本期已核对"
        ZERO = "zero", "零报告"

    school = models.ForeignKey(School, on_delete=models.PROTECT)
    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, related_name="closings")
    college = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    label = models.CharField("期", max_length=16)
    kind = models.CharField(max_length=8, choices=Kind.choices)
    entered = models.PositiveIntegerField("本期录入")
    left = models.PositiveIntegerField("仍待登记")
    note = models.CharField("说明", max_length=300, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField("时间")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["cohort", "college", "label"], name="closed_once")
        ]
        indexes = [models.Index(fields=["cohort", "label"])]

    def __str__(self) -> str:
        return f"{self.college_id} {self.label}"


class Ended(models.Model):
    """What stands until somebody ends it, with why; never deleted."""

    school = models.ForeignKey(School, on_delete=models.PROTECT)
    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField("原因", max_length=300)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField("时间")
    ended_at = models.DateTimeField("撤销时间", null=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    end_reason = models.CharField("撤销原因", max_length=300, blank=True)

    class Meta:
        abstract = True
        ordering = ["-at", "-pk"]


class Extension(Ended):
    """One college, or one graduate of it, has until ``until`` for one period.

    With a ``field`` that one of what was returned to the graduate is open to change until then.
    """

    college = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    graduate = models.ForeignKey(Graduate, on_delete=models.PROTECT, null=True, related_name="+")
    label = models.CharField("期", max_length=16)
    until = models.DateTimeField("延至")
    field = models.CharField("填报项", max_length=40, blank=True)

    class Meta(Ended.Meta):
        indexes = [models.Index(fields=["cohort", "label"])]

    def __str__(self) -> str:
        return f"{self.college_id} {self.label} → {self.until}"


class Outage(Ended):
    """A system nobody could work with for a time; deadlines near it move by as long."""

    what = models.CharField("停用的系统", max_length=80)
    began_at = models.DateTimeField("开始")
    over_at = models.DateTimeField("恢复")

    class Meta(Ended.Meta):
        indexes = [models.Index(fields=["cohort", "began_at"])]

    def __str__(self) -> str:
        return f"{self.what} {self.began_at}"
