"""Exemptions: what the centre has agreed not to ask about, why, until when, and who agreed."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from quxiang.web.alerts.states import ExemptionState
from quxiang.web.orgs.models import School, Unit
from quxiang.web.roster.models import Cohort


class ExemptionKind(models.TextChoices):
    """Whom an exemption covers."""

    OWN_SCHOOL = "own_school", "本校聘用的"
    FIRM = "firm", "某个单位"
    CENTRAL = "central", "集中录取"
    RULE = "rule", "某条规则"


class Exemption(models.Model):
    """One exemption of a cohort, from its proposal to its end.

    ``rule`` empty covers the rules its kind is about. A firm goes by credit code or, without one,
    by its folded name; central admission by a destination code or an official list (its hash).
    """

    school = models.ForeignKey(School, on_delete=models.PROTECT)
    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, related_name="exemptions")
    kind = models.CharField("豁免什么", max_length=10, choices=ExemptionKind.choices)
    rule = models.CharField("规则", max_length=8, blank=True)
    college = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="+")
    uscc = models.CharField("统一社会信用代码", max_length=18, blank=True)
    name = models.CharField("单位名称", max_length=120, blank=True)
    folded_name = models.CharField(max_length=120, blank=True)
    code = models.CharField("去向代码", max_length=8, blank=True)
    list_sha256 = models.CharField("官方名单", max_length=64, blank=True)
    list_title = models.CharField("官方名单", max_length=80, blank=True)
    reason = models.CharField("理由", max_length=500)
    #: the last day it is in force
    until = models.DateField("截止")
    state = models.CharField(
        "状态", max_length=10, choices=ExemptionState.choices, default=ExemptionState.PROPOSED
    )
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    proposed_at = models.DateTimeField("申请时间")
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    decided_at = models.DateTimeField("审批时间", null=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    ended_at = models.DateTimeField("结束时间", null=True)
    #: why it was refused or ended
    answer = models.CharField("说明", max_length=200, blank=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(decided_by=models.F("proposed_by")),
                name="exemption_decided_by_another",
            )
        ]
        indexes = [models.Index(fields=["school", "cohort", "state", "until"])]

    def __str__(self) -> str:
        return f"豁免 {self.pk}"
