"""One school report: its texts by section, and its tables as they were drawn."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from quxiang.web.orgs.models import School
from quxiang.web.papers.models import Paper
from quxiang.web.roster.models import Cohort
from quxiang.web.schoolreport.states import ReportState
from quxiang.web.season.models import Snapshot


class SchoolReport(models.Model):
    """One report of a cohort. ``facts`` are its tables, drawn from the snapshot and, where a
    table says so, as of ``drafted_at``; never edited. ``texts`` by section are.
    """

    school = models.ForeignKey(School, on_delete=models.PROTECT)
    cohort = models.OneToOneField(Cohort, on_delete=models.PROTECT, related_name="+")
    snapshot = models.ForeignKey(Snapshot, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(
        "状态", max_length=8, choices=ReportState.choices, default=ReportState.DRAFTED
    )
    revision = models.PositiveIntegerField(default=1)
    title = models.CharField("标题", max_length=100)
    texts = models.JSONField(default=dict)
    facts = models.JSONField(default=list)
    drafted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    drafted_at = models.DateTimeField("取数时间")
    paper = models.ForeignKey(Paper, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["-drafted_at", "-pk"]

    def __str__(self) -> str:
        return self.title
