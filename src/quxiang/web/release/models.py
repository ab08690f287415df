"""What left, to whom it was shown to go, why, and how many rows."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from quxiang.web.orgs.models import School


class Export(models.Model):
    """One file that went through the gate; its watermark leads back here."""

    school = models.ForeignKey(School, on_delete=models.PROTECT)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)
    at = models.DateTimeField()
    what = models.CharField(max_length=60)
    purpose = models.CharField(max_length=200)
    columns = models.JSONField(default=list)
    rows = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64, blank=True)
    mark = models.CharField(max_length=16, unique=True)

    class Meta:
        ordering = ["-at"]

    def __str__(self) -> str:
        return f"{self.mark} {self.what}"
