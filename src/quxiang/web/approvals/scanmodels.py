"""The scan of a form or of a sheet of many that was signed or stamped on paper."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from quxiang.web.destinations.models import Version
from quxiang.web.orgs.models import School, Unit


class Scan(models.Model):
    """A printed form as it came back, bound to the version and the evidence it was printed for.

    Or a sheet of many: what it binds is the hash of the whole sheet, and it is of no single run.
    The file lies in the store of evidence under ``sha256``; no picture of a seal is ever made.
    """

    school = models.ForeignKey(School, on_delete=models.PROTECT)
    college = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    run = models.ForeignKey(
        "approvals.Run", on_delete=models.PROTECT, null=True, related_name="scans"
    )
    version = models.ForeignKey(Version, on_delete=models.PROTECT, null=True, related_name="+")
    sheet = models.ForeignKey(
        "approvals.Sheet", on_delete=models.PROTECT, null=True, related_name="scans"
    )
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
        constraints = [
            models.CheckConstraint(
                condition=Q(run__isnull=False, version__isnull=False, sheet__isnull=True)
                | Q(run__isnull=True, version__isnull=True, sheet__isnull=False),
                name="scan_of_form_or_sheet",
            )
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def numbers(self) -> range:
        return range(1, self.pages + 1)
