"""Print a sheet of many: every row with its version, the hash that binds them, lines to sign on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from quxiang.web.approvals.models import Level, Sheet, SheetRow
from quxiang.web.approvals.sheets import SHORT, who_signed
from quxiang.web.destinations.models import Version
from quxiang.web.documents.models import Document
from quxiang.web.documents.selectors import RELATED
from quxiang.web.documents.services.making import make_batch_sheet
from quxiang.web.documents.sources import Signature

if TYPE_CHECKING:
    from quxiang.web.accounts.models import User

#: where a group signs, there may be two
_LINES = {Level.ADVISER: 1, Level.COLLEGE: 2, Level.SCHOOL: 1}


def make_sheet(sheet: Sheet, rows: Sequence[SheetRow], *, site: str, by: User | None) -> Document:
    """Make the paper of a sheet; who signed it on the screen stands on it."""
    versions = Version.objects.select_related(*RELATED).in_bulk([row.version_id for row in rows])
    short = sheet.digest[:SHORT]
    facts = [
        ("审签单", f"第 {sheet.number} 号"), ("环节", Level(sheet.level).label),
        ("审签单摘要", short), ("检查", "生成时各份均无疑点"),
    ]  # fmt: skip
    return make_batch_sheet(
        batch=sheet.pk, cohort=sheet.cohort, college=sheet.college,
        versions=[versions[row.version_id] for row in rows], site=site, by=by, facts=facts,
        signatures=list(_lines(sheet)), mark=f"审签单摘要 {short}",
    )  # fmt: skip


def _lines(sheet: Sheet) -> Iterator[Signature]:
    level = Level(sheet.level)
    signed = who_signed(sheet)
    for each in signed:
        post = each.post.title if each.post is not None else ""
        way = f"{each.get_way_display()} {each.signed_on or ''}".strip()
        yield Signature(f"{level.label}审签", each.user.name, post, each.at, way)
    for _ in range(_LINES.get(level, 1) if not signed else 0):
        yield Signature(f"{level.label}审签")
