"""The notice in all its versions and who read it; how long data is kept; legal holds."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from quxiang.web.orgs.models import School
from quxiang.web.roster.models import Cohort, Person


class Notice(models.Model):
    """One version of what a school tells people it keeps of them and why; never edited."""

    school = models.ForeignKey(School, on_delete=models.PROTECT)
    number = models.PositiveIntegerField()
    text = models.TextField()
    #: what is new in this version, in a sentence or two
    changes = models.CharField(max_length=300)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    published_at = models.DateTimeField()

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["school", "number"], name="notice_once")]

    def __str__(self) -> str:
        return f"第 {self.number} 版"


class Acknowledgement(models.Model):
    """That somebody read a version of the notice, and when."""

    notice = models.ForeignKey(Notice, on_delete=models.PROTECT, related_name="acknowledgements")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["notice", "user"], name="acknowledged_once")]

    def __str__(self) -> str:
        return f"{self.user_id} read {self.notice_id}"


class Period(models.Model):
    """How long a school keeps one kind of data from some moment on; the newest row counts."""

    school = models.ForeignKey(School, on_delete=models.PROTECT)
    kind = models.CharField(max_length=20)
    #: nothing: kept until the school decides
    days = models.PositiveIntegerField(null=True)
    basis = models.CharField(max_length=300)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["school", "kind"])]

    def __str__(self) -> str:
        return f"{self.kind} {self.days}"


class LegalHold(models.Model):
    """An order to delete nothing about one person or one cohort, until it is lifted."""

    school = models.ForeignKey(School, on_delete=models.PROTECT)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="holds")
    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, null=True, related_name="holds")
    reason = models.CharField(max_length=200)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    lifted_at = models.DateTimeField(null=True)
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    lift_reason = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["-at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(person__isnull=True) ^ Q(cohort__isnull=True), name="hold_on_one"
            ),
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(lifted_at__isnull=True, person__isnull=False),
                name="one_hold_a_person",
            ),
            models.UniqueConstraint(
                fields=["cohort"],
                condition=Q(lifted_at__isnull=True, cohort__isnull=False),
                name="one_hold_a_cohort",
            ),
        ]

    def __str__(self) -> str:
        return f"hold {self.pk}"
