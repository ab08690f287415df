"""Cohorts, and the versions of what each of them counts by."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from quxiang.web.orgs.models import School


class Cohort(models.Model):
    """Everyone who graduates in one year, with scheme, window and settings."""

    class Window(models.TextChoices):
        CALENDAR_YEAR = "calendar_year", "1 月 1 日至 8 月 31 日毕业"
        ACADEMIC_YEAR = "academic_year", "上年 9 月 1 日至 8 月 31 日毕业"

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="cohorts")
    year = models.PositiveSmallIntegerField("届")
    scheme = models.CharField("去向方案", max_length=8)
    window = models.CharField("毕业时间范围", max_length=16, choices=Window.choices)
    opened_at = models.DateTimeField()
    archived_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-year"]
        constraints = [models.UniqueConstraint(fields=["school", "year"], name="cohort_once")]

    def __str__(self) -> str:
        return f"{self.year} 届"


class CohortSettings(models.Model):
    """One version of a cohort's settings, as the data world reads them (TOML); never edited."""

    school = models.ForeignKey(School, on_delete=models.PROTECT)
    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, related_name="settings_versions")
    number = models.PositiveIntegerField()
    text = models.TextField()
    digest = models.CharField(max_length=64)
    reason = models.CharField(max_length=200, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["cohort", "number"], name="settings_version_once")
        ]

    def __str__(self) -> str:
        return f"{self.cohort_id} #{self.number}"
