"""A pack: for whom, why, until when, whose evidence is in it, its root, where it lies sealed."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from quxiang.web.inspection.states import Choice, PackState
from quxiang.web.jobs.models import Job
from quxiang.web.orgs.models import School
from quxiang.web.release.models import Export
from quxiang.web.roster.models import Cohort


class Pack(models.Model):
    """One pack. ``root`` is the hash of its manifest, by which it is known for good.

    ``frame`` is the hash of those who could be drawn; with ``seed`` anybody can draw again.
    """

    school = models.ForeignKey(School, on_delete=models.PROTECT)
    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(
        "状态", max_length=8, choices=PackState.choices, default=PackState.MAKING
    )
    purpose = models.CharField("用途", max_length=200)
    recipient = models.CharField("交给", max_length=80)
    expires_on = models.DateField("用到")
    choice = models.CharField("材料", max_length=8, choices=Choice.choices)
    seed = models.CharField("种子", max_length=32, blank=True)
    frame = models.CharField(max_length=64, blank=True)
    #: keys of those whose evidence goes along; of all nothing is named
    chosen = models.JSONField(default=list)
    people = models.PositiveIntegerField("人数", default=0)
    files = models.PositiveIntegerField("文件数", default=0)
    size = models.PositiveBigIntegerField("字节", default=0)
    root = models.CharField("清单散列", max_length=64, blank=True)
    #: whom the certificate that sealed its manifest is made out to; empty: it is not sealed
    sealed_by = models.CharField("签章", max_length=200, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    path = models.CharField(max_length=80, blank=True)
    key_sealed = models.TextField(blank=True)
    why = models.CharField(max_length=200, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField("时间")
    job = models.ForeignKey(Job, on_delete=models.SET_NULL, null=True, related_name="+")
    export = models.ForeignKey(Export, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["school", "cohort", "-at"])]

    def __str__(self) -> str:
        return f"{self.recipient} {self.at:%Y-%m-%d}"
