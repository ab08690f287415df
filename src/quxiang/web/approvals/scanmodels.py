"""The scan of a form that was signed or stamped on paper."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from quxiang.web.destinations.models import Version
from quxiang.web.orgs.models import School, Unit


class Scan(models.Model):
    """A printed form as it came back, bound to the version and the evidence it was printed for.

    The file lies in the store of evidence under ``sha256``; no picture of a seal is ever made.
    """

    school = models.ForeignKey(School, on_delete=models.PROTECT)
    college = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    run = models.ForeignKey("approvals.Run", on_delete=models.PROTECT, related_name="scans")
    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="+")
    digest = models.CharField(max_length=64)
    evidence = models.JSONField(default=list)
    #: the number that stands on the form, as 审〔2024〕00012 号
    number = models.CharField(max_length=40)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    pages = models.PositiveSmallIntegerField()
    media_type = models.CharField(max_length=100)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["school", "at"])]

    def __str__(self) -> str:
        return self.number
