"""What the parts of evidence on any page need: the checklist, the files, what may be done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from quxiang.web.destinations.access import may_file
from quxiang.web.evidence.access import may_open
from quxiang.web.evidence.filed import Filed
from quxiang.web.evidence.models import Evidence
from quxiang.web.evidence.selectors import (
    Reuse,
    Standing,
    kept_until,
    missing_kinds,
    reused,
    shown_files_of,
)
from quxiang.web.evidence.services.reopening import warning_for
from quxiang.web.evidence.words import kind_names, kinds_to_choose
from quxiang.web.reference.selectors import standard_of
from quxiang.web.roster.access import is_lent
from quxiang.web.roster.models import Graduate

if TYPE_CHECKING:
    from quxiang.web.accounts.models import User

TONES = {
    Standing.THERE: "good", Standing.ALTERNATIVE: "good", Standing.UNCERTAIN: "doubt",
    Standing.MISSING: "wrong",
}  # fmt: skip


@dataclass(frozen=True)
class Shown:
    """One file as a page shows it."""

    file: Evidence
    kind: str
    reuse: Reuse | None
    until: date | None
    opens: bool

    @property
    def numbers(self) -> range:
        """Return the pages after the first, which the thumbnail opens."""
        return range(2, 1 if self.file.is_picture else self.file.pages + 1)


def kinds_for(graduate: Graduate) -> list[tuple[str, str]]:
    """Return the kinds somebody may upload for a graduate."""
    return kinds_to_choose(standard_of(graduate.school_id, graduate.cohort.scheme))


def papers_of(user: User, graduate: Graduate, filed: Filed) -> dict[str, Any]:
    """Return the context of the parts ``evidence/parts/`` for one graduate."""
    standard = standard_of(graduate.school_id, graduate.cohort.scheme)
    files = shown_files_of(graduate)
    asked = missing_kinds(standard, filed.code, filed.startup_form, files, filed.version)
    names, reuse = kind_names(standard), reused(user, files)
    lent, opens = is_lent(user, graduate), may_open(user)
    one_by_one = lent or user.is_graduate
    shown = [
        Shown(
            each, names.get(each.kind, each.kind), reuse.get(each.pk), kept_until(each),
            opens and not (each.is_list and one_by_one),
        )
        for each in files
    ]  # fmt: skip
    adds = may_file(user, graduate) and graduate.cohort.archived_at is None
    accepted = tuple(kind for each in asked for kind in each.proof.accepted)
    return {
        "graduate": graduate,
        "filed": filed,
        "kinds": kinds_to_choose(standard, accepted),
        "requirements": [(each, TONES[each.standing]) for each in asked],
        "papers": [each for each in shown if each.file.version in (None, filed.version)],
        "earlier": [each for each in shown if each.file.version not in (None, filed.version)],
        "adds": adds,
        "reopening": warning_for(graduate, filed.state) if adds else "",
        "lent": lent,
    }
