"""The figures of a frozen state by one grouping, as they were counted, and the state for "now"."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.db import models
from django.db.models import Q

from quxiang.web.orgs.models import School
from quxiang.web.roster.models import Cohort


class Present(models.Model):
    """What a cohort's graduates were at a moment figures for "now" are counted from.

    ``mark`` stands for everything they follow from: while it is the same, so are they. The rows lie
    in ``folder`` as a snapshot's do, followed by none, and go with this an hour after a newer came.
    """

    school = models.ForeignKey(School, on_delete=models.PROTECT)
    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, related_name="+")
    known_at = models.DateTimeField("所知时刻")
    mark = models.CharField(max_length=64)
    folder = models.CharField(max_length=120)
    sha256 = models.CharField("清单散列", max_length=64)
    people = models.PositiveIntegerField("人数")

    class Meta:
        ordering = ["-known_at", "-pk"]
        indexes = [models.Index(fields=["cohort", "-known_at"])]

    def __str__(self) -> str:
        return f"{self.cohort_id} {self.known_at}"

    @property
    def path(self) -> Path:
        """Return where its rows lie in this installation's folder."""
        return Path(settings.HOME) / self.folder


class FigureSet(models.Model):
    """Every figure of one snapshot, or of one present state, for the whole and for each group.

    ``rows`` are ``[code, scheme, group value, numerator, denominator]``; the value is ``null`` for
    the whole. ``within`` names the one college they are of; empty is the school. What they are
    counted from never changes, so neither does this.
    """

    school = models.ForeignKey(School, on_delete=models.PROTECT)
    snapshot = models.ForeignKey(
        "season.Snapshot", on_delete=models.PROTECT, null=True, related_name="figure_sets"
    )
    present = models.ForeignKey(
        Present, on_delete=models.CASCADE, null=True, related_name="figure_sets"
    )
    by = models.CharField("分组", max_length=24)
    within = models.CharField("学院", max_length=60, blank=True)
    rows = models.JSONField()
    at = models.DateTimeField("计算时间")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["snapshot", "by", "within"], name="figures_once_by"),
            models.UniqueConstraint(
                fields=["present", "by", "within"], name="present_figures_once"
            ),
            models.CheckConstraint(
                condition=Q(snapshot__isnull=False, present__isnull=True)
                | Q(snapshot__isnull=True, present__isnull=False),
                name="figures_of_one_state",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.snapshot_id or self.present_id} {self.by}"
