"""The people behind the change of a denominator, and who recorded what made it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef

from quxiang.web.roster.access import graduates_visible_to
from quxiang.web.roster.denominator import Denominator, Difference, Here
from quxiang.web.roster.models import CohortSettings, GraduateVersion

if TYPE_CHECKING:
    from quxiang.web.accounts.models import User

_READ = (
    "graduate_id", "recorded_at", "number", "status", "completion", "removed", "college_id",
    "residence_id", "effective_on", "note", "source", "by__name", "college__name", "graduate__name",
    "graduate__student_no",
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
    user: User, told: Denominator, moved: Collection[tuple[int, Difference]], here: Here
) -> Iterator[Mover]:
    """Yield the people of one page: name, college, reason, and who recorded it and when."""
    history = _versions(user, [each for each, _ in moved], told.later)
    for graduate_id, why in moved:
        versions = history[graduate_id]
        counted = [told.since.counts(each, here) for each in versions]
        version, newest = _deciding(versions, counted, told.earlier), versions[-1]
        seen = newest.is_seen  # type: ignore[attr-defined]
        name, number = (newest.graduate.name, newest.graduate.student_no) if seen else ("", "")
        settings = told.since.version if why.by_settings else None
        said = _said(settings or version, hidden=not seen)
        yield Mover(graduate_id, name, number, newest.college.name, why, *said)


def _versions(
    user: User, ids: Sequence[int], moment: datetime
) -> Mapping[int, list[GraduateVersion]]:
    rows = GraduateVersion.objects.filter(graduate_id__in=ids, recorded_at__lte=moment)
    seen = Exists(graduates_visible_to(user).filter(pk=OuterRef("graduate_id")))
    named = rows.annotate(is_seen=seen).select_related("by", "college", "graduate").only(*_READ)
    found: dict[int, list[GraduateVersion]] = defaultdict(list)
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
