"""Files people put to cases: kept once, put to one case or to many, withdrawn in plain sight."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from quxiang.web.orgs.models import School
from quxiang.web.roster.models import Cohort


class CaseFile(models.Model):
    """One file, immutable but for its withdrawal, which is noted and not done.

    It lies in the store of evidence under ``sha256``, and is no evidence of a destination: one
    that answers for five hundred cases is not reused.
    """

    school = models.ForeignKey(School, on_delete=models.PROTECT)
    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, related_name="+")
    title = models.CharField("说明", max_length=80)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    pages = models.PositiveSmallIntegerField()
    media_type = models.CharField(max_length=100)
    stripped = models.BooleanField("已去除附件或脚本", default=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    #: the day the period of retention begins: the end of the season, or later if filed later
    keep_from = models.DateField()
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    withdrawal_reason = models.CharField(max_length=200, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["school", "sha256"]),
            models.Index(fields=["school", "keep_from"]),
        ]

    def __str__(self) -> str:
        return f"{self.title} {self.sha256[:12]}"

    @property
    def numbers(self) -> range:
        return range(1, self.pages + 1)


class CaseFiling(models.Model):
    """That a file came with what somebody said of a case."""

    file = models.ForeignKey(CaseFile, on_delete=models.CASCADE, related_name="filings")
    event = models.ForeignKey("alerts.CaseEvent", on_delete=models.PROTECT, related_name="filings")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["file", "event"], name="case_file_once"),
        ]

    def __str__(self) -> str:
        return f"{self.file_id} {self.event_id}"
