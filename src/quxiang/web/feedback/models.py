"""Lists that came from above, their files as they were, and every row with whom it is about."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from quxiang.web.alerts.models import Case, RuleRun
from quxiang.web.imports.models import Import
from quxiang.web.orgs.models import School, Unit
from quxiang.web.roster.models import Cohort, Graduate


class Source(models.TextChoices):
    """Who sent a list; one that was uploaded without saying so has to be told."""

    MINISTRY = "ministry", "教育部"
    PROVINCE = "province", "省教育厅"
    OTHER = "other", "其他上级部门"
    UNTOLD = "untold", "来源待登记"


class FeedbackList(models.Model):
    """One list as it was announced: by whom, in which round, under which number, until when."""

    school = models.ForeignKey(School, on_delete=models.PROTECT)
    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, related_name="+")
    source = models.CharField("来源", max_length=8, choices=Source.choices)
    #: as they call it: 第 2 轮, 7 月第一次
    round = models.CharField("轮次", max_length=40, blank=True)
    document_no = models.CharField("文号", max_length=80, blank=True)
    received_on = models.DateField("收到日期")
    due_on = models.DateField("答复期限")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-received_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["cohort", "source", "round", "document_no"], name="feedback_list_once"
            )
        ]
        indexes = [models.Index(fields=["school", "cohort", "-received_on"])]

    def __str__(self) -> str:
        told = (self.get_source_display(), self.round, self.document_no)
        return " ".join(filter(None, told))


class FeedbackFile(models.Model):
    """One uploaded file of a list; ``original_sealed`` is its worksheet cell by cell.

    ``of`` is nothing until a file that was uploaded without one is applied.
    """

    school = models.ForeignKey(School, on_delete=models.PROTECT)
    of = models.ForeignKey(FeedbackList, on_delete=models.PROTECT, null=True, related_name="files")
    upload = models.OneToOneField(Import, on_delete=models.PROTECT, related_name="+")
    filename = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64, db_index=True)
    original_sealed = models.TextField(blank=True)

    def __str__(self) -> str:
        return self.filename


class Match(models.TextChoices):
    """How far it is known whom a row is about."""

    FOUND = "matched", "已对应"
    HAND = "hand", "人工指定"
    DOUBT = "doubt", "不能确定"
    NOBODY = "nobody", "对不上"


class Reply(models.Model):
    """One text of a college's reply to a list: what is so, why, what was done, what proves it.

    Never edited: what is written anew is the next number.
    """

    school = models.ForeignKey(School, on_delete=models.PROTECT)
    of = models.ForeignKey(FeedbackList, on_delete=models.PROTECT, related_name="replies")
    college = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    facts = models.TextField("事实")
    causes = models.TextField("原因")
    rectification = models.TextField("整改")
    #: the papers named: title, sha256, at
    papers = models.JSONField(default=list)
    #: whom the answers it was composed from are about
    subjects = models.JSONField(default=list)
    #: put together from the answers, and not typed
    composed = models.BooleanField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["of", "college", "number"], name="reply_number_once")
        ]

    def __str__(self) -> str:
        return f"{self.of_id}/{self.college_id} {self.number}"


class FeedbackRow(models.Model):
    """One row of a list: what it says, of whom, and the case somebody answers for.

    ``digest`` is a keyed hash of its cells, so that the same row is known again.
    """

    school = models.ForeignKey(School, on_delete=models.PROTECT)
    of = models.ForeignKey(FeedbackList, on_delete=models.PROTECT, related_name="rows")
    file = models.ForeignKey(FeedbackFile, on_delete=models.PROTECT, related_name="rows")
    #: as the worksheet counts
    number = models.PositiveIntegerField("行号")
    digest = models.CharField(max_length=32)
    name = models.CharField("姓名", max_length=60, blank=True)
    student_no = models.CharField("学号", max_length=30, blank=True)
    college_name = models.CharField("名单上的学院", max_length=80, blank=True)
    text = models.TextField("反馈内容")
    match = models.CharField("对应", max_length=8, choices=Match.choices)
    how = models.CharField(max_length=80, blank=True)
    #: whom it may be about, where that is not sure
    candidates = models.JSONField(default=list)
    graduate = models.ForeignKey(Graduate, on_delete=models.PROTECT, null=True, related_name="+")
    college = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="+")
    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="feedback")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["of", "digest"], name="feedback_row_once")]
        indexes = [
            models.Index(fields=["of", "number"]),
            models.Index(fields=["school", "college", "of"]),
        ]

    def __str__(self) -> str:
        return f"{self.of_id}/{self.number}"


class Handling(models.Model):
    """What was done about a college: by which grade, when, on which document; never edited.

    ``grade`` is a code of the standard's table ``handling_grade``.
    """

    school = models.ForeignKey(School, on_delete=models.PROTECT)
    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, related_name="+")
    college = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    grade = models.CharField("处理等级", max_length=16)
    on = models.DateField("日期")
    document_no = models.CharField("依据文号", max_length=80)
    text = models.TextField("事由与要求")
    #: the list it is about, if any
    of = models.ForeignKey(FeedbackList, on_delete=models.PROTECT, null=True, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-on", "-pk"]
        indexes = [models.Index(fields=["school", "cohort", "college", "-on"])]

    def __str__(self) -> str:
        return f"{self.college_id} {self.grade}"


class Receipt(models.Model):
    """That a college's employment head has read of a handling, and when."""

    school = models.ForeignKey(School, on_delete=models.PROTECT)
    handling = models.OneToOneField(Handling, on_delete=models.PROTECT, related_name="receipt")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.handling_id}"


class Rehearsal(models.Model):
    """One rehearsal of an inspection: a run made for it, and what it would find of whom.

    ``result`` is what :mod:`quxiang.web.feedback.rehearsed` made of the run, once it is done.
    """

    school = models.ForeignKey(School, on_delete=models.PROTECT)
    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, related_name="+")
    run = models.OneToOneField(RuleRun, on_delete=models.PROTECT, related_name="+")
    why = models.CharField("缘由", max_length=200)
    result = models.JSONField(null=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at"]
        indexes = [models.Index(fields=["school", "cohort", "-at"])]

    def __str__(self) -> str:
        return f"{self.cohort_id} {self.at:%Y-%m-%d}"
