"""A try of a rule on past snapshots: what it would have raised, and how that ended."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models

from quxiang.web.alerts.ownmodels import OwnRule
from quxiang.web.alerts.states import RunState
from quxiang.web.jobs.models import Job
from quxiang.web.orgs.models import School
from quxiang.web.roster.models import Cohort


class Trial(models.Model):
    """One try; it writes nothing to cases. ``result`` holds counts and no person."""

    school = models.ForeignKey(School, on_delete=models.PROTECT)
    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, related_name="trials")
    rule = models.CharField("规则", max_length=8)
    own_rule = models.ForeignKey(OwnRule, on_delete=models.PROTECT, null=True, related_name="+")
    parameters = models.JSONField("参数", default=dict)
    state = models.CharField(max_length=8, choices=RunState.choices, default=RunState.RUNNING)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    started_at = models.DateTimeField("开始")
    ended_at = models.DateTimeField("结束", null=True)
    job = models.ForeignKey(Job, on_delete=models.SET_NULL, null=True, related_name="+")
    result = models.JSONField(default=dict)
    message = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["cohort", "rule"])]

    def __str__(self) -> str:
        return f"{self.rule} {self.state}"

    def ended(self, *outcomes: str) -> int:
        """Return how many of what it would raise ended in one of these ways."""
        ended: dict[str, Any] = self.result.get("ended", {})
        return sum(ended.get(each, 0) for each in outcomes)

    @property
    def borne_out(self) -> int:
        return self.ended("fixed", "justified")

    @property
    def sentence(self) -> str:
        """Return what it came to, as one sentence."""
        told = self.result
        if not told:
            return ""
        return (
            f"会提出 {told['raised']} 条（其中待核 {told['to_check']} 条），"
            f"其中 {self.borne_out} 条后来被认定属实或说明情况，"
            f"{self.ended('false_alarm')} 条后来被认定为误报。"
        )
