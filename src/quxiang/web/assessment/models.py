"""Something proposed for the negative list, what it rests on, each step with its reason, papers."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from quxiang.web.alerts.models import Case
from quxiang.web.assessment.states import ListingState
from quxiang.web.complaints.models import Complaint
from quxiang.web.feedback.models import FeedbackRow, Handling
from quxiang.web.orgs.models import School, Unit
from quxiang.web.roster.models import Cohort


class Listing(models.Model):
    """One matter of one college; never deleted, whatever becomes of it.

    ``revision`` grows with every step and every paper, so that whoever decides on an older page is
    told. ``uses`` are codes of the standard's table ``assessment_use``: as proposed, then as
    decided.
    """

    school = models.ForeignKey(School, on_delete=models.PROTECT)
    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, related_name="+")
    college = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField("编号")
    title = models.CharField("事项", max_length=60)
    state = models.CharField("状态", max_length=10, choices=ListingState.choices)
    revision = models.PositiveIntegerField(default=1)
    uses = models.JSONField("用于", default=list)
    reply_due_on = models.DateField("答复期限")
    #: from the decision on
    appeal_due_on = models.DateField("申诉期限", null=True)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    proposed_at = models.DateTimeField("提出时间")
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    decided_at = models.DateTimeField("决定时间", null=True)

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["school", "number"], name="listing_number_once")
        ]
        indexes = [models.Index(fields=["school", "cohort", "college", "state"])]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        return f"负面清单第 {self.number} 号"


class Ground(models.Model):
    """One thing a listing rests on; that it was confirmed was looked at when it was proposed."""

    class Kind(models.TextChoices):
        CASE = "case", "查实的预警"
        FEEDBACK = "feedback", "查实的上级反馈"
        HANDLING = "handling", "处理记录"
        COMPLAINT = "complaint", "查实的举报"

    listing = models.ForeignKey(Listing, on_delete=models.PROTECT, related_name="grounds")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, null=True, related_name="+")
    feedback = models.ForeignKey(FeedbackRow, on_delete=models.PROTECT, null=True, related_name="+")
    handling = models.ForeignKey(Handling, on_delete=models.PROTECT, null=True, related_name="+")
    complaint = models.ForeignKey(Complaint, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="ground_is_of_its_kind",
                condition=Q(kind="case", case__isnull=False)
                | Q(kind="feedback", feedback__isnull=False)
                | Q(kind="handling", handling__isnull=False)
                | Q(kind="complaint", complaint__isnull=False),
            ),
            *(
                models.UniqueConstraint(fields=["listing", each], name=f"{each}_a_listing_once")
                for each in ("case", "feedback", "handling", "complaint")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.listing_id} {self.kind}"


class ListingStep(models.Model):
    """One step with its reason; appended, never edited."""

    school = models.ForeignKey(School, on_delete=models.PROTECT)
    listing = models.ForeignKey(Listing, on_delete=models.PROTECT, related_name="steps")
    verb = models.CharField(max_length=10)
    target = models.CharField(max_length=10, choices=ListingState.choices)
    text = models.TextField("理由")
    #: what it was to be used for from then on
    uses = models.JSONField(default=list)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.listing_id} {self.verb}"


class ListingPaper(models.Model):
    """A file one side put to a listing; it lies in the store of evidence under ``sha256``."""

    school = models.ForeignKey(School, on_delete=models.PROTECT)
    listing = models.ForeignKey(Listing, on_delete=models.PROTECT, related_name="papers")
    title = models.CharField("说明", max_length=80)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    pages = models.PositiveSmallIntegerField()
    media_type = models.CharField(max_length=100)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["listing", "sha256"], name="paper_of_a_listing_once")
        ]
        indexes = [models.Index(fields=["school", "at"])]

    def __str__(self) -> str:
        return self.title

    @property
    def numbers(self) -> range:
        return range(1, self.pages + 1)


class ListingTerms(models.Model):
    """One version of how many working days a cohort's colleges have to reply, and to appeal."""

    school = models.ForeignKey(School, on_delete=models.PROTECT)
    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField("版本")
    reply_days = models.PositiveSmallIntegerField("答复期限")
    appeal_days = models.PositiveSmallIntegerField("申诉期限")
    reason = models.CharField("原因", max_length=200)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField("时间")

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["cohort", "number"], name="listing_terms_once")
        ]

    def __str__(self) -> str:
        return f"{self.cohort_id} #{self.number}"
