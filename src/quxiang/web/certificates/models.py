"""Certificates a school trusts, its own authority, and what units seal with."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from quxiang.web.orgs.models import School, Unit


class Certificate(models.Model):
    """What is known of a certificate; never edited but for its end."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    #: PEM
    certificate = models.TextField()
    sha256 = models.CharField("指纹", max_length=64)
    subject = models.CharField(max_length=300)
    issuer = models.CharField(max_length=300)
    begins = models.DateTimeField()
    ends = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    end_reason = models.CharField(max_length=200, blank=True)

    class Meta:
        abstract = True


class TrustRoot(Certificate):
    """A certificate whose seals count, and on what basis."""

    basis = models.CharField("依据", max_length=200)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["school", "sha256"], condition=Q(ended_at__isnull=True),
                name="trusted_once",
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.subject


class Authority(models.Model):
    """The installation's own authority for one school: vouches for its units' certificates."""

    school = models.OneToOneField(School, on_delete=models.PROTECT, related_name="+")
    certificate = models.TextField()
    key_sealed = models.TextField()
    sha256 = models.CharField(max_length=64)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.sha256[:16]


class UnitCertificate(Certificate):
    """What a unit, or the school where there is none, seals what we issue with."""

    class Source(models.TextChoices):
        MADE = "made", "本系统签发"
        IMPORTED = "imported", "导入"

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="+")
    source = models.CharField(max_length=8, choices=Source.choices)
    #: certificates above it, PEM
    above = models.JSONField(default=list)
    key_sealed = models.TextField()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["unit"], condition=Q(ended_at__isnull=True), name="unit_seals_with_one"
            ),
            models.UniqueConstraint(
                fields=["school"], condition=Q(ended_at__isnull=True, unit__isnull=True),
                name="school_seals_with_one",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.subject

    @property
    def whose(self) -> str:
        return self.unit.name if self.unit is not None else "学校"


class SealService(models.Model):
    """Where seals we cannot verify ourselves (SM2) are verified, in versions; the newest holds."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField("版本")
    #: empty where none is asked any more
    url = models.CharField("地址", max_length=300, blank=True)
    secret_sealed = models.TextField(blank=True)
    reason = models.CharField("依据", max_length=200)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["school", "number"], name="seal_service_version_once")
        ]

    def __str__(self) -> str:
        return f"{self.school_id} {self.number}"


class RevocationList(models.Model):
    """A list of revoked certificates an authority we trust signed; of each the newest is asked."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    #: DER
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    issuer = models.CharField("签发机构", max_length=300)
    this_update = models.DateTimeField("发布时间")
    #: none: the list does not say how long it holds
    next_update = models.DateTimeField("应更新时间", null=True)
    revoked = models.PositiveIntegerField("吊销数")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["school", "issuer", "this_update"], name="revocation_list_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.issuer} {self.this_update:%Y-%m-%d}"


class SignerAlias(models.Model):
    """Another name a unit's certificates are made out to, and why that is the same unit."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="+")
    name = models.CharField("证书名称", max_length=120)
    reason = models.CharField("依据", max_length=200)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    end_reason = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "name"], condition=Q(ended_at__isnull=True, unit__isnull=False),
                name="alias_of_a_unit_once",
            ),
            models.UniqueConstraint(
                fields=["school", "name"], condition=Q(ended_at__isnull=True, unit__isnull=True),
                name="alias_of_the_school_once",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.name

    @property
    def whose(self) -> str:
        return self.unit.name if self.unit is not None else "学校"
