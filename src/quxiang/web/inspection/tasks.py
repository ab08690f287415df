"""Make a pack in the background; remove what is past its last day."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from typing import Any

from quxiang.web.audit import trail
from quxiang.web.common import clock
from quxiang.web.common.refusals import InvalidError, StaleStateError
from quxiang.web.common.states import move
from quxiang.web.evidence.storage.places import PlaceError
from quxiang.web.inspection import sealing
from quxiang.web.inspection.building import COLUMNS, Built, build
from quxiang.web.inspection.models import Pack
from quxiang.web.inspection.services.asking import TASK
from quxiang.web.inspection.states import PACKING, PackState
from quxiang.web.jobs.progress import Progress
from quxiang.web.jobs.registry import every, periodic, task
from quxiang.web.release.services import Leaving, leaving, left
from quxiang.web.roster.models import Graduate

WHAT = "迎检材料包"
UNREADABLE = "有一份材料读不出来，材料包没有生成；请管理员先用 quxiang doctor 查看材料存储。"
BROKEN = "生成时出错，材料包没有生成；请把时间告诉管理员，查看后台日志后再提出。"


@task(TASK, "生成迎检材料包")
def make(progress: Progress, *, pack: int) -> dict[str, Any]:
    """Write a pack into a sealed file and let it through the gate; done once, if asked again."""
    row = Pack.objects.select_related("cohort", "school", "by").get(pk=pack)
    if row.state != PackState.MAKING:
        return {"message": row.get_state_display()}
    progress.start(Graduate.objects.filter(cohort=row.cohort, removed=False).count())
    it = leaving(row.by, what=WHAT, purpose=f"{row.purpose}；交给{row.recipient}")
    try:
        with sealing.Sealing(row.school_id) as out:
            built = build(out, row, it.line, progress.at)
    except PlaceError:
        return _failed(row, UNREADABLE)
    except InvalidError as error:  # the certificate is not fit to seal
        return _failed(row, str(error)[:200])
    except Exception:
        _failed(row, BROKEN)
        raise
    try:
        _finish(row, it, built, out)
    except StaleStateError:  # another worker made it meanwhile
        sealing.forget(out.path)
        return {"message": "已由另一个后台进程生成。"}
    return {"message": f"已生成，{built.files} 个文件，清单散列 {built.root}。"}


def _failed(row: Pack, why: str) -> dict[str, Any]:
    """Say why it was not made, unless another worker made it meanwhile."""
    with suppress(StaleStateError), trail.atomic():
        move(row, PACKING["fail"], by=row.by, why=why)
    return {"message": why}


@trail.atomic()
def _finish(row: Pack, it: Leaving, built: Built, out: sealing.Sealing) -> None:
    export = left(
        it, columns=COLUMNS, rows=len(built.subjects), sha256=out.sha256, subjects=built.subjects
    )
    told = {
        "files": built.files, "size": out.size, "root": built.root, "sealed_by": built.sealed_by,
        "sha256": out.sha256,
        "path": out.path, "key_sealed": out.key_sealed, "export": export,
    }  # fmt: skip
    move(row, PACKING["finish"], by=row.by, reason=built.root, **told)


@periodic("inspection.sweep", every(hours=6))
def sweep(now: datetime) -> None:
    """Remove what is past its last day; its root and who had it stay."""
    today = clock.local(now).date()
    for row in Pack.objects.filter(state=PackState.READY, expires_on__lt=today):
        with suppress(StaleStateError), trail.atomic():
            move(row, PACKING["remove"], by=None, key_sealed="", chosen=[])
        sealing.forget(row.path)
