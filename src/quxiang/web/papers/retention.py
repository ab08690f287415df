"""How long papers are kept, and that the store knows their files."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from quxiang.web.evidence.naming import Names, names_files
from quxiang.web.evidence.retention import DAYS
from quxiang.web.papers.models import (
    Paper,
    PaperFile,
    PaperReceipt,
    PaperSignature,
    PaperStep,
)
from quxiang.web.privacy.holds import Held
from quxiang.web.privacy.kinds import Kind, Rows, add_kind


@names_files
def of_papers() -> Names:
    for name in ("sha256", "word_sha256"):
        rows = Paper.objects.exclude(**{name: ""}).order_by()
        yield from rows.values_list("school_id", name).distinct().iterator()
    yield from PaperFile.objects.order_by().values_list("school_id", "sha256").distinct()


def _over(school_id: int, before: datetime, held: Held) -> Rows:
    rows = Paper.objects.filter(school_id=school_id, prepared_at__lt=before)
    return rows.exclude(cohort__in=held.cohorts())


def _drop(keys: Sequence[int]) -> int:
    """Delete papers with all that belongs to them; what the trail says of them stays."""
    for model in (PaperReceipt, PaperSignature, PaperStep, PaperFile):
        model._default_manager.filter(paper__in=keys).delete()
    return int(Paper.objects.filter(pk__in=keys).delete()[0])


add_kind(
    Kind(
        "signed_papers", "签署文件及其签字、盖章件和回执", "备好", DAYS,
        "学校通知：自查材料随佐证材料至少保存三年备查。", _over, _drop, DAYS,
    )
)  # fmt: skip
