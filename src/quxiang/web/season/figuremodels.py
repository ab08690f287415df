"""The figures of a snapshot by one grouping, as they were counted: head counts, nothing divided."""

from __future__ import annotations

from django.db import models

from quxiang.web.orgs.models import School


class FigureSet(models.Model):
    """Every figure of one snapshot for the whole and for each group of ``by``.

    ``rows`` are ``[code, scheme, group value, numerator, denominator]``; the value is ``null`` for
    the whole. A snapshot never changes, so neither does this.
    """

    school = models.ForeignKey(School, on_delete=models.PROTECT)
    snapshot = models.ForeignKey(
        "season.Snapshot", on_delete=models.PROTECT, related_name="figure_sets"
    )
    by = models.CharField("分组", max_length=24)
    rows = models.JSONField()
    at = models.DateTimeField("计算时间")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["snapshot", "by"], name="figures_once_by")]

    def __str__(self) -> str:
        return f"{self.snapshot_id} {self.by}"
