"""Registrations and their immutable versions; who moved them; exchange."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q

from quxiang.web.destinations.confirmationmodels import (
    Confirmation,
    ConfirmationMove,
    Dispute,
    Guidance,
)
from quxiang.web.destinations.helpmodels import Outreach
from quxiang.web.destinations.states import ExchangeState, RegistrationState
from quxiang.web.employers.models import Employer
from quxiang.web.orgs.models import School, Unit
from quxiang.web.roster.models import Cohort, Graduate

__all__ = [
    "Batch", "Confirmation", "ConfirmationMove", "Destination", "Dispute", "Draft", "Exchange",
    "Guidance", "Judgement", "Move", "Outreach", "Registration", "SystemRow", "Version",
]  # fmt: skip


class Destination(models.Model):
    """What is said of where somebody goes; the fields the engine reads, under the same names."""

    code = models.CharField("毕业去向", max_length=12)
    agreed_on = models.DateField("签约日期", null=True)
    employer = models.ForeignKey(Employer, on_delete=models.PROTECT, null=True, related_name="+")
    employer_uscc = models.CharField("统一社会信用代码", max_length=18, blank=True)
    employer_name = models.CharField("单位名称", max_length=120, blank=True)
    no_uscc_reason = models.CharField("无信用代码原因", max_length=40, blank=True)
    employer_nature = models.CharField("单位性质", max_length=6, blank=True)
    industry = models.CharField("单位行业", max_length=6, blank=True)
    job = models.CharField("工作职位类别", max_length=6, blank=True)
    place_code = models.CharField("单位所在地代码", max_length=6, blank=True)
    place_name = models.CharField("单位所在地", max_length=60, blank=True)
    address = models.CharField("单位地址", max_length=120, blank=True)
    startup_form = models.CharField("创业形式", max_length=12, blank=True)
    occupation = models.CharField("从事职业", max_length=60, blank=True)
    country_abroad = models.CharField("留学国家地区", max_length=40, blank=True)
    school_abroad = models.CharField("留学院校", max_length=120, blank=True)
    major_abroad = models.CharField("留学专业", max_length=120, blank=True)
    using_employer_name = models.CharField("实际用工单位", max_length=120, blank=True)
    contract_ends_on = models.DateField("合同到期日", null=True)
    #: yes or no with what it rests on; the pay itself is never kept
    wage_floor_met = models.BooleanField("薪酬达到当地最低工资标准", null=True)
    wage_basis = models.CharField("薪酬依据", max_length=60, blank=True)
    contact_name = models.CharField("单位联系人", max_length=40, blank=True)
    contact_phone_sealed = models.TextField(blank=True)
    contact_phone_blind = models.CharField(max_length=32, blank=True)
    contact_phone_masked = models.CharField("联系人电话", max_length=20, blank=True)
    agreement_no = models.CharField("协议书编号", max_length=40, blank=True)
    seeking_reason = models.CharField("未就业原因", max_length=60, blank=True)
    intention = models.CharField("求职意向", max_length=120, blank=True)
    archive_to = models.CharField("档案转递单位", max_length=120, blank=True)
    household_to = models.CharField("户口迁往地址", max_length=120, blank=True)

    class Meta:
        abstract = True


class Registration(models.Model):
    """The one registration of a graduate; what it says stands in its versions.

    ``revision`` grows with every act, so that a page that is late is told (409).
    """

    school = models.ForeignKey(School, on_delete=models.PROTECT)
    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, related_name="registrations")
    college = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    graduate = models.OneToOneField(Graduate, on_delete=models.PROTECT, related_name="registration")
    state = models.CharField(
        max_length=12, choices=RegistrationState.choices, default=RegistrationState.DRAFT
    )
    revision = models.PositiveIntegerField(default=0)
    current = models.OneToOneField("Version", on_delete=models.PROTECT, null=True, related_name="+")
    in_force = models.OneToOneField(
        "Version", on_delete=models.PROTECT, null=True, related_name="+"
    )
    #: fields the author may change after a return that unlocks only these; empty unlocks all
    unlocked = models.JSONField(default=list)
    #: settled but not registered yet (已落实未登记), as somebody ticked it
    known_at = models.DateTimeField(null=True)
    known_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    changed_at = models.DateTimeField()
    #: since when an act holds this row: the one moment of everything the act writes
    held_at: datetime | None = None

    class Meta:
        indexes = [
            models.Index(fields=["school", "cohort", "college", "state"]),
            models.Index(fields=["school", "cohort", "state"]),
        ]

    def __str__(self) -> str:
        return f"{self.graduate_id} {self.state}"


class Version(Destination):
    """What was said of a destination from ``recorded_at`` on; immutable."""

    class Reason(models.TextChoices):
        NEW = "new", "首次登记"
        CORRECTION = "correction", "变更"
        CLERICAL = "clerical", "文字更正"
        TERMINATION = "termination", "解约后变更"

    class Source(models.TextChoices):
        GRADUATE = "graduate", "本人填报"
        RECORDER = "recorder", "录入员代填"
        LIST = "list", "名单批量登记"
        PLATFORM = "platform", "网签平台"
        ADOPTED = "adopted", "启用前登记系统数据"

    school = models.ForeignKey(School, on_delete=models.PROTECT)
    registration = models.ForeignKey(
        Registration, on_delete=models.PROTECT, related_name="versions"
    )
    number = models.PositiveIntegerField()
    recorded_at = models.DateTimeField()
    effective_on = models.DateField()
    reason = models.CharField(max_length=12, choices=Reason.choices)
    note = models.CharField("变更原因", max_length=200, blank=True)
    source = models.CharField(max_length=12, choices=Source.choices)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    #: SHA-256 over the fields above; what a signature binds together with the evidence
    digest = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["registration", "number"], name="version_once")
        ]
        indexes = [
            models.Index(fields=["school", "contact_phone_blind"]),
            models.Index(fields=["school", "-recorded_at"]),
            models.Index(fields=["school", "code"]),
            # whoever named an employer by its code, before it came into the list too
            models.Index(fields=["school", "employer_uscc"]),
        ]

    def __str__(self) -> str:
        return f"{self.registration_id} #{self.number}"


class Move(models.Model):
    """A registration went from one state to another; never edited."""

    school = models.ForeignKey(School, on_delete=models.PROTECT)
    registration = models.ForeignKey(Registration, on_delete=models.PROTECT, related_name="moves")
    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="moves")
    verb = models.CharField(max_length=12)
    source = models.CharField(max_length=12)
    target = models.CharField(max_length=12)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    at = models.DateTimeField()
    reason = models.CharField(max_length=200, blank=True)

    def __str__(self) -> str:
        return f"{self.registration_id} {self.verb}"


class Draft(models.Model):
    """What somebody is typing, as typed and sealed; private to its author until it is filed."""

    school = models.ForeignKey(School, on_delete=models.PROTECT)
    graduate = models.ForeignKey(Graduate, on_delete=models.PROTECT, related_name="drafts")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    slot = models.PositiveSmallIntegerField(default=1)
    typed_sealed = models.TextField()
    serial = models.PositiveIntegerField(default=0)
    updated_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["graduate", "author", "slot"], name="draft_once")
        ]

    def __str__(self) -> str:
        return f"{self.graduate_id} {self.author_id} {self.slot}"


class Batch(models.Model):
    """One file for the registering system, and what it answered."""

    school = models.ForeignKey(School, on_delete=models.PROTECT)
    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT)
    college = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True)
    number = models.PositiveIntegerField()
    rows = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["cohort", "number"], name="batch_once")]

    def __str__(self) -> str:
        return f"{self.cohort_id} #{self.number}"


class Exchange(models.Model):
    """What the registering system knows of a version."""

    school = models.ForeignKey(School, on_delete=models.PROTECT)
    college = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    version = models.OneToOneField(Version, on_delete=models.PROTECT, related_name="exchange")
    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, null=True, related_name="exchanges")
    state = models.CharField(max_length=10, choices=ExchangeState.choices)
    at = models.DateTimeField()
    reason = models.CharField(max_length=200, blank=True)

    class Meta:
        indexes = [models.Index(fields=["school", "college", "state"])]

    def __str__(self) -> str:
        return f"{self.version_id} {self.state}"


class SystemRow(models.Model):
    """What the registering system's newest export said of a graduate."""

    class State(models.TextChoices):
        ENTERED = "entered", "已登记"
        RETURNED = "returned", "被退回"
        OTHER = "other", "其他"

    school = models.ForeignKey(School, on_delete=models.PROTECT)
    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT)
    college = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    graduate = models.OneToOneField(Graduate, on_delete=models.PROTECT, related_name="system_row")
    code = models.CharField("毕业去向", max_length=12, blank=True)
    employer_uscc = models.CharField("统一社会信用代码", max_length=18, blank=True)
    employer_name = models.CharField("单位名称", max_length=120, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.ENTERED)
    reason = models.CharField("退回原因", max_length=200, blank=True)
    confirmed_on = models.DateField("本人确认日期", null=True)
    seen_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["school", "cohort", "college", "state"]),
            models.Index(fields=["school", "cohort", "state", "confirmed_on"]),
            models.Index(fields=["school", "cohort", "seen_at"]),
        ]

    def __str__(self) -> str:
        return f"{self.graduate_id} {self.state}"


class Judgement(models.Model):
    """What the engine's rules say of a version, judged as if in force; made anew when stale."""

    school = models.ForeignKey(School, on_delete=models.PROTECT)
    version = models.OneToOneField(Version, on_delete=models.PROTECT, related_name="judgement")
    findings = models.JSONField(default=list)
    flagged = models.BooleanField()
    at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["school"], condition=Q(flagged=True), name="judged_flagged")
        ]

    def __str__(self) -> str:
        return f"{self.version_id} {'flagged' if self.flagged else 'clean'}"
