"""The people behind the change of a denominator, and who recorded what made it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from quxiang.web.roster.access import graduates_visible_to
from quxiang.web.roster.denominator import Difference, Here, counting_at
from quxiang.web.roster.inforce import settings_of
from quxiang.web.roster.models import Cohort, CohortSettings, GraduateVersion

if TYPE_CHECKING:
    from quxiang.web.accounts.models import User

_READ = (
    "graduate_id", "recorded_at", "number", "status", "completion", "removed", "college_id",
    "residence_id", "effective_on", "note", "source", "by__name", "college__name",
)  # fmt: skip


@dataclass(frozen=True)
class Mover:
    """Somebody who came to be counted or no longer is; without a name where out of scope now."""

    graduate_id: int
    name: str
    student_no: str
    college: str
    difference: Difference
    at: datetime
    by: str
    note: str


def movers_of(differences: Sequence[Difference]) -> list[tuple[int, Difference]]:
    """Return everybody behind some reasons, in their order."""
    return [(each, why) for why in differences for each in why.graduate_ids]


def told_for(
    user: User, cohort: Cohort, moved: Collection[tuple[int, Difference]],
    between: tuple[datetime, datetime], here: Here,
) -> Iterator[Mover]:  # fmt: skip
    """Yield the people of one page: name, college, reason, and who recorded it and when."""
    ids = [each for each, _ in moved]
    seen = graduates_visible_to(user).filter(pk__in=ids).in_bulk()
    history, changed = _versions(ids, between[1]), settings_of(cohort, between[1])
    counting = counting_at(cohort, between[1])
    for graduate_id, why in moved:
        versions = history[graduate_id]
        counted = [counting.counts(each, here) for each in versions]
        version = _deciding(versions, counted, between[0])
        known = seen.get(graduate_id)
        name, number = (known.name, known.student_no) if known else ("", "")
        said = _said(changed if why.by_settings and changed else version, hidden=known is None)
        yield Mover(graduate_id, name, number, versions[-1].college.name, why, *said)


def _versions(ids: Sequence[int], moment: datetime) -> Mapping[int, list[GraduateVersion]]:
    rows = GraduateVersion.objects.filter(graduate_id__in=ids, recorded_at__lte=moment)
    found: dict[int, list[GraduateVersion]] = defaultdict(list)
    named = rows.select_related("by", "college").only(*_READ)
    for version in named.order_by("graduate_id", "recorded_at", "number"):
        found[version.graduate_id].append(version)
    return found


def _deciding(
    versions: Sequence[GraduateVersion], counted: Sequence[bool], earlier: datetime
) -> GraduateVersion:
    """Return the version since which somebody is counted, or not, as at the end."""
    at = len(versions) - 1
    while at and counted[at - 1] == counted[-1] and versions[at - 1].recorded_at > earlier:
        at -= 1
    return versions[at]


def _said(version: GraduateVersion | CohortSettings, *, hidden: bool) -> tuple[datetime, str, str]:
    """Return when it was recorded, by whom, and why; what is said of somebody hidden stays so."""
    by = version.by.name if version.by else ""
    if isinstance(version, CohortSettings):
        return version.at, by, version.reason
    return version.recorded_at, by or version.source, "" if hidden else version.note
