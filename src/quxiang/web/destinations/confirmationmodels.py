"""What graduates say of what is recorded: confirmations, disputes, and what they are told there."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from quxiang.web.destinations.states import ConfirmationState, DisputeState, Place
from quxiang.web.orgs.models import School, Unit
from quxiang.web.roster.models import Cohort, Graduate


class Confirmation(models.Model):
    """Whether the graduate confirmed a version, in one place; a new version starts anew."""

    school = models.ForeignKey(School, on_delete=models.PROTECT)
    college = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    version = models.ForeignKey(
        "destinations.Version", on_delete=models.PROTECT, related_name="confirmations"
    )
    place = models.CharField(max_length=8, choices=Place.choices)
    state = models.CharField(
        max_length=16, choices=ConfirmationState.choices, default=ConfirmationState.AWAITED
    )
    at = models.DateTimeField(null=True)
    note = models.CharField(max_length=400, blank=True)
    #: given within days of a new password or number (see accounts): always called
    marked = models.CharField(max_length=60, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["version", "place"], name="confirmation_once")
        ]
        indexes = [
            models.Index(fields=["school", "college", "place", "state"]),
            models.Index(
                fields=["school", "-at"], condition=~models.Q(marked=""), name="marked_answers"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.version_id} {self.place} {self.state}"


class ConfirmationMove(models.Model):
    """A confirmation went from one state to another; never edited."""

    school = models.ForeignKey(School, on_delete=models.PROTECT)
    confirmation = models.ForeignKey(Confirmation, on_delete=models.PROTECT, related_name="moves")
    source = models.CharField(max_length=16)
    target = models.CharField(max_length=16)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    at = models.DateTimeField()
    note = models.CharField(max_length=400, blank=True)
    device_hash = models.CharField(max_length=32, blank=True)

    def __str__(self) -> str:
        return f"{self.confirmation_id} {self.target}"


class Dispute(models.Model):
    """Why a graduate disputes a version, in a text only the centre opens; a case follows later.

    The college sees from the confirmation that there is one, and nothing of this row.
    """

    school = models.ForeignKey(School, on_delete=models.PROTECT)
    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT)
    college = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    graduate = models.ForeignKey(Graduate, on_delete=models.PROTECT, related_name="disputes")
    version = models.ForeignKey(
        "destinations.Version", on_delete=models.PROTECT, related_name="disputes"
    )
    text_sealed = models.TextField()
    state = models.CharField("办理", max_length=10, choices=DisputeState.choices)
    at = models.DateTimeField()
    #: given while the number or the password was new (see accounts)
    marked = models.CharField("标记", max_length=60, blank=True)
    #: what the centre told the graduate, who alone reads it beside the centre
    answer_sealed = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        indexes = [
            models.Index(fields=["school", "cohort", "state", "-at"]),
            models.Index(fields=["graduate"]),
        ]

    def __str__(self) -> str:
        return f"{self.graduate_id} {self.state}"


class Guidance(models.Model):
    """One version of what graduates are told beside the three buttons; never edited."""

    school = models.ForeignKey(School, on_delete=models.PROTECT)
    number = models.PositiveIntegerField()
    #: where graduates confirm nationally, and what the school has that from
    address = models.CharField("全国系统确认网址", max_length=200)
    basis = models.CharField("网址依据", max_length=200)
    #: on calls from the statistics office
    calls = models.TextField("统计部门来电说明")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["school", "number"], name="guidance_once")]

    def __str__(self) -> str:
        return f"第 {self.number} 版"
