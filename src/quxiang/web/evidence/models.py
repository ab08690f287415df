"""A file that proves a destination: whose, of which version, what it is, what was done to it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from quxiang.web.orgs.models import School, Unit
from quxiang.web.roster.models import Cohort, Graduate


class WageBasis(models.TextChoices):
    """What shows that the pay reaches the local minimum wage; the pay itself is never kept."""

    CONTRACT = "contract", "合同或协议约定"
    CERTIFICATE = "certificate", "单位证明"
    PAY_SLIP = "pay_slip", "工资条"
    BANK = "bank", "银行流水"
    PLATFORM = "platform", "平台收入记录"


class Evidence(models.Model):
    """One file of one graduate, immutable but for its removal, which is noted and not done.

    ``version`` is the number of the registration's version it proves; one that is filed next
    takes what has none yet. The file lies in the store under ``sha256``.
    """

    school = models.ForeignKey(School, on_delete=models.PROTECT)
    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT)
    college = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    graduate = models.ForeignKey(Graduate, on_delete=models.PROTECT, related_name="evidence")
    version = models.PositiveIntegerField(null=True)
    kind = models.CharField("材料种类", max_length=20)
    title = models.CharField("说明", max_length=80, blank=True)
    #: an official list that proves many at once; never counted as reused
    is_list = models.BooleanField(default=False)
    sha256 = models.CharField(max_length=64)
    #: keyed hash of the bytes as they were uploaded, which nobody keeps: tells the same file again
    upload_blind = models.CharField(max_length=32)
    size = models.PositiveIntegerField()
    pages = models.PositiveSmallIntegerField()
    media_type = models.CharField(max_length=100)
    redacted = models.BooleanField("已遮盖", default=False)
    stripped = models.BooleanField("已去除附件或脚本", default=False)
    wage_floor_met = models.BooleanField("薪酬达到当地最低工资标准", null=True)
    wage_basis = models.CharField(max_length=12, choices=WageBasis.choices, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    at = models.DateTimeField()
    #: the day the period of retention begins: the end of the season, or later if filed later
    keep_from = models.DateField()
    #: the file this one stands for; of a version in force it stays there, and is not carried on
    replaces = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, related_name="+")
    removed_at = models.DateTimeField(null=True)
    removed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    removal_reason = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["graduate", "kind", "sha256"],
                condition=Q(version__isnull=True, removed_at__isnull=True),
                name="waiting_file_once",
            ),
            models.UniqueConstraint(
                fields=["graduate", "version", "kind", "sha256"],
                condition=Q(version__isnull=False, removed_at__isnull=True),
                name="file_of_a_version_once",
            ),
        ]
        indexes = [
            models.Index(fields=["school", "cohort", "college"]),
            models.Index(fields=["school", "sha256"]),
            models.Index(fields=["school", "upload_blind"]),
            models.Index(fields=["school", "keep_from"]),
        ]

    def __str__(self) -> str:
        return f"{self.graduate_id} {self.kind} {self.sha256[:12]}"

    @property
    def is_picture(self) -> bool:
        return self.media_type.startswith("image/")

    @property
    def is_drawn(self) -> bool:
        """Say whether pages can be looked at; the workbook of an official list cannot."""
        return self.is_picture or self.media_type == "application/pdf"
