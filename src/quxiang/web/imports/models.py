"""An import and its staged rows: what each row would change, before anything is changed."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from quxiang.web.imports.states import ImportState
from quxiang.web.orgs.models import School
from quxiang.web.roster.models import Cohort


class Import(models.Model):
    """One uploaded file on its way into one target."""

    school = models.ForeignKey(School, on_delete=models.PROTECT)
    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, null=True)
    target = models.CharField(max_length=30)
    state = models.CharField(max_length=10, choices=ImportState.choices)
    filename = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    #: where the sealed upload lies, below the installation's folder; empty once it is deleted
    path = models.CharField(max_length=200, blank=True)
    sheet = models.CharField(max_length=100, blank=True)
    mapping = models.JSONField(default=dict)
    columns = models.JSONField(default=list)
    counts = models.JSONField(default=dict)
    #: of the file as a whole: its problems, how many more, the worksheets to choose from
    problem = models.JSONField(default=dict)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    applied_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-at"]
        indexes = [
            models.Index(fields=["school", "target", "at"]),
            models.Index(fields=["school", "at"], name="imports_in_time"),
        ]

    def __str__(self) -> str:
        return f"{self.target} {self.filename}"


class StagedRow(models.Model):
    """One row of the file: what it matches, what it would change, or why it cannot be used."""

    class Kind(models.TextChoices):
        NEW = "new", "新增"
        CHANGED = "changed", "变更"
        UNCHANGED = "unchanged", "无变化"
        PROBLEM = "problem", "有问题"
        #: left as it is, because somebody changed it after the preview or after it was applied
        STALE = "stale", "后来又改过"

    upload = models.ForeignKey(
        Import, on_delete=models.CASCADE, related_name="rows", db_index=False
    )
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=10, choices=Kind.choices)
    label = models.CharField(max_length=80, blank=True)
    object_id = models.BigIntegerField(null=True)
    #: values to write, field by field; personal numbers stand here sealed
    values = models.JSONField(default=dict)
    #: [field, before, after] as a person may read them, numbers masked; none of a new row whose
    #: target makes it from the values
    diff = models.JSONField(default=list)
    problems = models.JSONField(default=list)
    #: what undo puts back
    undo = models.JSONField(null=True)
    applied = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["upload", "number"], name="staged_row_once")]
        indexes = [models.Index(fields=["upload", "kind", "number"])]

    def __str__(self) -> str:
        return f"{self.upload_id}/{self.number} {self.kind}"


class Correction(models.Model):
    """A cell of an uploaded file that somebody set right in the preview; kept sealed.

    Once the import is applied or given up its file is gone, and with it the value; who corrected
    what stays.
    """

    upload = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="corrections")
    row = models.PositiveIntegerField()
    field = models.CharField(max_length=40)
    value_sealed = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["upload", "row", "field"], name="one_correction_a_cell")
        ]

    def __str__(self) -> str:
        return f"{self.upload_id}/{self.row} {self.field}"


class SavedMapping(models.Model):
    """How a school's file of one shape was understood, kept for the next time."""

    school = models.ForeignKey(School, on_delete=models.CASCADE)
    target = models.CharField(max_length=30)
    #: SHA-256 over the file's headers
    shape = models.CharField(max_length=64)
    mapping = models.JSONField(default=dict)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["school", "target", "shape"], name="one_mapping_a_shape"
            )
        ]

    def __str__(self) -> str:
        return f"{self.target} {self.shape[:8]}"
