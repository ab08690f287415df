"""Employers and the names they bear and bore."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from quxiang.web.employers.groupmodels import GroupThreshold
from quxiang.web.employers.lookupmodels import LookUp, LookUpSource, LookUpTurn
from quxiang.web.employers.precedentmodels import Precedent
from quxiang.web.employers.visitmodels import Visit
from quxiang.web.orgs.models import School

__all__ = [
    "Employer", "EmployerChange", "EmployerName", "GroupThreshold", "LookUp", "LookUpSource",
    "LookUpTurn", "Precedent", "Visit",
]  # fmt: skip


class Employer(models.Model):
    """One employer: a credit code, or a name and place where there is no code."""

    class Size(models.TextChoices):
        LARGE = "large", "大型"
        MEDIUM = "medium", "中型"
        SMALL = "small", "小型"
        MICRO = "micro", "微型"
        UNKNOWN = "", "规模未知"

    school = models.ForeignKey(School, on_delete=models.PROTECT)
    uscc = models.CharField("统一社会信用代码", max_length=18, blank=True)
    name = models.CharField("名称", max_length=120)
    folded_name = models.CharField(max_length=120)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="branches")
    nature = models.CharField("单位性质", max_length=6, blank=True)
    industry = models.CharField("行业", max_length=6, blank=True)
    place_code = models.CharField("所在地代码", max_length=6, blank=True)
    place_name = models.CharField("所在地", max_length=60, blank=True)
    size = models.CharField("规模", max_length=8, choices=Size.choices, blank=True)
    size_source = models.CharField("规模来源", max_length=60, blank=True)
    size_on = models.DateField("规模日期", null=True)
    status = models.CharField("登记状态", max_length=20, blank=True)
    status_on = models.DateField("状态日期", null=True)
    founded_on = models.DateField("成立日期", null=True)
    legal_person_hash = models.CharField(max_length=32, blank=True)
    phone_hash = models.CharField(max_length=32, blank=True)
    address = models.CharField("注册地址", max_length=200, blank=True)
    address_key = models.CharField(max_length=200, blank=True)
    source = models.CharField("来源", max_length=60, blank=True)
    recorded_at = models.DateTimeField()
    #: where this row went when it turned out to be the same employer
    merged_into = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, related_name="merged_from"
    )
    #: graduates of a cohort who went there, in a list that counts them
    people: int = 0

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["school", "uscc"],
                condition=~Q(uscc="") & Q(merged_into__isnull=True),
                name="employer_once",
            )
        ]
        indexes = [
            models.Index(fields=["school", "folded_name"]),
            models.Index(fields=["school", "uscc"]),
            # few have a parent or were merged; an index of all says that half the table has none
            *(
                models.Index(
                    fields=[name],
                    name=f"employers_with_{name[:6]}",
                    condition=Q(**{f"{name}__isnull": False}),
                )
                for name in ("parent", "merged_into")
            ),
            # what employers share with others
            *(
                models.Index(
                    fields=["school", name, "merged_into"], name=f"employers_by_{name[:5]}"
                )
                for name in ("legal_person_hash", "phone_hash", "address_key")
            ),
            # every count of the list, without a look into the rows
            models.Index(
                fields=["school", "merged_into", "nature", "size", "status"],
                name="employer_counts",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class EmployerName(models.Model):
    """A name an employer bears or bore; two employers may share one."""

    school = models.ForeignKey(School, on_delete=models.PROTECT)
    employer = models.ForeignKey(Employer, on_delete=models.CASCADE, related_name="names")
    name = models.CharField(max_length=120)
    folded_name = models.CharField(max_length=120)
    current = models.BooleanField(default=True)
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["employer", "folded_name"], name="employer_name_once")
        ]
        indexes = [models.Index(fields=["school", "folded_name"])]

    def __str__(self) -> str:
        return self.name


class EmployerChange(models.Model):
    """What an employer's row said before a change or a merge; never edited."""

    school = models.ForeignKey(School, on_delete=models.PROTECT)
    employer = models.ForeignKey(Employer, on_delete=models.PROTECT, related_name="changes")
    kind = models.CharField(max_length=10)  # import | edit | merge
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    reason = models.CharField(max_length=200, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.employer_id} {self.kind}"
