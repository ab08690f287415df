"""From when on employers that share something are listed; the newest row counts."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from quxiang.web.orgs.models import School


class GroupThreshold(models.Model):
    """What a school looks at: groups of so many employers, with so many graduates together."""

    school = models.ForeignKey(School, on_delete=models.PROTECT)
    employers = models.PositiveSmallIntegerField("单位数", default=2)
    people = models.PositiveSmallIntegerField("毕业生人数", default=1)
    reason = models.CharField(max_length=200, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.employers} {self.people}"
