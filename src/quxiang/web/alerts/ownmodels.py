"""A school's own rules, in versions: uploaded by one person, switched on by another."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from quxiang.web.alerts.states import UNREAD, OwnRuleState
from quxiang.web.jobs.models import Job
from quxiang.web.orgs.models import School


class OwnRule(models.Model):
    """One version of a rule file of a school; its text is never edited.

    Until it has passed it has no code and no number, and is called as the file was; ``problems``
    are the sentences on what is wrong with it. At most one version of a code is in force; the next
    one that is agreed to replaces it.
    """

    school = models.ForeignKey(School, on_delete=models.PROTECT)
    code = models.CharField("规则", max_length=8, blank=True)
    number = models.PositiveIntegerField("版本", default=0)
    title = models.CharField("名称", max_length=120)
    text = models.TextField()
    sha256 = models.CharField("散列", max_length=64)
    note = models.CharField("说明", max_length=200)
    state = models.CharField(
        "状态", max_length=10, choices=OwnRuleState.choices, default=OwnRuleState.CHECKING
    )
    problems = models.JSONField("问题", default=list)
    job = models.ForeignKey(Job, on_delete=models.SET_NULL, null=True, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField("上传时间")
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    decided_at = models.DateTimeField("审批时间", null=True)
    ended_at = models.DateTimeField("停用时间", null=True)
    answer = models.CharField("说明", max_length=200, blank=True)

    class Meta:
        ordering = ["code", "-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["school", "code", "number"], condition=Q(number__gt=0),
                name="own_rule_version_once",
            ),
            models.CheckConstraint(
                condition=Q(state__in=UNREAD) | Q(number__gt=0), name="own_rule_numbered"
            ),
            models.UniqueConstraint(
                fields=["school", "code"], condition=Q(state="in_force"),
                name="one_own_rule_in_force",
            ),
            models.CheckConstraint(
                condition=~Q(decided_by=F("by")), name="own_rule_decided_by_another"
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.code} 第 {self.number} 版" if self.number else self.title
