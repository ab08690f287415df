"""Runs, and cases with the people they are about and everything that happened to them."""

from __future__ import annotations

import re

from django.conf import settings
from django.db import models
from django.db.models import Q

from quxiang.web.alerts.exemptionmodels import Exemption, ExemptionKind
from quxiang.web.alerts.filemodels import CaseFile, CaseFiling
from quxiang.web.alerts.ownmodels import OwnRule
from quxiang.web.alerts.settingmodels import DueDays, RuleSetting
from quxiang.web.alerts.states import (
    LIVE,
    Answer,
    CaseState,
    Desk,
    Outcome,
    RunState,
    Severity,
    Verdict,
)
from quxiang.web.alerts.trialmodels import Trial
from quxiang.web.jobs.models import Job
from quxiang.web.orgs.models import School, Unit
from quxiang.web.roster.models import Cohort, Graduate
from quxiang.web.season.models import Snapshot

__all__ = [
    "Case", "CaseEvent", "CaseFile", "CaseFiling", "CasePerson", "DueDays", "Exemption",
    "ExemptionKind", "Origin", "OwnRule", "RuleRun", "RuleSetting", "Trial",
]  # fmt: skip
_OPTION = re.compile("（--[a-z-]+）")


class Origin(models.TextChoices):
    """What a case began with."""

    RUN = "run", "规则运行"
    DISPUTE = "dispute", "本人异议"
    FEEDBACK = "feedback", "上级核查反馈"
    VISIT = "visit", "实地走访"
    CHECK = "check", "逐一核查"
    CALL = "call", "抽查核实"


class RuleRun(models.Model):
    """The rules of a cohort, run over one snapshot; what was found stands beside that.

    ``totals`` counts by rule: fault, to_check, muted, exempted. ``exempted`` counts the last by
    rule, college (null: of no one college) and exemption. ``not_run`` holds a rule, why, and
    whether it ran in part. ``sha256`` is the run's own manifest's.
    """

    school = models.ForeignKey(School, on_delete=models.PROTECT)
    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, related_name="rule_runs")
    snapshot = models.ForeignKey(
        Snapshot, on_delete=models.PROTECT, null=True, related_name="rule_runs"
    )
    state = models.CharField(max_length=8, choices=RunState.choices, default=RunState.RUNNING)
    why = models.CharField("缘由", max_length=200)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    started_at = models.DateTimeField("开始")
    ended_at = models.DateTimeField("结束", null=True)
    job = models.ForeignKey(Job, on_delete=models.SET_NULL, null=True, related_name="+")
    folder = models.CharField(max_length=80, blank=True)
    sha256 = models.CharField("清单散列", max_length=64, blank=True)
    counted = models.PositiveIntegerField("统计人数", default=0)
    totals = models.JSONField(default=dict)
    not_run = models.JSONField(default=list)
    exempted = models.JSONField(default=list)
    #: by which version of each rule's settings it ran, and of each of the school's own rules
    setting_versions = models.JSONField(default=dict)
    own_versions = models.JSONField(default=dict)
    opened = models.PositiveIntegerField("新立", default=0)
    seen = models.PositiveIntegerField("仍在", default=0)
    gone = models.PositiveIntegerField("消失", default=0)
    message = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-started_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["cohort"], condition=Q(state="running"), name="one_run_at_a_time"
            )
        ]
        indexes = [models.Index(fields=["school", "cohort", "-started_at"])]

    def __str__(self) -> str:
        return f"{self.cohort_id} {self.state}"

    def total(self, name: str) -> int:
        """Return how many of one kind were found: fault, to_check, muted or exempted."""
        return sum(each.get(name, 0) for each in self.totals.values())

    @property
    def lacking(self) -> list[tuple[str, str, bool]]:
        """Return what did not run without the options of a command line that are named there."""
        return [(code, _OPTION.sub("", why), partial) for code, why, partial in self.not_run]

    @property
    def faults(self) -> int:
        return self.total("fault")

    @property
    def to_check(self) -> int:
        return self.total("to_check")

    @property
    def muted(self) -> int:
        return self.total("muted")

    @property
    def exempt(self) -> int:
        return self.total("exempted")


class Case(models.Model):
    """A finding somebody has to answer for, known by its fingerprint.

    Whose it is follows from ``desk`` and ``college``: whoever holds the post now. ``gone_at`` says
    since when no run finds it; ``muted_by`` which rule's finding explains it at present.
    """

    # keys nobody searches by, or that begin a longer index, have none of their own: a run writes
    # 25,000 cases
    school = models.ForeignKey(School, on_delete=models.PROTECT, db_index=False)
    cohort = models.ForeignKey(
        Cohort, on_delete=models.PROTECT, related_name="cases", db_index=False
    )
    college = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="+")
    desk = models.CharField("责任", max_length=16, choices=Desk.choices)
    fingerprint = models.CharField(max_length=32)
    origin = models.CharField("来源", max_length=8, choices=Origin.choices, default=Origin.RUN)
    #: what the graduate wrote, which only the centre opens; the case says nothing of it
    dispute = models.OneToOneField(
        "destinations.Dispute", on_delete=models.PROTECT, null=True, related_name="case"
    )
    rule = models.CharField("规则", max_length=8, blank=True)
    #: what a rule of the school's own is called; shipped ones are asked for theirs
    title = models.CharField("规则名称", max_length=120, blank=True)
    severity = models.CharField("程度", max_length=8, choices=Severity.choices)
    verdict = models.CharField("判断", max_length=8, choices=Verdict.choices)
    window = models.CharField("期", max_length=12, blank=True)
    subject = models.CharField(max_length=10)
    key = models.JSONField(default=dict)
    message = models.TextField("发现了什么")
    people_count = models.PositiveIntegerField("人数", default=0)
    #: the only person it is about, where it is about one
    graduate = models.ForeignKey(
        Graduate, on_delete=models.PROTECT, null=True, related_name="cases"
    )
    #: hash of sentence, verdict and people: whether it still says the same
    digest = models.CharField(max_length=16)
    state = models.CharField(
        "状态", max_length=8, choices=CaseState.choices, default=CaseState.OPEN
    )
    muted_by = models.CharField(max_length=8, blank=True)
    found_at = models.DateTimeField("发现")
    seen_at = models.DateTimeField("最近发现")
    gone_at = models.DateTimeField("不再发现", null=True)
    first_run = models.ForeignKey(
        RuleRun, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    last_run = models.ForeignKey(
        RuleRun, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    due_on = models.DateField("答复期限")
    escalated = models.PositiveSmallIntegerField(default=0)
    #: since when it is where the centre handed it, where no run moves it back
    handed_at = models.DateTimeField("改派时间", null=True)
    #: who is asked by name, beside whoever holds the desk
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    answer = models.CharField("答复", max_length=10, choices=Answer.choices, blank=True)
    answered_at = models.DateTimeField("答复时间", null=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+",
        db_index=False,
    )  # fmt: skip
    #: by what it is exempt, where it closed so
    exemption = models.ForeignKey(
        Exemption, on_delete=models.PROTECT, null=True, related_name="cases"
    )
    outcome = models.CharField("结果", max_length=12, choices=Outcome.choices, blank=True)
    closed_at = models.DateTimeField("关闭时间", null=True)
    #: from its finding to its end, where somebody brought it there
    days = models.PositiveSmallIntegerField(null=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+",
        db_index=False,
    )  # fmt: skip
    #: the closed case of the same fingerprint that this one takes up again
    previous = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, related_name="next"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["fingerprint"],
                name="one_live_case_a_finding",
                condition=Q(state__in=LIVE) & ~Q(fingerprint=""),
            ),
        ]
        indexes = [
            models.Index(fields=["cohort", "fingerprint"]),
            # what waits, in the order of its dates: a fact the database itself can tell
            models.Index(
                fields=["school", "cohort", "due_on"], name="live_cases",
                condition=Q(closed_at__isnull=True),
            ),
            models.Index(
                fields=["school", "cohort", "college", "due_on"], name="live_cases_of_college",
                condition=Q(closed_at__isnull=True),
            ),
            models.Index(fields=["school", "cohort", "-closed_at", "id"], name="closed_cases"),
            # every count of the list of what is closed
            models.Index(
                fields=["school", "cohort", "college", "desk", "outcome", "rule", "severity"],
                name="closed_case_counts", condition=Q(closed_at__isnull=False),
            ),
            # every count of the list and the board, without a look into the rows
            models.Index(
                fields=[
                    "school", "cohort", "college", "state", "rule", "severity", "verdict", "desk",
                    "outcome", "due_on", "muted_by", "days",
                ],
                name="case_counts",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.rule} {self.fingerprint[:8]}"


class CasePerson(models.Model):
    """Somebody whose row proves the finding of a case."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="people", db_index=False)
    graduate = models.ForeignKey(Graduate, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "graduate"], name="case_person_once")
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.graduate_id}"


class CaseEvent(models.Model):
    """One thing that happened to a case, or was said of it; never edited."""

    class Kind(models.TextChoices):
        OPENED = "opened", "发现"
        RECURRED = "recurred", "再次发现"
        CHANGED = "changed", "内容有变"
        ANSWERED = "answered", "答复"
        SENT_BACK = "sent_back", "退回"
        CLOSED = "closed", "核实并关闭"
        GONE = "gone", "这次运行没有再发现"
        BACK = "back", "这次运行又发现"
        WITHDRAWN = "withdrawn", "数据已消失，自动关闭"
        EXEMPTED = "exempted", "已豁免，自动关闭"
        COMMENT = "comment", "留言"
        OVERDUE = "overdue", "逾期提醒"
        UNFILED = "unfiled", "撤下材料"
        HANDED = "handed", "改派"
        NOTICED = "noticed", "发出约谈或整改通知"

    school = models.ForeignKey(School, on_delete=models.PROTECT, db_index=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="events")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    answer = models.CharField(max_length=10, choices=Answer.choices, blank=True)
    text = models.CharField(max_length=500, blank=True)
    #: the version that was current when it was answered as fixed
    version = models.ForeignKey(
        "destinations.Version", on_delete=models.PROTECT, null=True, related_name="+",
        db_index=False,
    )  # fmt: skip
    run = models.ForeignKey(
        RuleRun, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+",
        db_index=False,
    )  # fmt: skip
    at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.case_id} {self.kind}"
