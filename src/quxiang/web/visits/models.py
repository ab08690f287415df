"""A visit with its two visitors, what they found of whom, photos, and each one's own word."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from quxiang.web.alerts.models import Case
from quxiang.web.documents.models import Document
from quxiang.web.employers.models import Employer
from quxiang.web.orgs.models import School, Unit
from quxiang.web.roster.models import Cohort, Graduate
from quxiang.web.visits.states import Conclusion, Found, Told, VisitingState


class FieldVisit(models.Model):
    """One visit. ``revision`` grows with whatever a page may show of it.

    ``round`` counts reports: a report that was reopened needs both visitors' word anew.
    ``report_key`` is made on the phone, so that a report that is sent twice is taken once.
    """

    school = models.ForeignKey(School, on_delete=models.PROTECT)
    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, related_name="+")
    employer = models.ForeignKey(
        Employer, on_delete=models.PROTECT, null=True, related_name="field_visits"
    )
    name = models.CharField("单位", max_length=120)
    address = models.CharField("地址", max_length=200)
    state = models.CharField(
        "状态", max_length=10, choices=VisitingState.choices, default=VisitingState.PLANNED
    )
    revision = models.PositiveIntegerField(default=1)
    #: of a sample that is still asked: no college and no adviser learns of it
    hidden = models.BooleanField(default=False)
    planned_on = models.DateField("计划日期")
    first = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    second = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    look_at = models.TextField("要看什么")
    #: how many graduates are asked after
    asked = models.PositiveSmallIntegerField("人数", default=0)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField("安排时间")
    round = models.PositiveSmallIntegerField(default=0)
    report_key = models.CharField(max_length=36, blank=True)
    arrived_at = models.DateTimeField("到达时间", null=True)
    found = models.CharField("到了以后", max_length=8, choices=Found.choices, blank=True)
    business = models.TextField("看到的经营情况", blank=True)
    spoke_to = models.CharField("和谁谈的（只写身份）", max_length=100, blank=True)
    text = models.TextField("其他情况", blank=True)
    reported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    reported_at = models.DateTimeField("送出时间", null=True)
    #: SHA-256 over the whole sheet, photos included: what both visitors confirm
    digest = models.CharField(max_length=64, blank=True)
    sheet = models.ForeignKey(Document, on_delete=models.PROTECT, null=True, related_name="+")
    conclusion = models.CharField("结论", max_length=8, choices=Conclusion.choices, blank=True)
    released = models.TextField("给学院的说明", blank=True)
    #: why it was called off or reopened last
    reason = models.CharField("原因", max_length=200, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    ended_at = models.DateTimeField("办结时间", null=True)

    class Meta:
        ordering = ["-planned_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="two_visitors_are_two_persons",
                condition=Q(second__isnull=True) | ~Q(second=F("first")),
            ),
            models.CheckConstraint(
                name="a_report_is_of_two_visitors",
                condition=Q(state__in=("planned", "called_off")) | Q(second__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["school", "cohort", "state", "planned_on"]),
            models.Index(fields=["first", "state"]),
            models.Index(fields=["second", "state"]),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.planned_on}"

    @property
    def visitor_ids(self) -> tuple[int, ...]:
        return tuple(each for each in (self.first_id, self.second_id) if each is not None)


class VisitPerson(models.Model):
    """A graduate who is said to work there, and what was learnt."""

    visit = models.ForeignKey(FieldVisit, on_delete=models.PROTECT, related_name="people")
    graduate = models.ForeignKey(Graduate, on_delete=models.PROTECT, related_name="+")
    college = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    told = models.CharField(max_length=8, choices=Told.choices, blank=True)
    note = models.CharField(max_length=200, blank=True)
    #: the case the centre opened for this graduate afterwards
    case = models.ForeignKey(Case, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["visit", "graduate"], name="visit_person_once")
        ]
        indexes = [models.Index(fields=["college", "visit"])]

    def __str__(self) -> str:
        return f"{self.visit_id} {self.graduate_id}"


class VisitCase(models.Model):
    """A case a visit looks into, and whether the visit closed it."""

    visit = models.ForeignKey(FieldVisit, on_delete=models.PROTECT, related_name="cases")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    closed = models.BooleanField(default=False)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["visit", "case"], name="visit_case_once")]

    def __str__(self) -> str:
        return f"{self.visit_id} {self.case_id}"


class VisitPhoto(models.Model):
    """A photo; it lies in the store of evidence under ``sha256``. ``key`` is made on the phone."""

    school = models.ForeignKey(School, on_delete=models.PROTECT)
    visit = models.ForeignKey(FieldVisit, on_delete=models.PROTECT, related_name="photos")
    key = models.CharField(max_length=36)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    media_type = models.CharField(max_length=100)
    #: as the phone says; a phone's clock may be wrong
    taken_at = models.DateTimeField("拍摄时间", null=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField("送达时间")
    removed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["visit", "key"], name="visit_photo_once")]
        indexes = [models.Index(fields=["school", "at"])]

    def __str__(self) -> str:
        return f"{self.visit_id} {self.sha256[:12]}"


class VisitWord(models.Model):
    """One visitor's own word that a report is right, by password or code; one a round."""

    visit = models.ForeignKey(FieldVisit, on_delete=models.PROTECT, related_name="words")
    round = models.PositiveSmallIntegerField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    digest = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["visit", "round", "by"], name="visit_word_once")
        ]

    def __str__(self) -> str:
        return f"{self.visit_id} {self.round} {self.by_id}"
