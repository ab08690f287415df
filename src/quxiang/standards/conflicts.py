"""Which values of an employer's columns go with a destination, a job, a nature, an industry."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from quxiang.standards.rows import CodeConflict
from quxiang.standards.sources import Raw

#: what a conflict may start from, and what may conflict with it, each with its code table
GIVEN: Mapping[str, str] = {
    "code": "destination", "employer_nature": "employer_nature", "industry": "industry",
    "job": "job_category",
}  # fmt: skip
#: the credit code has no table: it is there (``ANY``) or not
FIELDS: Mapping[str, str] = {
    "employer_nature": "employer_nature", "industry": "industry", "job": "job_category",
    "employer_uscc": "",
}  # fmt: skip
ANY = "*"


def code_conflicts(raw: Raw) -> Iterator[CodeConflict]:
    """Yield the rows of the matrix of what goes with what."""
    for cells in raw.values():
        if cells["severity"] != "none":
            yield CodeConflict(
                given=cells["given"],
                value=cells["value"],
                field=cells["field"],
                fits=cells["fits"],
                doubtful=tuple(filter(None, cells["doubtful"].split("|"))),
                reason=cells["reason"],
                severity=cells["severity"],
                basis=cells["basis"],
                confidence=cells["confidence"],
                overlaid=tuple(filter(None, cells.get("overlaid", "").split("|"))),
            )
