"""A snapshot of a cohort: whose, of which moment, where it lies, by which hash it is known."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.db import models

from quxiang.web.orgs.models import School
from quxiang.web.roster.models import Cohort
from quxiang.web.season.comparemodels import Apart
from quxiang.web.season.dashboardmodels import DashboardSet, PastFigure
from quxiang.web.season.figuremodels import FigureSet, Present
from quxiang.web.season.periodmodels import Closing, Extension, Outage

__all__ = [
    "Apart", "Closing", "DashboardSet", "Extension", "FigureSet", "Outage", "PastFigure", "Present",
    "Snapshot",
]  # fmt: skip


class Snapshot(models.Model):
    """One frozen folder of the installation; never edited, followed by the next number's.

    ``moment`` is what the rows stand for and ``known_at`` whose knowledge they are; ``sha256`` is
    the manifest's, and stands for all of it.
    """

    school = models.ForeignKey(School, on_delete=models.PROTECT)
    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, related_name="snapshots")
    number = models.PositiveIntegerField("编号")
    moment = models.DateTimeField("截至")
    known_at = models.DateTimeField("所知时刻")
    folder = models.CharField(max_length=120)
    sha256 = models.CharField("清单散列", max_length=64)
    people = models.PositiveIntegerField("人数")
    why = models.CharField("缘由", max_length=200)
    #: the label of the period it closes; empty for one taken at any other time
    period = models.CharField("期", max_length=16, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    at = models.DateTimeField("建立时间")

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["cohort", "number"], name="snapshot_number_once"),
            models.UniqueConstraint(
                fields=["cohort", "period"],
                name="period_frozen_once",
                condition=~models.Q(period=""),
            ),
        ]
        indexes = [models.Index(fields=["cohort", "moment"])]

    def __str__(self) -> str:
        return f"{self.cohort_id} #{self.number}"

    @property
    def path(self) -> Path:
        """Return where it lies in this installation's folder."""
        return Path(settings.HOME) / self.folder
