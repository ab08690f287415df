"""How long compilations are kept, and that the store knows their volumes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from quxiang.web.compilations.models import Compilation, Volume
from quxiang.web.evidence.naming import Names, names_files
from quxiang.web.evidence.retention import DAYS
from quxiang.web.privacy.holds import Held
from quxiang.web.privacy.kinds import Kind, Rows, add_kind


@names_files
def of_volumes() -> Names:
    yield from Volume.objects.order_by().values_list("school_id", "sha256").distinct()


def _over(school_id: int, before: datetime, held: Held) -> Rows:
    rows = Compilation.objects.filter(school_id=school_id, moment__lt=before)
    return rows.exclude(cohort__in=held.cohorts())


def _drop(keys: Sequence[int]) -> int:
    return int(Compilation.objects.filter(pk__in=keys).delete()[0])


add_kind(
    Kind(
        "compilations", "证明材料汇编及其分册", "汇编", DAYS,
        "学校通知：自查材料随佐证材料至少保存三年备查。", _over, _drop, DAYS,
    )
)  # fmt: skip
