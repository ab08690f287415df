"""Routes and their steps, runs copied from them, signatures and sheets of many of them."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from quxiang.web.approvals.scanmodels import Scan
from quxiang.web.approvals.states import LIVE, RunState, StepState
from quxiang.web.destinations.models import Registration, Version
from quxiang.web.orgs.kinds import PostKind
from quxiang.web.orgs.models import Appointment, Post, ReviewGroup, School, Unit
from quxiang.web.roster.models import Cohort


class StepKind(models.TextChoices):
    GRADUATE = "graduate", "毕业生本人"
    ADVISER = "adviser", "指导老师"
    GROUP = "group", "学院审签"
    POST = "post", "岗位"


class Level(models.TextChoices):
    """Nobody signs at two different levels of one record."""

    GRADUATE = "graduate", "本人"
    ADVISER = "adviser", "指导老师"
    COLLEGE = "college", "学院"
    SCHOOL = "school", "学校"


class StepRule(models.Model):
    """What a step asks; carried by routes and copied into runs."""

    order = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=12, choices=StepKind.choices)
    #: the post that signs a step of kind ``post``, and of ``group`` where no group is set
    post_kind = models.CharField(max_length=30, choices=PostKind.choices, blank=True)
    #: how many of a group sign; empty takes the rule of the college's own group
    rule = models.CharField(max_length=12, choices=ReviewGroup.Rule.choices, blank=True)
    stamp = models.BooleanField("须盖章", default=False)

    class Meta:
        abstract = True


class Route(models.Model):
    """Who signs which destinations of a cohort; data, copied into a run when it starts.

    Never edited: a change is the next version, and the one before it is noted as replaced.
    """

    class Kind(models.TextChoices):
        NORMAL = "normal", "一般去向"
        FLEXIBLE = "flexible", "其他录用形式与自由职业"
        SEEKING = "seeking", "未就业"
        CLERICAL = "clerical", "文字更正"

    school = models.ForeignKey(School, on_delete=models.PROTECT)
    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, related_name="routes")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    #: destinations (or their parents) that take this route; none for the others
    codes = models.JSONField(default=list, blank=True)
    #: whether a delegate may sign, and whether many may be signed by one act
    delegable = models.BooleanField("可委托代签", default=True)
    number = models.PositiveSmallIntegerField(default=1)
    #: nobody and nothing, of the version a cohort begins with
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    reason = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField(null=True)
    replaced_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["cohort", "kind", "number"], name="route_version_once"),
            models.UniqueConstraint(
                fields=["cohort", "kind"], condition=Q(replaced_at__isnull=True), name="route_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.cohort_id} {self.kind}"


class RouteStep(StepRule):
    """One step of a route."""

    route = models.ForeignKey(Route, on_delete=models.PROTECT, related_name="steps")

    class Meta:
        ordering = ["order"]
        constraints = [models.UniqueConstraint(fields=["route", "order"], name="route_step_once")]

    def __str__(self) -> str:
        return f"{self.route_id} {self.order} {self.kind}"


class Run(models.Model):
    """One way of a registration through its signatures."""

    school = models.ForeignKey(School, on_delete=models.PROTECT)
    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, related_name="+")
    college = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    registration = models.ForeignKey(Registration, on_delete=models.PROTECT, related_name="runs")
    #: what is being signed now; a run resumed after a return goes on with the newer version
    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12, choices=Route.Kind.choices)
    #: whose copy the run goes by; none of one begun before routes had versions
    route = models.ForeignKey(Route, on_delete=models.PROTECT, null=True, related_name="runs")
    delegable = models.BooleanField(default=True)
    state = models.CharField(max_length=12, choices=RunState.choices, default=RunState.RUNNING)
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["registration"], condition=Q(state__in=LIVE), name="one_live_run"
            )
        ]
        indexes = [models.Index(fields=["school", "cohort", "college", "state"])]

    def __str__(self) -> str:
        return f"{self.registration_id} {self.state}"


class RunStep(StepRule):
    """One step of a run; ``posts`` are the seats of a group as it stood at the start."""

    school = models.ForeignKey(School, on_delete=models.PROTECT)
    college = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    run = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="steps")
    level = models.CharField(max_length=12, choices=Level.choices)
    posts = models.ManyToManyField(Post, related_name="+")
    #: whether ``posts`` names who signs; else every post of the kind may
    seated = models.BooleanField(default=False)
    state = models.CharField(max_length=12, choices=StepState.choices, default=StepState.WAITING)
    opened_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    #: why it is signed again, or why nobody had to
    note = models.CharField(max_length=200, blank=True)
    skipped_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    #: the scan of the stamped paper; no picture of a seal is ever put on anything
    stamp_sha256 = models.CharField(max_length=64, blank=True)
    stamp_scan = models.ForeignKey(Scan, on_delete=models.SET_NULL, null=True, related_name="+")
    stamped_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    stamped_at = models.DateTimeField(null=True)
    #: looked through by a secretary, who does not sign
    prepared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    prepared_note = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["order"]
        constraints = [models.UniqueConstraint(fields=["run", "order"], name="run_step_once")]
        # work lists: what is open, the oldest first; few of all steps are
        indexes = [
            models.Index(
                fields=["school", "opened_at"], condition=Q(state="open"), name="steps_open"
            ),
            models.Index(
                fields=["college", "opened_at"],
                condition=Q(state="open"),
                name="steps_open_of_college",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.run_id} {self.order} {self.state}"


class Sheet(models.Model):
    """Many clean records of one college, signed by one act (批次审签单)."""

    school = models.ForeignKey(School, on_delete=models.PROTECT)
    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, related_name="+")
    college = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    level = models.CharField(max_length=12, choices=Level.choices)
    #: over all rows: registration, version, digest, evidence
    digest = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    made_at = models.DateTimeField()
    signed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["cohort", "number"], name="sheet_once")]
        indexes = [models.Index(fields=["school", "college", "made_at"])]

    def __str__(self) -> str:
        return f"{self.cohort_id} #{self.number}"


class SheetRow(models.Model):
    """One record on a sheet, as it stood when the sheet was made."""

    sheet = models.ForeignKey(Sheet, on_delete=models.PROTECT, related_name="rows")
    step = models.ForeignKey(RunStep, on_delete=models.PROTECT, related_name="+")
    registration = models.ForeignKey(Registration, on_delete=models.PROTECT, related_name="+")
    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="+")
    digest = models.CharField(max_length=64)
    evidence = models.JSONField(default=list)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["sheet", "step"], name="sheet_row_once")]

    def __str__(self) -> str:
        return f"{self.sheet_id} {self.registration_id}"


class Signature(models.Model):
    """Somebody signed exactly this version with this evidence; never edited, only voided."""

    class Way(models.TextChoices):
        FILED = "filed", "提交即签"
        SCREEN = "screen", "网上签"
        PAPER = "paper", "纸质签"
        BATCH = "batch", "批次签"

    school = models.ForeignKey(School, on_delete=models.PROTECT)
    step = models.ForeignKey(RunStep, on_delete=models.PROTECT, related_name="signatures")
    #: its index is the one below, which knows the signatory too
    run = models.ForeignKey(
        Run, on_delete=models.PROTECT, related_name="signatures", db_index=False
    )
    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="+")
    digest = models.CharField(max_length=64)
    evidence = models.JSONField(default=list)
    level = models.CharField(max_length=12, choices=Level.choices)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    #: the post signed for; none for graduates and advisers
    post = models.ForeignKey(Post, on_delete=models.PROTECT, null=True, related_name="+")
    role = models.CharField(max_length=12, choices=Appointment.Role.choices, blank=True)
    on_behalf_of = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    way = models.CharField(max_length=8, choices=Way.choices)
    at = models.DateTimeField()
    note = models.CharField("意见", max_length=200, blank=True)
    sheet = models.ForeignKey(Sheet, on_delete=models.PROTECT, null=True, related_name="signatures")
    #: of a paper signature: the day that stands on it, the scan, and who recorded it
    signed_on = models.DateField(null=True)
    scan = models.ForeignKey(Scan, on_delete=models.SET_NULL, null=True, related_name="signatures")
    scan_sha256 = models.CharField(max_length=64, blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    voided_at = models.DateTimeField(null=True)
    voided_why = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["step", "post"],
                condition=Q(voided_at__isnull=True, post__isnull=False),
                name="one_signature_a_post",
            ),
            models.UniqueConstraint(
                fields=["step", "user"],
                condition=Q(voided_at__isnull=True, post__isnull=True),
                name="one_signature_a_person",
            ),
        ]
        indexes = [
            models.Index(fields=["school", "user", "at"]),
            # whether somebody signed this run at another level, asked of every step of a work list
            models.Index(fields=["run", "user"]),
        ]

    def __str__(self) -> str:
        return f"{self.step_id} {self.user_id}"
