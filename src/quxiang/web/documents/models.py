"""A document as it was made, its number, and the bundles in which many are fetched."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from quxiang.web.destinations.models import Version
from quxiang.web.jobs.models import Job
from quxiang.web.orgs.models import School, Unit
from quxiang.web.release.models import Export
from quxiang.web.roster.models import Graduate


class Kind(models.TextChoices):
    """What there is to print."""

    FORM = "form", "去向登记审核表"
    BATCH = "batch", "批次审签单"
    PERSON = "person", "一人一档"
    REPLY = "reply", "核查反馈答复"
    YEARLY = "yearly", "学院年度考核表"
    BULLETIN = "bulletin", "通报"
    VISIT = "visit", "实地走访记录表"
    WHOLE = "whole", "毕业生全档"
    SIGNING = "signing", "签字页"
    SAMPLING = "sampling", "抽查方案"
    TALK = "talk", "约谈通知"
    RECTIFY = "rectify", "整改通知书"


#: how a number begins, by kind: 审〔2024〕00012 号
PREFIXES = {
    Kind.FORM: "审", Kind.BATCH: "批", Kind.PERSON: "档", Kind.REPLY: "复", Kind.YEARLY: "考",
    Kind.BULLETIN: "通", Kind.VISIT: "访", Kind.WHOLE: "全", Kind.SIGNING: "签",
    Kind.SAMPLING: "抽", Kind.TALK: "约", Kind.RECTIFY: "整",
}  # fmt: skip


class Counter(models.Model):
    """The last number given out, by kind and year; whoever numbers a document holds this row."""

    school = models.ForeignKey(School, on_delete=models.PROTECT)
    kind = models.CharField(max_length=8, choices=Kind.choices)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["school", "kind", "year"], name="document_counter_once")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.year} {self.last}"


class Stored(models.Model):
    """A file that lies sealed under a key of its own, which this row keeps sealed."""

    sha256 = models.CharField(max_length=64)
    key_sealed = models.TextField()
    path = models.CharField(max_length=80)

    class Meta:
        abstract = True


class Document(Stored):
    """One PDF as it was made; immutable but for being superseded.

    ``input_sealed`` is all it was made from, so that it can be made again, byte for byte.
    """

    school = models.ForeignKey(School, on_delete=models.PROTECT)
    college = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="+")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    year = models.PositiveSmallIntegerField()
    number = models.PositiveIntegerField()
    graduate = models.ForeignKey(
        Graduate, on_delete=models.PROTECT, null=True, related_name="documents"
    )
    version = models.ForeignKey(Version, on_delete=models.PROTECT, null=True, related_name="+")
    batch = models.PositiveBigIntegerField(null=True)
    #: whom a batch sheet shows
    subjects = models.JSONField(default=list)
    #: SHA-256 over what it says, number and moment left out: the same again is no new document
    content = models.CharField(max_length=64)
    input_sealed = models.TextField()
    #: code points no font here could show, as they stand on the document
    missing = models.JSONField(default=list)
    token_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    superseded_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["school", "kind", "year", "number"], name="document_number_once"
            )
        ]
        indexes = [models.Index(fields=["graduate", "kind"])]

    @property
    def label(self) -> str:
        return f"{PREFIXES[Kind(self.kind)]}〔{self.year}〕{self.number:05d} 号"

    def __str__(self) -> str:
        return self.label


class Bundle(Stored):
    """Many documents in one file, for whoever asked for them and nobody else; kept some days."""

    school = models.ForeignKey(School, on_delete=models.PROTECT)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)
    job = models.OneToOneField(Job, on_delete=models.SET_NULL, null=True, related_name="+")
    export = models.ForeignKey(Export, on_delete=models.PROTECT, related_name="+")
    filename = models.CharField(max_length=80)
    subjects = models.JSONField(default=list)
    at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-at"]

    def __str__(self) -> str:
        return self.filename
