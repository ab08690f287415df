"""What a dashboard shows: counts of a snapshot, kept once; the seasons before, as brought in."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from quxiang.web.orgs.models import School


class DashboardSet(models.Model):
    """Head counts of one snapshot for the whole (``scope`` '') or one college, by its name then.

    A curve reads the numbers alone; ``figures`` are ``code → [numerator, denominator]``, ``tables``
    lists of rows by name. A snapshot never changes, so neither does this.
    """

    school = models.ForeignKey(School, on_delete=models.PROTECT)
    snapshot = models.ForeignKey(
        "season.Snapshot", on_delete=models.PROTECT, related_name="dashboards"
    )
    scope = models.CharField("范围", max_length=120, blank=True)
    people = models.PositiveIntegerField("统计范围内")
    settled = models.PositiveIntegerField("已落实")
    registered = models.PositiveIntegerField("已登记")
    figures = models.JSONField()
    tables = models.JSONField()
    at = models.DateTimeField("计算时间")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["snapshot", "scope"], name="dashboard_once_a_scope")
        ]

    def __str__(self) -> str:
        return f"{self.snapshot_id} {self.scope}"


class PastFigure(models.Model):
    """A figure of a season before, on a day of it, as a dated workbook of the school said it.

    Head counts only; ``college`` '' is the whole school.
    """

    school = models.ForeignKey(School, on_delete=models.PROTECT)
    year = models.PositiveSmallIntegerField("届")
    on = models.DateField("日期")
    college = models.CharField("学院", max_length=120, blank=True)
    figure = models.CharField("指标", max_length=40)
    numerator = models.PositiveIntegerField("分子")
    denominator = models.PositiveIntegerField("分母")
    source = models.CharField("来源", max_length=200)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    at = models.DateTimeField("录入时间")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["school", "year", "on", "college", "figure"], name="one_past_figure_a_day"
            ),
            models.CheckConstraint(
                condition=models.Q(numerator__lte=models.F("denominator")),
                name="past_figure_within_its_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year} {self.on} {self.figure}"
