"""What ``doctor`` says of the notice."""

from __future__ import annotations

from collections.abc import Iterator

from quxiang.web.common.health import Finding, look
from quxiang.web.orgs.models import School
from quxiang.web.privacy.models import Notice


@look
def notices() -> Iterator[Finding]:
    """Name the schools that have told nobody what they keep."""
    told = set(Notice.objects.values_list("school_id", flat=True))
    for school in School.objects.all():
        if school.pk in told:
            yield Finding("个人信息说明", True, f"{school.name}已发布个人信息说明。")
        else:
            yield Finding(
                "个人信息说明", False, f"{school.name}还没有发布个人信息说明。",
                "请中心在“个人信息”里补充草稿并发布。",
            )  # fmt: skip
