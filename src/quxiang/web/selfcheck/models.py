"""A college's self-check of a cohort; the centre's template of a plan, in versions."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from quxiang.web.orgs.models import School, Unit
from quxiang.web.roster.models import Cohort
from quxiang.web.worksheets.models import Conclusion


class PlanTemplate(models.Model):
    """What a plan begins with, as the centre wrote it; never edited, the newest holds."""

    school = models.ForeignKey(School, on_delete=models.PROTECT)
    number = models.PositiveIntegerField()
    text = models.TextField("自查方案模板", max_length=8000)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["school", "number"], name="plan_template_once")
        ]

    def __str__(self) -> str:
        return f"第 {self.number} 版"


class Selfcheck(models.Model):
    """Plan and report of a college; ``revision`` grows with every act on it.

    ``sections`` holds the text of each part and whether somebody changed it; ``facts`` the numbers
    as they were when it was drafted, with the snapshot they are of.
    """

    school = models.ForeignKey(School, on_delete=models.PROTECT)
    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, related_name="+")
    college = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    revision = models.PositiveIntegerField(default=1)
    plan = models.TextField("自查方案", max_length=8000)
    #: which version of the template the plan began with; 0 is the shipped one
    template = models.PositiveIntegerField("方案模板版本", default=0)
    sections = models.JSONField(default=list)
    facts = models.JSONField(default=dict)
    drafted_at = models.DateTimeField("汇总时间", null=True)
    drafted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["cohort", "college"], name="one_selfcheck_a_college")
        ]

    def __str__(self) -> str:
        return f"{self.college_id} {self.cohort_id}"


class CheckedRecord(models.Model):
    """A conclusion a report rests on, as it stood when the report was drafted."""

    selfcheck = models.ForeignKey(Selfcheck, on_delete=models.PROTECT, related_name="records")
    conclusion = models.ForeignKey(Conclusion, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["selfcheck", "conclusion"], name="checked_record_once")
        ]

    def __str__(self) -> str:
        return f"{self.selfcheck_id} {self.conclusion_id}"
