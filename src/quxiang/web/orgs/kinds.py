"""The posts a school has, and what each of them sees: one table, read by access everywhere."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import TextChoices


class PostKind(TextChoices):
    """Posts as in the domain; ``graduate`` and ``adviser`` are relations, not posts."""

    RECORDER = "recorder", "录入员"
    COLLEGE_REVIEWER = "college_reviewer", "学院审签人"
    COLLEGE_EMPLOYMENT_HEAD = "college_employment_head", "院级就业工作主要负责人"
    COLLEGE_HEAD = "college_head", "学院党政主要负责人"
    CENTRE_OFFICER = "centre_officer", "中心工作人员"
    SCHOOL_REVIEWER = "school_reviewer", "学校就业工作负责人"
    SCHOOL_EMPLOYMENT_HEAD = "school_employment_head", "校级就业工作主要负责人"
    SCHOOL_HEAD = "school_head", "校党政主要负责同志"
    RELEASE_APPROVER = "release_approver", "放行审批人"
    REGISTRY_OFFICER = "registry_officer", "学籍管理人员"
    AUDITOR = "auditor", "审计人员"
    CALLER = "caller", "核查员"
    SECRETARY = "secretary", "秘书"
    ADMINISTRATOR = "administrator", "系统管理员"


@dataclass(frozen=True)
class Sight:
    """What holders of a post see of graduates: whom, and whether numbers may be revealed."""

    reach: str  # school | unit | none
    reveals: bool = False
    second_factor: bool = False
    delegable: bool = True


K = PostKind
SIGHT: dict[str, Sight] = {
    K.RECORDER: Sight("unit", reveals=True, delegable=False),
    K.COLLEGE_REVIEWER: Sight("unit"),
    K.COLLEGE_EMPLOYMENT_HEAD: Sight("unit", second_factor=True),
    K.COLLEGE_HEAD: Sight("unit", second_factor=True),
    K.CENTRE_OFFICER: Sight("school", reveals=True, second_factor=True),
    K.SCHOOL_REVIEWER: Sight("school", second_factor=True),
    K.SCHOOL_EMPLOYMENT_HEAD: Sight("school", second_factor=True),
    K.SCHOOL_HEAD: Sight("none", second_factor=True),
    K.RELEASE_APPROVER: Sight("none", second_factor=True),
    K.REGISTRY_OFFICER: Sight("school"),
    K.AUDITOR: Sight("school"),
    K.CALLER: Sight("none", delegable=False),
    K.SECRETARY: Sight("unit"),
    K.ADMINISTRATOR: Sight("none", second_factor=True, delegable=False),
}

#: everybody who looks through lists of graduates; advisers see their own students only
LISTED = tuple(kind for kind, sight in SIGHT.items() if sight.reach != "none")


def whose(*who: str) -> str:
    """Return what somebody without any of these posts is told: who may, and whom to ask."""
    named = "、".join(str(PostKind(each).label) if each in SIGHT else each for each in who)
    return f"这里只由{named}使用，您没有这样的岗位。如确需办理，请联系就业创业指导中心。"


COLLEGE_POSTS = (
    K.RECORDER, K.COLLEGE_REVIEWER, K.COLLEGE_EMPLOYMENT_HEAD, K.COLLEGE_HEAD, K.SECRETARY,
)  # fmt: skip
SCHOOL_POSTS = tuple(kind for kind in PostKind if kind not in COLLEGE_POSTS)


class AdvisingKind(TextChoices):
    """In which capacity somebody advises a graduate (N3.5)."""

    EMPLOYMENT_TEACHER = "employment_teacher", "就业指导老师"
    MAJOR_TEACHER = "major_teacher", "专业教师"
    CLASS_TEACHER = "class_teacher", "班主任"
    STUDY_MENTOR = "study_mentor", "学业导师"
    RESEARCH_SUPERVISOR = "research_supervisor", "研究生导师"
    RESEARCH_SECRETARY = "research_secretary", "研究生秘书"
    COUNSELLOR = "counsellor", "毕业生辅导员"
