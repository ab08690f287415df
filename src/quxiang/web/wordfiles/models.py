"""The office's Word templates, each a version of a kind."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from quxiang.web.documents.models import Stored
from quxiang.web.orgs.models import School


class WordTemplate(Stored):
    """One version of a kind's template; without a path it is the one the product ships."""

    school = models.ForeignKey(School, on_delete=models.PROTECT)
    kind = models.CharField("类别", max_length=16)
    number = models.PositiveIntegerField("版本")
    filename = models.CharField("文件名", max_length=120)
    note = models.CharField("说明", max_length=200)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField("时间")

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["school", "kind", "number"], name="word_template_once"
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.school_id} {self.kind} #{self.number}"

    @property
    def shipped(self) -> bool:
        return not self.path
