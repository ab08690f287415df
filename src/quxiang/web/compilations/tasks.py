"""The worker's part: bind what was asked for."""

from __future__ import annotations

from typing import Any

from quxiang.web.compilations.models import Compilation
from quxiang.web.compilations.services.asking import TASK
from quxiang.web.compilations.services.making import make
from quxiang.web.jobs.progress import Progress
from quxiang.web.jobs.registry import task


@task(TASK, "汇编证明材料")
def compile_records(progress: Progress, compilation: int, site: str) -> dict[str, Any]:
    """Make one compilation; done again it is the same one."""
    row = Compilation.objects.select_related("school", "cohort", "college", "by").get(
        pk=compilation
    )
    make(row, site, progress)
    return {"message": f"{row.title}：{row.get_state_display()}。"}
