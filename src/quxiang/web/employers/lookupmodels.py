"""Where registered facts are looked up, and each look-up with its date; nothing is overwritten."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from quxiang.web.orgs.models import School


class Method(models.TextChoices):
    """How the interface is asked."""

    GET = "GET", "把代码写在网址里"
    POST = "POST", "另发一段内容"


class LookUpSource(models.Model):
    """One version of how a school looks employers up; the newest counts, none is edited.

    ``paths`` say where in the answer a field stands, ``statuses`` what its words mean here.
    """

    school = models.ForeignKey(School, on_delete=models.PROTECT)
    number = models.PositiveIntegerField()
    enabled = models.BooleanField(default=False)
    url = models.CharField(max_length=500)
    method = models.CharField(max_length=4, choices=Method.choices, default=Method.GET)
    body = models.TextField(blank=True)
    headers = models.JSONField(default=dict)
    secret_header = models.CharField(max_length=60, blank=True)
    secret_sealed = models.TextField(blank=True)
    paths = models.JSONField(default=dict)
    statuses = models.JSONField(default=dict)
    absent_path = models.CharField(max_length=200, blank=True)
    absent_value = models.CharField(max_length=60, blank=True)
    keep_days = models.PositiveSmallIntegerField(default=30)
    per_minute = models.PositiveSmallIntegerField(default=20)
    seconds = models.PositiveSmallIntegerField(default=10)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["school", "number"], name="look_up_source_once")
        ]

    def __str__(self) -> str:
        return f"#{self.number}"


class LookUpTurn(models.Model):
    """When a school may ask next, so that all its processes together keep the pace."""

    school = models.OneToOneField(School, on_delete=models.PROTECT)
    next_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.next_at}"


class Outcome(models.TextChoices):
    """What came of a look-up."""

    FOUND = "found", "查到"
    ABSENT = "absent", "查无此单位"
    FAILED = "failed", "没有查成"


class Decision(models.TextChoices):
    """What a person made of the differences."""

    TAKEN = "taken", "已采用"
    KEPT = "kept", "保留名录"


class LookUp(models.Model):
    """What an interface said of an employer on a day, beside the employer's own facts."""

    school = models.ForeignKey(School, on_delete=models.PROTECT)
    employer = models.ForeignKey(
        "employers.Employer", on_delete=models.PROTECT, related_name="look_ups"
    )
    source = models.ForeignKey(LookUpSource, on_delete=models.PROTECT, related_name="+")
    asked = models.CharField(max_length=120)
    outcome = models.CharField("结果", max_length=8, choices=Outcome.choices)
    #: why it did not succeed, in a sentence
    message = models.CharField(max_length=300, blank=True)
    #: what of the answer could not be used, a sentence each
    problems = models.JSONField(default=list)
    uscc = models.CharField(max_length=18, blank=True)
    name = models.CharField(max_length=120, blank=True)
    former_names = models.JSONField(default=list)
    status = models.CharField(max_length=20, blank=True)
    status_on = models.DateField(null=True)
    founded_on = models.DateField(null=True)
    legal_person_hash = models.CharField(max_length=32, blank=True)
    phone_hash = models.CharField(max_length=32, blank=True)
    address = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    decision = models.CharField(max_length=6, choices=Decision.choices, blank=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(fields=["employer", "-at"], name="look_ups_of_an_employer"),
            models.Index(fields=["school", "at"]),
        ]

    def __str__(self) -> str:
        return f"{self.employer_id} {self.outcome}"
