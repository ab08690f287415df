"""A school's own rows of code tables, minimum wages, holidays, national reference figures."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from quxiang.web.orgs.models import School


class OverlayRow(models.Model):
    """One cell a school sets over a shipped code table: by whom, when, why; never edited."""

    school = models.ForeignKey(School, on_delete=models.PROTECT)
    table = models.CharField(max_length=40)
    scheme = models.CharField(max_length=8, blank=True)
    code = models.CharField(max_length=40)
    field = models.CharField(max_length=40)
    value = models.TextField(blank=True)
    reason = models.CharField(max_length=200)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True)
    at = models.DateTimeField()
    #: set when a later row, or nothing, takes its place
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["school", "table", "scheme", "code", "field"],
                condition=Q(ended_at__isnull=True),
                name="one_overlay_a_cell",
            )
        ]

    def __str__(self) -> str:
        return f"{self.table} {self.code}.{self.field}"


class MinimumWage(models.Model):
    """The minimum wage of a place from a day on: yuan a month, fen an hour."""

    school = models.ForeignKey(School, on_delete=models.PROTECT)
    place = models.CharField("地区代码", max_length=6)
    from_on = models.DateField("执行日期")
    monthly = models.IntegerField("月最低工资，元")
    hourly = models.IntegerField("小时最低工资，分", null=True)
    source = models.CharField("依据", max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["school", "place", "from_on"], name="one_wage_a_day")
        ]

    def __str__(self) -> str:
        return f"{self.place} {self.from_on}"


class Holiday(models.Model):
    """A day off, or a day worked instead; noted beside deadlines."""

    school = models.ForeignKey(School, on_delete=models.PROTECT)
    on = models.DateField("日期")
    name = models.CharField("名称", max_length=30)
    working = models.BooleanField("调休上班", default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["school", "on"], name="one_holiday_a_day")]

    def __str__(self) -> str:
        return f"{self.on} {self.name}"


class NationalFigure(models.Model):
    """A reference figure of the nation or a province, in 1/10 000, with source and date."""

    school = models.ForeignKey(School, on_delete=models.PROTECT)
    place = models.CharField("范围", max_length=20)
    figure = models.CharField("指标", max_length=40)
    on = models.DateField("日期")
    rate = models.IntegerField("比率，万分之几")
    source = models.CharField("来源", max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["school", "place", "figure", "on"], name="one_national_figure_a_day"
            )
        ]

    def __str__(self) -> str:
        return f"{self.place} {self.figure} {self.on}"
