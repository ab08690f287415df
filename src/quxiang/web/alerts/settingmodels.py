"""What the centre sets of the rules of a cohort: which run, how sharp, from when, due when."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from quxiang.web.orgs.models import School
from quxiang.web.roster.models import Cohort


class RuleSetting(models.Model):
    """One version of what a cohort sets of a rule; the newest is in force, none is ever edited.

    ``parameters`` holds only what differs from the rule as the cohort's settings have it.
    """

    school = models.ForeignKey(School, on_delete=models.PROTECT)
    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, related_name="rule_settings")
    rule = models.CharField("规则", max_length=8)
    number = models.PositiveIntegerField("版本")
    runs = models.BooleanField("运行", default=True)
    parameters = models.JSONField("参数", default=dict)
    #: the beginning of the first day it is in force
    starts_at = models.DateTimeField("开始", null=True)
    reason = models.CharField("原因", max_length=200)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField("时间")

    class Meta:
        ordering = ["rule", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["cohort", "rule", "number"], name="rule_setting_version_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.rule} #{self.number}"


class DueDays(models.Model):
    """One version of how many working days a finding may wait for an answer, by severity."""

    school = models.ForeignKey(School, on_delete=models.PROTECT)
    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, related_name="due_days")
    number = models.PositiveIntegerField("版本")
    error = models.PositiveSmallIntegerField("错误")
    suspect = models.PositiveSmallIntegerField("疑似")
    notice = models.PositiveSmallIntegerField("提示")
    reason = models.CharField("原因", max_length=200)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField("时间")

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["cohort", "number"], name="due_days_version_once")
        ]

    def __str__(self) -> str:
        return f"{self.cohort_id} #{self.number}"
