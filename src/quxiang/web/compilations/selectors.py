"""What of a college is compiled, and whether its heads have it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery

from quxiang.web.compilations.models import Compilation
from quxiang.web.orgs.models import Unit
from quxiang.web.papers.models import Paper
from quxiang.web.papers.selectors import newest_of
from quxiang.web.papers.states import PaperState
from quxiang.web.roster.models import Cohort

KIND = "compilation"
#: states of the paper in which what was compiled stands as it is
_STANDS = (PaperState.SIGNING, PaperState.SIGNED, PaperState.FILED, PaperState.ACCEPTED)


def paper_of(compilation: Compilation) -> Paper | None:
    """Return the newest version of cover and index, which both heads sign."""
    return newest_of(school_id=compilation.school_id, kind=KIND, subject=compilation.pk)


@dataclass(frozen=True)
class Newest:
    """What a page tells of the newest version of cover and index."""

    pk: int
    version: int
    state: PaperState

    @property
    def get_state_display(self) -> str:
        return str(self.state.label)


def with_paper(rows: QuerySet[Compilation]) -> QuerySet[Compilation]:
    """Read compilations together with the newest paper of each, for :func:`newest_in`."""
    papers = Paper.objects.filter(
        school=OuterRef("school"), kind=KIND, subject=OuterRef("pk")
    ).order_by("-version", "-pk")
    names = ("pk", "version", "state")
    return rows.annotate(**{f"paper_{name}": Subquery(papers.values(name)[:1]) for name in names})


def newest_in(row: Any) -> Newest | None:
    """Return the paper a compilation was read with."""
    if row.paper_pk is None:
        return None
    return Newest(row.paper_pk, row.paper_version, PaperState(row.paper_state))


def heads_have(compilation: Compilation) -> bool:
    """Say whether it was sent to be signed: then it stays, and what came later is a supplement."""
    paper = paper_of(compilation)
    return paper is not None and paper.state in _STANDS


def of_college(cohort: Cohort, college: Unit) -> list[Compilation]:
    """Return the compilation of a college and its supplements, in order."""
    rows = Compilation.objects.filter(cohort=cohort, college=college).order_by("number")
    return list(rows.select_related("college", "cohort", "school"))
