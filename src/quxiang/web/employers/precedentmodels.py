"""Employers that reviewed registrations of former cohorts named, by year: how many, how sure."""

from __future__ import annotations

from django.db import models

from quxiang.web.orgs.models import School


class Precedent(models.Model):
    """That so many of a former cohort were registered at an employer; nobody by name."""

    class Source(models.TextChoices):
        HERE = "here", "本系统往届登记"
        FILE = "file", "历届去向表"

    school = models.ForeignKey(School, on_delete=models.PROTECT)
    source = models.CharField("来源", max_length=4, choices=Source.choices)
    year = models.PositiveSmallIntegerField("届")
    uscc = models.CharField("统一社会信用代码", max_length=18, blank=True)
    name = models.CharField("单位名称", max_length=120)
    folded_name = models.CharField(max_length=120)
    nature = models.CharField("单位性质", max_length=6, blank=True)
    industry = models.CharField("行业", max_length=6, blank=True)
    place_code = models.CharField("所在地代码", max_length=6, blank=True)
    place_name = models.CharField("所在地", max_length=60, blank=True)
    people = models.PositiveIntegerField("人数", default=1)
    #: of them, who confirmed it themselves
    confirmed = models.PositiveIntegerField("本人确认", default=0)
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["-year", "pk"]
        indexes = [
            models.Index(fields=["school", "uscc"]),
            models.Index(fields=["school", "folded_name"]),
        ]

    def __str__(self) -> str:
        return f"{self.year} {self.uscc or self.folded_name}"
