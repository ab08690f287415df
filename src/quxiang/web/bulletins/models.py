"""A bulletin with its numbers and its steps; its heading."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from quxiang.web.bulletins.states import BulletinState
from quxiang.web.documents.models import Document
from quxiang.web.orgs.models import School, Unit
from quxiang.web.roster.models import Cohort
from quxiang.web.season.models import Snapshot
from quxiang.web.wordfiles.models import WordTemplate


class Kind(models.TextChoices):
    """When a bulletin is drafted."""

    WEEKLY = "weekly", "周通报"
    FORTNIGHTLY = "fortnightly", "双周通报"
    ON_DEMAND = "on_demand", "专题通报"


class Bulletin(models.Model):
    """One bulletin of the school or of one college; never deleted.

    ``facts`` are its numbers as they were drawn from the snapshot, never edited; ``revision``
    grows with every step, so that whoever acts on an older page is told. ``document`` is the PDF
    that went out, ``template`` what its Word file is made by.
    """

    school = models.ForeignKey(School, on_delete=models.PROTECT)
    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, related_name="+")
    college = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="+")
    kind = models.CharField("类型", max_length=12, choices=Kind.choices)
    snapshot = models.ForeignKey(Snapshot, on_delete=models.PROTECT, related_name="+")
    state = models.CharField("状态", max_length=10, choices=BulletinState.choices)
    revision = models.PositiveIntegerField(default=1)
    title = models.CharField("标题", max_length=80)
    opening = models.TextField("开头", blank=True)
    closing = models.TextField("结尾", blank=True)
    facts = models.JSONField()
    drafted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    drafted_at = models.DateTimeField("起草时间")
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    signed_at = models.DateTimeField("签发时间", null=True)
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
            # one that was withdrawn may be drafted anew on demand; the worker drafts none twice
            models.UniqueConstraint(
                fields=["snapshot", "kind"], name="bulletin_of_school_once",
                condition=Q(college__isnull=True) & ~Q(kind="on_demand", state="withdrawn"),
            ),
            models.UniqueConstraint(
                fields=["snapshot", "kind", "college"], name="bulletin_of_college_once",
                condition=Q(college__isnull=False) & ~Q(kind="on_demand", state="withdrawn"),
            ),
            models.CheckConstraint(
                name="issued_bulletin_has_its_document",
                condition=~Q(state="issued") | Q(document__isnull=False, issued_at__isnull=False),
            ),
        ]  # fmt: skip
        indexes = [models.Index(fields=["school", "cohort", "college", "state"])]

    def __str__(self) -> str:
        return self.title

    @property
    def scope(self) -> str:
        return self.college.name if self.college is not None else "全校"


class BulletinStep(models.Model):
    """One step with who, when and what was said; appended, never edited."""

    school = models.ForeignKey(School, on_delete=models.PROTECT)
    bulletin = models.ForeignKey(Bulletin, on_delete=models.PROTECT, related_name="steps")
    verb = models.CharField(max_length=10)
    text = models.TextField(blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.bulletin_id} {self.verb}"


class Scope(models.TextChoices):
    """For whom the worker drafts."""

    NONE = "none", "不自动起草"
    SCHOOL = "school", "只起草全校的"
    ALL = "all", "全校和每个学院各一份"


class BulletinHeading(models.Model):
    """One version of how a school's bulletins are headed, and which are drafted by themselves."""

    school = models.ForeignKey(School, on_delete=models.PROTECT)
    number = models.PositiveIntegerField("版本")
    organ = models.CharField("发文机关", max_length=60)
    code = models.CharField("发文机关代字", max_length=20)
    red = models.BooleanField("套红", default=False)
    weekly = models.CharField("周通报", max_length=8, choices=Scope.choices)
    fortnightly = models.CharField("双周通报", max_length=8, choices=Scope.choices)
    reason = models.CharField("原因", max_length=200)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField("时间")

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["school", "number"], name="bulletin_heading_once")
        ]

    def __str__(self) -> str:
        return f"{self.school_id} #{self.number}"
