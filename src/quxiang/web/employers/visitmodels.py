"""Visits to employers (实地走访): planned, made with what was found, or called off."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from quxiang.web.employers.states import Finding, VisitState
from quxiang.web.orgs.models import School


class Visit(models.Model):
    """One visit; the report and its file stay as they were written."""

    school = models.ForeignKey(School, on_delete=models.PROTECT)
    employer = models.ForeignKey(
        "employers.Employer", on_delete=models.PROTECT, related_name="visits"
    )
    state = models.CharField(
        "状态", max_length=10, choices=VisitState.choices, default=VisitState.PLANNED
    )
    planned_on = models.DateField("计划日期")
    visitors = models.CharField("走访人", max_length=120)
    purpose = models.CharField("要核实什么", max_length=200)
    visited_on = models.DateField("走访日期", null=True)
    finding = models.CharField("结论", max_length=8, choices=Finding.choices, blank=True)
    text = models.TextField("发现了什么", blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    size = models.PositiveIntegerField(default=0)
    pages = models.PositiveSmallIntegerField(default=0)
    media_type = models.CharField(max_length=100, blank=True)
    reason = models.CharField("取消原因", max_length=200, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-planned_on", "-pk"]
        indexes = [models.Index(fields=["school", "state", "planned_on"])]

    def __str__(self) -> str:
        return f"{self.employer_id} {self.planned_on}"

    @property
    def numbers(self) -> range:
        """Return the numbers of its file's pages."""
        return range(1, self.pages + 1)
