"""What two snapshots say apart, as it was worked out once."""

from __future__ import annotations

from django.db import models

from quxiang.web.orgs.models import School


class Apart(models.Model):
    """The comparison of two snapshots of a cohort: neither changes, so neither does this.

    It goes by the newest run of each; where rules ran over one since, it is written anew.
    """

    school = models.ForeignKey(School, on_delete=models.PROTECT)
    before = models.ForeignKey("season.Snapshot", on_delete=models.PROTECT, related_name="+")
    after = models.ForeignKey("season.Snapshot", on_delete=models.PROTECT, related_name="+")
    told = models.JSONField()
    at = models.DateTimeField("计算时间")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["before", "after"], name="told_apart_once")]

    def __str__(self) -> str:
        return f"{self.before_id} → {self.after_id}"
