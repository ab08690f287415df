"""What one file took over of one college, whom, and the scans of what was signed on paper."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from quxiang.web.destinations.models import Version
from quxiang.web.imports.models import Import
from quxiang.web.orgs.models import School, Unit
from quxiang.web.roster.models import Cohort


class Adoption(models.Model):
    """One college's part of one file; the college has the papers, whoever changes college later."""

    school = models.ForeignKey(School, on_delete=models.PROTECT)
    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT)
    college = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    #: none once the import itself is past its period
    upload = models.ForeignKey(Import, on_delete=models.SET_NULL, null=True, related_name="+")
    filename = models.CharField("文件", max_length=200)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["upload", "college"], name="adoption_of_a_college_once")
        ]
        indexes = [models.Index(fields=["school", "cohort", "college"])]

    def __str__(self) -> str:
        return f"{self.filename} {self.college_id}"


class Adopted(models.Model):
    """That a version was taken over with a batch; goes with the version when that is undone."""

    adoption = models.ForeignKey(Adoption, on_delete=models.PROTECT, related_name="people")
    version = models.OneToOneField(Version, on_delete=models.CASCADE, related_name="adopted")

    def __str__(self) -> str:
        return f"{self.adoption_id} {self.version_id}"


class AdoptionScan(models.Model):
    """A scan of papers a whole batch was signed on; immutable but for its removal.

    The file lies in the store of evidence under ``sha256``.
    """

    school = models.ForeignKey(School, on_delete=models.PROTECT)
    adoption = models.ForeignKey(Adoption, on_delete=models.PROTECT, related_name="scans")
    title = models.CharField("说明", max_length=80)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    pages = models.PositiveSmallIntegerField()
    media_type = models.CharField(max_length=100)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)
    removed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    removal_reason = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["adoption", "sha256"],
                condition=Q(removed_at__isnull=True),
                name="scan_of_an_adoption_once",
            )
        ]
        indexes = [models.Index(fields=["school", "at"])]

    def __str__(self) -> str:
        return self.title

    @property
    def numbers(self) -> range:
        return range(1, self.pages + 1)
