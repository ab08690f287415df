"""What ``doctor`` says of a school's posts."""

from __future__ import annotations

from collections.abc import Iterator

from quxiang.web.common import clock
from quxiang.web.common.health import Finding, look
from quxiang.web.orgs.models import School
from quxiang.web.orgs.selectors import colleges_without_recorder


@look
def recorders() -> Iterator[Finding]:
    """Name the colleges nobody registers for."""
    schools = list(School.objects.all())
    if not schools:
        yield Finding("学校", False, "还没有建立学校。", "请打开网站，按首次使用的步骤设置。")
    for school in schools:
        missing = [u.name for u in colleges_without_recorder(school.pk, clock.now())]
        where = f"{school.name}：" if len(schools) > 1 else ""
        if missing:
            sentence = f"{where}{'、'.join(missing)} 没有录入员。"
            yield Finding("录入员", False, sentence, "请在“单位与岗位”里办理交接。")
        else:
            yield Finding("录入员", True, f"{where}每个学院都有一名录入员。")
