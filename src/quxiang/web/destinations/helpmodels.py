"""Help for graduates without work: each time somebody reached out, and what was offered."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from quxiang.web.orgs.models import School, Unit
from quxiang.web.roster.models import Graduate


class Outreach(models.Model):
    """That somebody reached out to a graduate on a day, how, and what came of it; never edited."""

    class Way(models.TextChoices):
        PHONE = "phone", "电话"
        MESSAGE = "message", "短信或微信"
        TALK = "talk", "当面谈话"
        VISIT = "visit", "走访"
        OTHER = "other", "其他"

    class Help(models.TextChoices):
        NONE = "none", "只了解情况"
        JOBS = "jobs", "推荐岗位"
        GUIDANCE = "guidance", "求职指导"
        TRAINING = "training", "技能培训"
        TRAINEESHIP = "traineeship", "就业见习"
        POLICY = "policy", "政策与补贴"
        OTHER = "other", "其他帮助"

    school = models.ForeignKey(School, on_delete=models.PROTECT)
    college = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    graduate = models.ForeignKey(Graduate, on_delete=models.PROTECT, related_name="outreach")
    on = models.DateField("联系日期")
    way = models.CharField("联系方式", max_length=10, choices=Way.choices)
    #: out of reach is counted apart and is no refusal (失联)
    reached = models.BooleanField("联系上了")
    help = models.CharField("提供的帮助", max_length=12, choices=Help.choices)
    note = models.CharField("说明", max_length=200, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-on", "-pk"]
        indexes = [models.Index(fields=["graduate", "-on"])]

    def __str__(self) -> str:
        return f"{self.graduate_id} {self.on}"
