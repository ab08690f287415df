"""A survey with its frame, the records drawn for it, every call, the scripts in versions."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models

from quxiang.web.destinations.models import Version
from quxiang.web.documents.models import Document
from quxiang.web.orgs.models import School, Unit
from quxiang.web.roster.models import Cohort, Graduate
from quxiang.web.verification.states import Outcome, RecordState, SurveyState
from quxiang.web.visits.models import FieldVisit


class Kind(models.TextChoices):
    """Who is asked, and how."""

    GRADUATES = "graduates", "致电毕业生"
    EMPLOYERS = "employers", "致电用人单位"
    VISITS = "visits", "实地走访"


class Script(models.Model):
    """One version of what callers say, as YAML; none kept: the shipped one."""

    school = models.ForeignKey(School, on_delete=models.PROTECT)
    number = models.PositiveIntegerField("版本")
    text = models.TextField("话术")
    reason = models.CharField("原因", max_length=200)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField("时间")

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["school", "number"], name="script_version_once")
        ]

    def __str__(self) -> str:
        return f"第 {self.number} 版"


class Survey(models.Model):
    """One campaign of checks; never deleted. ``revision`` grows with every step.

    ``strata`` holds of each stratum key, college (key and name), group, part, size, whether whole,
    and how many are drawn. ``frame_sealed`` is the frame itself, a unit a line, as it was fixed.
    Shares are in 1/10 000.
    """

    school = models.ForeignKey(School, on_delete=models.PROTECT)
    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField("编号")
    kind = models.CharField("方式", max_length=10, choices=Kind.choices)
    title = models.CharField("名称", max_length=60)
    state = models.CharField(
        "状态", max_length=8, choices=SurveyState.choices, default=SurveyState.PLANNED
    )
    revision = models.PositiveIntegerField(default=1)
    half_width = models.PositiveSmallIntegerField("允许误差")
    expected = models.PositiveSmallIntegerField("预计不一致率")
    minimum = models.PositiveSmallIntegerField("每层最少")
    #: codes that are taken whole
    whole_codes = models.JSONField("全查的去向", default=list)
    whole_flagged = models.BooleanField("有未结预警的全查")
    whole_marked = models.BooleanField("须电话核实的答复全查")
    #: those who are registered as unsettled, or not at all, too
    everybody = models.BooleanField("含未就业和未登记")
    max_tries = models.PositiveSmallIntegerField("最多拨打次数")
    retry_hours = models.PositiveSmallIntegerField("无人接听后间隔")
    opens_at = models.TimeField("拨打开始")
    closes_at = models.TimeField("拨打结束")
    #: as the frame was known; nothing: when it is fixed
    as_of = models.DateTimeField("名单时点", null=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    strata = models.JSONField(default=list)
    #: everybody the cohort counts then, in the frame or not
    counted = models.PositiveIntegerField(default=0)
    frame_sealed = models.TextField(blank=True)
    frame_sha256 = models.CharField("名单散列", max_length=64, blank=True)
    seed = models.CharField("随机种子", max_length=32, blank=True)
    fixed_at = models.DateTimeField(null=True)
    document = models.ForeignKey(Document, on_delete=models.PROTECT, null=True, related_name="+")
    drawn_at = models.DateTimeField(null=True)
    script = models.ForeignKey(Script, on_delete=models.PROTECT, null=True, related_name="+")
    started_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    ended_why = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["school", "number"], name="survey_number_once")
        ]
        indexes = [models.Index(fields=["school", "state"], name="surveys_by_state")]

    def __str__(self) -> str:
        return f"第 {self.number} 号 {self.title}"

    @property
    def planned_size(self) -> int:
        return sum(each["wanted"] for each in self.strata)

    @property
    def frame_size(self) -> int:
        return sum(each["size"] for each in self.strata)


class SampledRecord(models.Model):
    """One record to be checked; whose it is nobody of the college learns before the end.

    Round 2 is the same record asked once more, by another caller. Who holds one until
    ``held_until`` is alone with it.
    """

    school = models.ForeignKey(School, on_delete=models.PROTECT)
    survey = models.ForeignKey(Survey, on_delete=models.PROTECT, related_name="records")
    college = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    graduate = models.ForeignKey(Graduate, on_delete=models.PROTECT, related_name="+")
    #: what was in force in the frame; nothing: not registered
    version = models.ForeignKey(Version, on_delete=models.PROTECT, null=True, related_name="+")
    stratum = models.CharField(max_length=60)
    round = models.PositiveSmallIntegerField()
    #: its place in the draw
    order = models.PositiveIntegerField()
    state = models.CharField(max_length=8, choices=RecordState.choices, default=RecordState.WAITING)
    held_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    held_until = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=14, choices=Outcome.choices, blank=True)
    #: items that differ, where some do
    differing = models.JSONField(default=list)
    #: whether somebody is placed as it turned out; nothing: it did not
    placed = models.BooleanField(null=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    done_at = models.DateTimeField(null=True)
    case = models.ForeignKey("alerts.Case", on_delete=models.PROTECT, null=True, related_name="+")
    #: which visit asks after them, in a survey by visits
    visit = models.ForeignKey(
        FieldVisit, on_delete=models.PROTECT, null=True, related_name="sampled"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["survey", "graduate", "round"], name="sampled_once_a_round"
            ),
            models.UniqueConstraint(
                fields=["held_by"], condition=models.Q(state="waiting"), name="one_record_a_caller"
            ),
        ]
        indexes = [
            models.Index(
                fields=["school", "state", "survey", "round", "order"], name="next_record"
            ),
            models.Index(fields=["held_by", "state"], name="record_in_hand"),
            # calls somebody promised
            models.Index(
                fields=["school", "next_at"],
                name="promised_calls",
                condition=models.Q(state="waiting", next_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.survey_id} {self.graduate_id} {self.round}"


class Call(models.Model):
    """One try at a record and what came of it; appended, at most taken back."""

    school = models.ForeignKey(School, on_delete=models.PROTECT)
    record = models.ForeignKey(SampledRecord, on_delete=models.PROTECT, related_name="calls")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    outcome = models.CharField(max_length=14, choices=Outcome.choices)
    differing = models.JSONField(default=list)
    #: what somebody does instead: a group of the scheme, ``unknown``, or nothing
    found = models.CharField(max_length=14, blank=True)
    comment = models.CharField("说明", max_length=500, blank=True)
    next_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["by", "-at"], name="calls_of_a_caller")]

    def __str__(self) -> str:
        return f"{self.record_id} {self.outcome}"


Stratum = dict[str, Any]
