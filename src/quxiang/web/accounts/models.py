"""Users, their phone numbers, one-time codes, second factors, sessions."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q

from quxiang.web.orgs.models import School


class Users(BaseUserManager["User"]):
    """Users by login, which is the number, with the school's code before it."""


class User(AbstractBaseUser):
    """A member of staff or a graduate. Rights come from posts, never from flags."""

    class Kind(models.TextChoices):
        STAFF = "staff", "教职工"
        GRADUATE = "graduate", "毕业生"

    school = models.ForeignKey(
        School, on_delete=models.PROTECT, related_name="users", db_index=False
    )
    kind = models.CharField(max_length=10, choices=Kind.choices)
    number = models.CharField("工号或学号", max_length=30)
    #: school code | number: what Django knows users by
    login = models.CharField(max_length=45)
    name = models.CharField("姓名", max_length=60)
    initials = models.CharField(max_length=120, blank=True)
    phone_sealed = models.TextField(blank=True)
    phone_blind = models.CharField(max_length=32, blank=True)
    phone_masked = models.CharField(max_length=20, blank=True)
    #: messages without codes may go there; nothing is ever proved by it
    email_sealed = models.TextField(blank=True)
    email_masked = models.CharField(max_length=60, blank=True)
    phone_verified_at = models.DateTimeField(null=True)
    #: set when staff change the number: for 72 hours no code goes to the new one
    phone_cools_until = models.DateTimeField(null=True)
    phone_changed_by_staff_at = models.DateTimeField(null=True)
    #: keyed hash of the last six of the identity number, asked at activation
    identity_tail_blind = models.CharField(max_length=32, blank=True)
    #: wrong second codes in a row, and until when none is taken after too many
    second_failures = models.PositiveSmallIntegerField(default=0)
    second_locked_until = models.DateTimeField(null=True)
    reset_at = models.DateTimeField(null=True)
    activated_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()

    USERNAME_FIELD = "login"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects: ClassVar[Users] = Users()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["school", "number"], name="number_once_a_school"),
            models.UniqueConstraint(fields=["login"], name="login_once"),
        ]
        indexes = [
            models.Index(fields=["school", "kind", "number"], name="users_by_number"),
            # the counts of graduates' accounts, without a look into the rows
            models.Index(
                fields=["school", "kind", "activated_at", "phone_cools_until"],
                name="user_counts",
            ),
            # graduates' logins nobody has used: whom activation slips are printed for
            models.Index(
                fields=["school"],
                condition=Q(kind="graduate", activated_at__isnull=True, closed_at__isnull=True)
                & ~Q(identity_tail_blind=""),
                name="users_waiting",
            ),
        ]

    def __str__(self) -> str:
        return self.login

    @property
    def is_active(self) -> bool:  # type: ignore[override]
        return self.closed_at is None

    @property
    def is_graduate(self) -> bool:
        return self.kind == self.Kind.GRADUATE

    @property
    def demo_role(self) -> str:
        """Return what somebody of the demonstration's cast does, in a few words."""
        if self.is_graduate:
            return "毕业生"
        held = self.appointments.filter(ended_at__isnull=True).select_related("post", "unit")
        return "、".join(f"{a.unit or ''}{a.post.title}" for a in held) or "指导老师"


class OneTimeCode(models.Model):
    """A code sent or printed once; kept hashed, spent once, on real time."""

    class Purpose(models.TextChoices):
        ACTIVATION = "activation", "激活账号"
        LOGIN = "login", "短信登录"
        SECOND = "second", "二次验证"
        PHONE = "phone", "验证手机号"

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="codes")
    purpose = models.CharField(max_length=12, choices=Purpose.choices)
    hash = models.CharField(max_length=64)
    issued_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    issued_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "purpose"],
                condition=Q(used_at__isnull=True),
                name="one_open_code_a_purpose",
            )
        ]
        indexes = [models.Index(fields=["hash"])]

    def __str__(self) -> str:
        return f"{self.user_id} {self.purpose}"


class SecondFactor(models.Model):
    """A second way to prove who somebody is: an authenticator, or codes by SMS."""

    class Kind(models.TextChoices):
        TOTP = "totp", "验证器"
        SMS = "sms", "短信"

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="second_factors")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    secret_sealed = models.TextField(blank=True)
    #: the last time step used, so that a code seen over the shoulder is spent
    last_step = models.BigIntegerField(default=0)
    created_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "kind"], condition=models.Q(confirmed_at__isnull=False),
                name="one_confirmed_factor_a_kind",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.user_id} {self.kind}"


class RecoveryCode(models.Model):
    """One of ten codes for the day the telephone is lost; hashed, spent once."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="recovery_codes")
    hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.user_id}"


class LoginSession(models.Model):
    """A place somebody is logged in, to be shown to them and ended by them."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="login_sessions")
    session_key = models.CharField(max_length=40, unique=True)
    device = models.CharField(max_length=120, blank=True)
    address = models.CharField(max_length=45, blank=True)
    started_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    #: why this log-in is one to call about, as ``marks_of`` said when it began
    marks = models.JSONField(default=list)

    def __str__(self) -> str:
        return f"{self.user_id} {self.device}"
