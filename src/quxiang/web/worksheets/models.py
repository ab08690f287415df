"""What was concluded of a record, and which records whom a round of 交叉互查 shows."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from quxiang.web.alerts.models import Case
from quxiang.web.orgs.models import School, Unit
from quxiang.web.roster.models import Cohort, Graduate
from quxiang.web.worksheets.states import RoundState, TaskState


class Side(models.TextChoices):
    """Who concludes: each of the three once a record, and none for another."""

    COLLEGE = "college", "学院自查"
    CROSS = "cross", "交叉互查"
    CENTRE = "centre", "中心核查"


class Data(models.TextChoices):
    """What is said of what is registered; of who has nothing registered, of that."""

    OK = "ok", "数据一致"
    PROBLEM = "problem", "数据有误"


class Papers(models.TextChoices):
    """What is said of the evidence; nothing where there is no registration to prove."""

    OK = "ok", "材料齐全一致"
    PROBLEM = "problem", "材料有误"
    MISSING = "missing", "材料缺"
    NONE = "none", "无登记，不涉及材料"


#: what the same two words mean of a graduate without a registration
UNREGISTERED = {Data.OK.value: "未登记属实", Data.PROBLEM.value: "应登记未登记"}


class CrossRound(models.Model):
    """A round in which colleges check each other's records; drawn by its seed."""

    school = models.ForeignKey(School, on_delete=models.PROTECT)
    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField("轮次")
    state = models.CharField(
        "状态", max_length=10, choices=RoundState.choices, default=RoundState.OPEN
    )
    #: what was drawn by: records in order of SHA-256 over seed and student number
    seed = models.CharField("种子", max_length=40)
    share = models.PositiveSmallIntegerField("每院抽取比例（%）", null=True)
    most = models.PositiveIntegerField("每院抽取份数", null=True)
    until = models.DateTimeField("截止")
    made_at = models.DateTimeField("安排时间")
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    ended_at = models.DateTimeField("结束时间", null=True)
    reason = models.CharField("结束原因", max_length=200, blank=True)

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["cohort", "number"], name="round_once")]
        indexes = [models.Index(fields=["state", "until"])]

    def __str__(self) -> str:
        return f"第 {self.number} 轮交叉互查"


class CrossTask(models.Model):
    """What one person checks of one other college in a round."""

    school = models.ForeignKey(School, on_delete=models.PROTECT)
    round = models.ForeignKey(CrossRound, on_delete=models.PROTECT, related_name="tasks")
    college = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    checker = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    state = models.CharField(
        "状态", max_length=10, choices=TaskState.choices, default=TaskState.OPEN
    )
    ended_at = models.DateTimeField("结束时间", null=True)
    reason = models.CharField("收回原因", max_length=200, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["round", "college", "checker"], name="cross_task_once")
        ]

    def __str__(self) -> str:
        return f"{self.round_id} {self.college_id} {self.checker_id}"


class CrossRecord(models.Model):
    """A record of a round and who reads it; ``ended_at`` is when that ended before its time."""

    school = models.ForeignKey(School, on_delete=models.PROTECT)
    task = models.ForeignKey(CrossTask, on_delete=models.PROTECT, related_name="records")
    round = models.ForeignKey(CrossRound, on_delete=models.PROTECT, related_name="records")
    checker = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    graduate = models.ForeignKey(Graduate, on_delete=models.PROTECT, related_name="cross_records")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["round", "graduate"], name="cross_record_once")
        ]
        indexes = [
            models.Index(
                fields=["checker", "graduate"], name="cross_records_lent",
                condition=Q(ended_at__isnull=True),
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.round_id} {self.graduate_id}"


class Conclusion(models.Model):
    """What one side said of a record, of the version and the files shown; never edited.

    ``version`` 0 is a graduate without a registration. ``files`` and ``newest_file`` (how many,
    and the largest key) name the live files then shown: one added or removed changes either.
    """

    school = models.ForeignKey(School, on_delete=models.PROTECT)
    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, related_name="+")
    college = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    graduate = models.ForeignKey(Graduate, on_delete=models.PROTECT, related_name="conclusions")
    side = models.CharField("哪一方", max_length=8, choices=Side.choices)
    data = models.CharField("数据", max_length=8, choices=Data.choices)
    papers = models.CharField("材料", max_length=8, choices=Papers.choices)
    note = models.CharField("问题", max_length=300, blank=True)
    version = models.PositiveIntegerField("登记版本")
    version_digest = models.CharField(max_length=64, blank=True)
    files = models.PositiveIntegerField("材料份数")
    newest_file = models.BigIntegerField()
    papers_digest = models.CharField("材料散列", max_length=64)
    #: hash of the list it stood on, where many were concluded by one act
    list_digest = models.CharField("清单散列", max_length=64, blank=True)
    round = models.ForeignKey(
        CrossRound, on_delete=models.PROTECT, null=True, related_name="conclusions"
    )
    case = models.ForeignKey(Case, on_delete=models.PROTECT, null=True, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    post = models.BigIntegerField("岗位", null=True)
    at = models.DateTimeField("时间")
    #: since when another conclusion of the same side stands for it
    superseded_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["graduate", "side"],
                condition=Q(superseded_at__isnull=True),
                name="one_conclusion_a_side",
            )
        ]
        indexes = [models.Index(fields=["school", "cohort", "college", "side"])]

    def __str__(self) -> str:
        return f"{self.graduate_id} {self.side}"

    @property
    def is_problem(self) -> bool:
        return self.data == Data.PROBLEM or self.papers in (Papers.PROBLEM, Papers.MISSING)

    @property
    def words(self) -> str:
        """Return both parts as a sentence has them."""
        if not self.version:
            return UNREGISTERED[self.data]
        return f"{self.get_data_display()}，{self.get_papers_display()}"
