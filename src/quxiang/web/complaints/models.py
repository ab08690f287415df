"""A complaint, what was said in it and about it, and how it came to its outcome."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from quxiang.web.complaints.states import ComplaintState, Outcome
from quxiang.web.orgs.models import School, Unit
from quxiang.web.roster.models import Cohort, Graduate


class About(models.TextChoices):
    """Whom a complaint is about; it says who handles it."""

    COLLEGE = "college", "某个学院"
    CENTRE = "centre", "就业创业指导中心"
    OTHER = "other", "其他或说不清"


class Complaint(models.Model):
    """One complaint. Nothing in it says from where it was sent; words and names are sealed.

    ``code_hash`` stands for the receipt, which only the complainant has. ``college`` is the one
    complained of and not the complainant's.
    """

    school = models.ForeignKey(School, on_delete=models.PROTECT)
    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, null=True, related_name="+")
    number = models.PositiveIntegerField("编号")
    about = models.CharField("被举报的", max_length=10, choices=About.choices)
    college = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="+")
    #: whose record it concerns, once the handler knows
    graduate = models.ForeignKey(
        Graduate, on_delete=models.PROTECT, null=True, related_name="complaints"
    )
    at = models.DateTimeField("收到时间")
    state = models.CharField("办理", max_length=10, choices=ComplaintState.choices)
    outcome = models.CharField("结果", max_length=10, choices=Outcome.choices, blank=True)
    code_hash = models.CharField(max_length=64, unique=True)
    #: name and contact, where they were given
    complainant_sealed = models.TextField(blank=True)

    class Meta:
        ordering = ["-at"]
        constraints = [
            models.UniqueConstraint(fields=["school", "number"], name="complaint_number_once"),
        ]
        indexes = [models.Index(fields=["school", "state", "-at"])]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        return f"举报第 {self.number} 号"

    @property
    def anonymous(self) -> bool:
        return not self.complainant_sealed


class Voice(models.TextChoices):
    """Who says something about a complaint, and whether its author reads it."""

    COMPLAINANT = "complainant", "举报人"
    REPLY = "reply", "给举报人的话"
    NOTE = "note", "办理记录"
    STATEMENT = "statement", "审计意见"


#: what the complainant reads on following it
OPEN_VOICES = (Voice.COMPLAINANT, Voice.REPLY)


class Said(models.Model):
    """Words of one side, sealed; appended, never edited."""

    school = models.ForeignKey(School, on_delete=models.PROTECT)
    complaint = models.ForeignKey(Complaint, on_delete=models.PROTECT, related_name="said")
    voice = models.CharField(max_length=12, choices=Voice.choices)
    text_sealed = models.TextField()
    at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.complaint_id} {self.voice}"


class ComplaintMove(models.Model):
    """One step of the handling: what a complaint was at any moment follows from these."""

    school = models.ForeignKey(School, on_delete=models.PROTECT)
    complaint = models.ForeignKey(Complaint, on_delete=models.PROTECT, related_name="moves")
    verb = models.CharField(max_length=12)
    target = models.CharField(max_length=10, choices=ComplaintState.choices)
    outcome = models.CharField(max_length=10, choices=Outcome.choices, blank=True)
    college = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="+")
    graduate = models.ForeignKey(Graduate, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        ordering = ["at", "pk"]
        indexes = [models.Index(fields=["school", "at"])]

    def __str__(self) -> str:
        return f"{self.complaint_id} {self.verb}"


class Knock(models.Model):
    """That somebody sent or asked something from an address of today, known by a keyed hash only.

    It bears no relation to a complaint and goes after a day.
    """

    address_hash = models.CharField(max_length=32)
    purpose = models.CharField(max_length=12)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["purpose", "address_hash", "at"])]

    def __str__(self) -> str:
        return self.purpose
