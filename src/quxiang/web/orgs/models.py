"""Schools, units, posts with their holders, groups, delegation, advising, hand-overs."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from quxiang.web.orgs.kinds import AdvisingKind, PostKind


class School(models.Model):
    """A university. Most installations hold one and never show that there could be more."""

    code = models.CharField("学校代码", max_length=10, unique=True)
    name = models.CharField("学校名称", max_length=80)
    credit_codes = models.JSONField("统一社会信用代码", default=list, blank=True)
    province = models.CharField("省份代码", max_length=6, blank=True)
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name


class Unit(models.Model):
    """A college, residence or office of a school; units form a tree."""

    class Kind(models.TextChoices):
        COLLEGE = "college", "学院"
        RESIDENCE = "residence", "书院"
        OFFICE = "office", "部门"

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="units")
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True)
    kind = models.CharField(max_length=12, choices=Kind.choices)
    code = models.CharField("单位代码", max_length=20, blank=True)
    name = models.CharField("单位名称", max_length=60)
    former_names = models.JSONField("曾用名", default=list, blank=True)
    order = models.IntegerField("次序", default=0)
    closed_on = models.DateField("撤销日期", null=True, blank=True)

    class Meta:
        ordering = ["order", "name"]
        constraints = [
            models.UniqueConstraint(fields=["school", "name"], name="unit_name_once"),
            models.UniqueConstraint(
                fields=["school", "code"], condition=~Q(code=""), name="unit_code_once"
            ),
        ]
        # lists of graduates go college by college, in this order, and stop after a page
        indexes = [models.Index(fields=["order"], name="units_in_order")]

    def __str__(self) -> str:
        return self.name


class Post(models.Model):
    """A seat at a unit, or at the school when ``unit`` is empty; ``title`` is what it is called."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="posts")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="posts")
    kind = models.CharField(max_length=30, choices=PostKind.choices)
    title = models.CharField("岗位名称", max_length=60)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["school", "unit", "kind", "title"],
                condition=Q(closed_at__isnull=True, unit__isnull=False),
                name="unit_post_once",
            ),
            models.UniqueConstraint(
                fields=["school", "kind", "title"],
                condition=Q(closed_at__isnull=True, unit__isnull=True),
                name="school_post_once",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Appointment(models.Model):
    """Somebody holds a post, stands in for its holder, or acts by delegation, for a time."""

    class Role(models.TextChoices):
        HOLDER = "holder", "任职"
        SUBSTITUTE = "substitute", "候补"
        DELEGATE = "delegate", "受托"

    school = models.ForeignKey(School, on_delete=models.PROTECT)
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="appointments")
    #: copied from the post, so that the database itself keeps one recorder a college
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True)
    kind = models.CharField(max_length=30, choices=PostKind.choices)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="appointments"
    )
    role = models.CharField(max_length=12, choices=Role.choices, default=Role.HOLDER)
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    reason = models.CharField(max_length=200, blank=True)
    started_at = models.DateTimeField()
    #: when it lapses by itself; a delegation always has one
    until = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["post"],
                condition=Q(role="holder", ended_at__isnull=True),
                name="one_holder_a_post",
            ),
            models.UniqueConstraint(
                fields=["unit"],
                condition=Q(kind="recorder", role="holder", ended_at__isnull=True),
                name="one_recorder_a_college",
            ),
            models.UniqueConstraint(
                fields=["post", "user"],
                condition=Q(ended_at__isnull=True),
                name="one_role_a_post_and_person",
            ),
            models.CheckConstraint(
                condition=~Q(role="delegate") | Q(until__isnull=False), name="delegation_lapses"
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gt=F("started_at")),
                name="appointment_lapses_after_start",
            ),
            models.CheckConstraint(
                condition=~Q(kind__in=["recorder", "caller", "administrator"])
                | Q(role__in=["holder", "substitute"]),
                name="never_delegated",
            ),
        ]
        indexes = [models.Index(fields=["school", "user", "ended_at"])]

    def __str__(self) -> str:
        return f"{self.post_id} {self.user_id} {self.role}"


class ReviewGroup(models.Model):
    """Who signs for a college: all of its posts, or the one that is competent."""

    class Rule(models.TextChoices):
        ALL = "all", "全部签"
        COMPETENT = "competent", "主管者签"

    class Scope(models.TextChoices):
        UNDERGRADUATE = "undergraduate", "本专科生"
        RESEARCH = "research", "研究生"

    school = models.ForeignKey(School, on_delete=models.PROTECT)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="review_groups")
    scope = models.CharField(max_length=16, choices=Scope.choices)
    rule = models.CharField(max_length=12, choices=Rule.choices, default=Rule.ALL)
    posts = models.ManyToManyField(Post, related_name="review_groups")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["unit", "scope"], name="one_group_a_scope")]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.scope}"


class Advising(models.Model):
    """An adviser of a graduate, in one capacity, from when to when."""

    school = models.ForeignKey(School, on_delete=models.PROTECT)
    college = models.ForeignKey(Unit, on_delete=models.PROTECT)
    adviser = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="advising"
    )
    graduate = models.ForeignKey(
        "roster.Graduate", on_delete=models.PROTECT, related_name="advising"
    )
    kind = models.CharField(max_length=24, choices=AdvisingKind.choices)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["graduate", "adviser", "kind"],
                condition=Q(ended_at__isnull=True),
                name="advising_once",
            )
        ]
        indexes = [models.Index(fields=["adviser", "ended_at"])]

    def __str__(self) -> str:
        return f"{self.adviser_id} → {self.graduate_id}"


class Handover(models.Model):
    """A recorder handed a college over: from whom to whom, with the list of open work."""

    school = models.ForeignKey(School, on_delete=models.PROTECT)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT)
    giver = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    taker = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=200, blank=True)
    items = models.JSONField(default=list)

    def __str__(self) -> str:
        return f"{self.unit_id} {self.at:%Y-%m-%d}"
