"""A yearly sheet as a PDF, and as rows of a workbook."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from quxiang.web.assessment.lists import state_of
from quxiang.web.assessment.models import Listing
from quxiang.web.assessment.sheets import Basis, Sheet, sheets_of
from quxiang.web.assessment.terms import uses_of
from quxiang.web.common import clock
from quxiang.web.documents.models import Document
from quxiang.web.documents.selectors import Yearly
from quxiang.web.documents.services.making import make_yearly
from quxiang.web.orgs.models import Unit
from quxiang.web.roster.models import Cohort

if TYPE_CHECKING:
    from quxiang.web.accounts.models import User


def print_sheet(*, cohort: Cohort, college: Unit, site: str, by: User) -> Document:
    """Make the sheet of a college as it stands now; the same content again is the same PDF."""
    basis, (sheet,) = sheets_of(cohort, [college])
    known = uses_of(cohort)
    said = Yearly(
        about=f"{college.name} · {cohort}",
        basis=[each for each in (_named(basis), _newer(basis), basis.lacking) if each],
        lines=[
            [e.measure.part, e.measure.title, e.measure.definition, e.measure.source,
             e.counts, e.value]
            for e in sheet.lines
        ],
        listings=[
            [str(e.number), e.title, state_of(e),
             "、".join(row.name for code, row in known.items() if code in e.uses), _days(e)]
            for e in sheet.listings
        ],
        uses=[[row.name, row.extra["meaning"], row.extra["clause"]] for row in known.values()],
    )  # fmt: skip
    return make_yearly(college=college, year=cohort.year, said=said, site=site, by=by)


def _named(basis: Basis) -> str:
    """Name what it is counted from; the moment it was made stands in the PDF's foot."""
    return basis.words.replace(f"截至 {clock.local(basis.as_of):%Y-%m-%d %H:%M}", "截至本表生成")


def _newer(basis: Basis) -> str:
    return f"另有更新的快照第 {basis.newer} 份，还没有运行规则" if basis.newer else ""


def _days(listing: Listing) -> str:
    decided = listing.decided_at
    return f"{clock.local(decided):%Y-%m-%d}" if decided is not None else ""


def rows_of(basis: Basis, sheets: Sequence[Sheet]) -> Iterator[Sequence[object]]:
    """Give every line of every sheet, its entries, and last what all of it is counted from."""
    for sheet in sheets:
        for line in sheet.lines:
            each = line.measure
            yield (
                sheet.college.name, each.part, each.title, each.definition, each.source,
                line.numerator, line.denominator, line.value,
            )  # fmt: skip
        for entry in sheet.listings:
            title = f"第 {entry.number} 号 {entry.title}"
            yield (sheet.college.name, "负面清单", title, "", "负面清单", "", "", state_of(entry))
    yield ("", "", basis.words)
