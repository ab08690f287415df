"""Persons; a graduate caches the newest of its immutable versions."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from quxiang.web.orgs.models import School, Unit
from quxiang.web.roster.cohortmodels import Cohort, CohortSettings

__all__ = [
    "Cohort", "CohortSettings", "Facts", "Graduate", "GraduateVersion", "Person",
    "RegistryMismatch", "RegistryRow", "Status",
]  # fmt: skip


class Person(models.Model):
    """A human being, whatever their cohorts; identity number sealed, found blind."""

    school = models.ForeignKey(School, on_delete=models.PROTECT)
    identity_sealed = models.TextField(blank=True)
    identity_blind = models.CharField(max_length=32, blank=True)
    identity_masked = models.CharField(max_length=20, blank=True)
    identity_check = models.CharField(max_length=12, blank=True)
    birth_on = models.DateField(null=True)
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="person"
    )
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["school", "identity_blind"],
                condition=~Q(identity_blind=""),
                name="person_once",
            )
        ]

    def __str__(self) -> str:
        return self.identity_masked or str(self.pk)


class Status(models.TextChoices):
    """Status in the registry; the same words the engine counts by."""

    EXPECTED = "预计毕业", "预计毕业"
    GRADUATED = "毕业", "毕业"
    COMPLETED = "结业", "结业"
    CERTIFIED_LATER = "结业换毕业证", "结业换毕业证"
    POSTPONED = "延期", "延期"
    SUSPENDED = "休学", "休学"
    LEFT = "退学", "退学"
    WITHDRAWN = "肄业", "肄业"
    DECEASED = "死亡", "死亡"


class Facts(models.Model):
    """What is known of a graduate at one time; carried by versions and cached on the graduate."""

    name = models.CharField("姓名", max_length=60)
    gender = models.CharField("性别", max_length=2, blank=True)
    student_no = models.CharField("学号", max_length=30, blank=True)
    exam_no = models.CharField("考生号", max_length=20, blank=True)
    college = models.ForeignKey(
        Unit, on_delete=models.PROTECT, related_name="+", verbose_name="登记责任单位"
    )
    residence = models.ForeignKey(
        Unit, on_delete=models.PROTECT, null=True, related_name="+", verbose_name="书院"
    )
    class_name = models.CharField("班级", max_length=60, blank=True)
    major_code = models.CharField("专业代码", max_length=20, blank=True)
    major_name = models.CharField("专业", max_length=80, blank=True)
    direction = models.CharField("专业方向", max_length=80, blank=True)
    level = models.CharField("学历层次", max_length=6, blank=True)
    completion = models.CharField("毕结业", max_length=12, blank=True)
    study_mode = models.CharField("学习形式", max_length=6, blank=True)
    training_mode = models.CharField("培养方式", max_length=6, blank=True)
    bound_employer = models.CharField("定向或委培单位", max_length=120, blank=True)
    origin = models.CharField("生源地", max_length=6, blank=True)
    ethnicity = models.CharField("民族", max_length=6, blank=True)
    political_status = models.CharField("政治面貌", max_length=6, blank=True)
    hardship = models.CharField("困难生类别", max_length=6, blank=True)
    teacher_student = models.CharField("师范生类别", max_length=6, blank=True)
    graduation_on = models.DateField("毕业日期", null=True)
    status = models.CharField("学籍状态", max_length=12, choices=Status.choices)
    status_on = models.DateField("状态日期", null=True)
    #: taken off the roster by mistake or as a duplicate; counts nowhere, stays visible
    removed = models.BooleanField(default=False)

    class Meta:
        abstract = True


class Graduate(Facts):
    """One person in one cohort. The facts here are a cache of the newest version."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, db_index=False)
    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, related_name="graduates")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="graduates")
    current = models.OneToOneField(
        "GraduateVersion", on_delete=models.PROTECT, null=True, related_name="+"
    )
    initials = models.CharField(max_length=160, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["cohort", "student_no"],
                condition=~Q(student_no="") & Q(removed=False),
                name="student_no_once",
            ),
            models.UniqueConstraint(
                fields=["cohort", "exam_no"],
                condition=~Q(exam_no="") & Q(removed=False),
                name="exam_no_once",
            ),
        ]
        indexes = [
            models.Index(fields=["school", "cohort", "college", "student_no"]),
            models.Index(fields=["school", "cohort", "student_no"]),
            models.Index(fields=["school", "cohort", "residence"]),
            models.Index(fields=["school", "cohort", "status"]),
            # every count of the roster's list, for any scope, without a look into the rows
            models.Index(
                fields=[
                    "school",
                    "cohort",
                    "college",
                    "level",
                    "status",
                    "residence",
                    "removed",
                    "person",
                ],
                name="roster_counts",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pk}"


class GraduateVersion(Facts):
    """What was known of a graduate from ``recorded_at`` on; immutable."""

    class Reason(models.TextChoices):
        NEW = "new", "新增"
        CORRECTION = "correction", "更正"
        STATUS = "status", "学籍状态变化"
        TRANSFER = "transfer", "转单位"
        REMOVAL = "removal", "移出名册"
        RESTORE = "restore", "恢复"

    school = models.ForeignKey(School, on_delete=models.PROTECT, db_index=False)
    graduate = models.ForeignKey(
        Graduate, on_delete=models.PROTECT, related_name="versions", db_index=False
    )
    number = models.PositiveIntegerField()
    recorded_at = models.DateTimeField()
    effective_on = models.DateField()
    reason = models.CharField(max_length=12, choices=Reason.choices)
    note = models.CharField("说明", max_length=200, blank=True)
    source = models.CharField("来源", max_length=80, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+",
        db_index=False,
    )  # fmt: skip

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["graduate", "number"], name="graduate_version_once")
        ]
        indexes = [models.Index(fields=["school", "recorded_at"])]

    def __str__(self) -> str:
        return f"{self.graduate_id} #{self.number}"


class RegistryRow(models.Model):
    """A row of the official register as it was copied; replaced rows stay with their time."""

    school = models.ForeignKey(School, on_delete=models.PROTECT)
    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT)
    graduate = models.ForeignKey(
        Graduate, on_delete=models.PROTECT, null=True, related_name="registry_rows"
    )
    key = models.CharField(max_length=40)
    student_no = models.CharField(max_length=30, blank=True)
    exam_no = models.CharField(max_length=20, blank=True)
    name = models.CharField(max_length=60, blank=True)
    gender = models.CharField(max_length=2, blank=True)
    identity_blind = models.CharField(max_length=32, blank=True)
    identity_masked = models.CharField(max_length=20, blank=True)
    birth_on = models.DateField(null=True)
    college_name = models.CharField(max_length=60, blank=True)
    major_code = models.CharField(max_length=20, blank=True)
    major_name = models.CharField(max_length=80, blank=True)
    direction = models.CharField(max_length=80, blank=True)
    level = models.CharField(max_length=6, blank=True)
    completion = models.CharField(max_length=12, blank=True)
    status = models.CharField(max_length=12, blank=True)
    recorded_at = models.DateTimeField()
    replaced_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["cohort", "key"],
                condition=Q(replaced_at__isnull=True),
                name="registry_row_once",
            )
        ]
        indexes = [models.Index(fields=["school", "cohort", "graduate"])]

    def __str__(self) -> str:
        return self.key


class RegistryMismatch(models.Model):
    """Roster and registry disagree on one field of one graduate; 教务处 or 研究生院 answers."""

    class State(models.TextChoices):
        OPEN = "open", "待答复"
        ANSWERED = "answered", "已答复"
        CLOSED = "closed", "已一致"

    class Answer(models.TextChoices):
        ROSTER_WRONG = "roster_wrong", "以学籍为准，名册需更正"
        REGISTRY_WRONG = "registry_wrong", "学籍有误，将更正学籍"
        BOTH_RIGHT = "both_right", "两者均无误，情况说明"

    school = models.ForeignKey(School, on_delete=models.PROTECT)
    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT)
    college = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True)
    graduate = models.ForeignKey(Graduate, on_delete=models.PROTECT, null=True)
    registry_row = models.ForeignKey(RegistryRow, on_delete=models.PROTECT, null=True)
    field = models.CharField(max_length=20)
    ours = models.CharField(max_length=120, blank=True)
    theirs = models.CharField(max_length=120, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    answer = models.CharField(max_length=16, choices=Answer.choices, blank=True)
    note = models.CharField(max_length=300, blank=True)
    found_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["graduate", "field"],
                condition=~Q(state="closed") & Q(graduate__isnull=False),
                name="one_open_mismatch_a_field",
            )
        ]
        indexes = [
            models.Index(fields=["school", "cohort", "college", "state"]),
            # the list in its order, open ones first, and every count of it
            models.Index(
                fields=["school", "cohort", "-state", "college", "field"],
                name="mismatches_in_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.graduate_id} {self.field}"
