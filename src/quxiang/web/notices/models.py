"""A notice with the cases it is about, its steps, and files answers came with."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from quxiang.web.alerts.models import Case
from quxiang.web.documents.models import Document
from quxiang.web.notices.states import NoticeState
from quxiang.web.orgs.models import School, Unit
from quxiang.web.roster.models import Cohort
from quxiang.web.wordfiles.models import WordTemplate


class Kind(models.TextChoices):
    """What a college is asked for: to come and be talked to, or to put something right."""

    TALK = "talk", "约谈通知"
    RECTIFY = "rectify", "整改通知书"


class CollegeNotice(models.Model):
    """One notice to one college; never deleted.

    ``facts`` are its cases and records as they were when it was drafted, never edited;
    ``revision`` grows with every step. ``document`` is the PDF that went out and has the number.
    """

    school = models.ForeignKey(School, on_delete=models.PROTECT)
    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, related_name="+")
    college = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField("类别", max_length=8, choices=Kind.choices)
    state = models.CharField("状态", max_length=10, choices=NoticeState.choices)
    revision = models.PositiveIntegerField(default=1)
    title = models.CharField("标题", max_length=80)
    whom = models.CharField("约谈对象", max_length=120, blank=True)
    meet_at = models.DateTimeField("约谈时间", null=True)
    place = models.CharField("约谈地点", max_length=120, blank=True)
    matter = models.TextField("事由")
    demand = models.TextField("要求")
    reply_by = models.DateField("答复期限")
    facts = models.JSONField()
    drafted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    drafted_at = models.DateTimeField("起草时间")
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    issued_at = models.DateTimeField("发出时间", null=True)
    document = models.ForeignKey(Document, on_delete=models.PROTECT, null=True, related_name="+")
    template = models.ForeignKey(
        WordTemplate, on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        ordering = ["-drafted_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="issued_notice_has_its_document",
                condition=~Q(state__in=("issued", "answered", "settled"))
                | Q(document__isnull=False, issued_at__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["school", "cohort", "college", "state"]),
            # what waits for an answer, by the day it is due
            models.Index(
                fields=["school", "reply_by"], name="notices_unanswered",
                condition=Q(state="issued"),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.title


class NoticeCase(models.Model):
    """That a notice is about a case."""

    notice = models.ForeignKey(
        CollegeNotice, on_delete=models.PROTECT, related_name="cases", db_index=False
    )
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["notice", "case"], name="notice_case_once")]

    def __str__(self) -> str:
        return f"{self.notice_id} {self.case_id}"


class NoticeStep(models.Model):
    """One step with who, when and what was said; appended, never edited."""

    school = models.ForeignKey(School, on_delete=models.PROTECT)
    notice = models.ForeignKey(CollegeNotice, on_delete=models.PROTECT, related_name="steps")
    verb = models.CharField(max_length=10)
    text = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.notice_id} {self.verb}"


class NoticeFile(models.Model):
    """The file an answer came with; it lies in the store of evidence under ``sha256``."""

    school = models.ForeignKey(School, on_delete=models.PROTECT)
    step = models.OneToOneField(NoticeStep, on_delete=models.PROTECT, related_name="file")
    title = models.CharField("说明", max_length=80)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    pages = models.PositiveSmallIntegerField()
    media_type = models.CharField(max_length=100)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["school", "sha256"]), models.Index(fields=["school", "at"])]

    def __str__(self) -> str:
        return f"{self.title} {self.sha256[:12]}"

    @property
    def numbers(self) -> range:
        return range(1, self.pages + 1)
