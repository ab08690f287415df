"""What was compiled of a college at a moment: its records in order, its volumes."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from quxiang.web.compilations.states import CompilationState
from quxiang.web.orgs.models import School, Unit
from quxiang.web.roster.models import Cohort, Graduate


class Compilation(models.Model):
    """The compilation of a college (``number`` 0), or one of its dated supplements (1, 2 …).

    ``contents`` is the SHA-256 over records and files in order; ``moment`` what it is as of.
    """

    school = models.ForeignKey(School, on_delete=models.PROTECT)
    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, related_name="+")
    college = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField("增补")
    state = models.CharField("状态", max_length=8, choices=CompilationState.choices)
    moment = models.DateTimeField("截至")
    records_count = models.PositiveIntegerField("记录数", default=0)
    files_count = models.PositiveIntegerField("材料数", default=0)
    pages_count = models.PositiveIntegerField("页数", default=0)
    contents = models.CharField("目录散列", max_length=64, blank=True)
    #: why it failed, in a sentence
    message = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["college", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["cohort", "college", "number"], name="compilation_once"
            ),
        ]
        indexes = [models.Index(fields=["school", "cohort", "college"])]

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        return f"{self.college.name}{self.cohort.year}届毕业生去向证明材料汇编{self.part}"

    @property
    def part(self) -> str:
        return f"（增补{self.number}）" if self.number else ""


class CompiledRecord(models.Model):
    """One numbered record, as it stood: whose, which version, its files in order.

    ``files`` holds for each its hash, kind, title, pages, and where it stands: volume and page,
    or that it is an electronic file that stands in none.
    """

    school = models.ForeignKey(School, on_delete=models.PROTECT)
    compilation = models.ForeignKey(Compilation, on_delete=models.CASCADE, related_name="records")
    number = models.PositiveIntegerField("序号")
    graduate = models.ForeignKey(Graduate, on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(null=True)
    student_no = models.CharField("学号", max_length=30)
    name = models.CharField("姓名", max_length=60)
    destination = models.CharField("毕业去向", max_length=80)
    where = models.CharField("单位或学校", max_length=160, blank=True)
    files = models.JSONField(default=list)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["compilation", "number"], name="compiled_record_once"),
            models.UniqueConstraint(
                fields=["compilation", "graduate"], name="compiled_graduate_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.student_no}"

    @property
    def college_id(self) -> int:
        return self.compilation.college_id


class Volume(models.Model):
    """One print-ready volume, kept in the store of evidence under ``sha256``."""

    school = models.ForeignKey(School, on_delete=models.PROTECT)
    compilation = models.ForeignKey(Compilation, on_delete=models.CASCADE, related_name="volumes")
    number = models.PositiveSmallIntegerField("册")
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    pages = models.PositiveIntegerField("页数")
    first = models.PositiveIntegerField()
    last = models.PositiveIntegerField()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["compilation", "number"], name="volume_once")
        ]

    def __str__(self) -> str:
        return f"第 {self.number} 册"
