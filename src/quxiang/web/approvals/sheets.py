"""A sheet of many as it stands: its rows, what changed since it was made, what binds it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING

from django.db.models import QuerySet
from django.http import Http404

from quxiang.web.approvals.binding import hashes_of
from quxiang.web.approvals.clean import Why, may_gather, with_why
from quxiang.web.approvals.models import RunStep, Sheet, SheetRow, Signature
from quxiang.web.approvals.seats import SIGNING
from quxiang.web.approvals.states import RunState, StepState
from quxiang.web.destinations.access import may_see_destination, registrations_visible_to
from quxiang.web.orgs.kinds import PostKind, whose
from quxiang.web.orgs.selectors import posts_of

if TYPE_CHECKING:
    from quxiang.web.accounts.models import User

#: what rows are read with
_RELATED = (
    "version__judgement", "registration__graduate__person", "step__run__version",
)  # fmt: skip
#: how much of a hash people can compare by eye; printed on the sheet
SHORT = 12
#: told to whoever is refused the list
SEES_SHEETS = whose(
    "指导老师", *SIGNING, PostKind.SECRETARY, PostKind.RECORDER, PostKind.CENTRE_OFFICER
)


def may_see_sheets(user: User) -> bool:
    """Say whether somebody has a list of sheets: who makes them, and whoever sees a unit's."""
    posts = posts_of(user)
    sees = posts.sees_school or bool(posts.seen_units)
    return may_gather(user) or (sees and not user.is_graduate and may_see_destination(user))


def sheets_visible_to(user: User) -> QuerySet[Sheet]:
    """Return the sheets ``user`` made, and those of the units ``user`` works for."""
    if user.is_graduate or not may_see_destination(user):
        return Sheet.objects.none()
    own, posts = Sheet.objects.filter(school_id=user.school_id), posts_of(user)
    if posts.sees_school:
        return own
    if units := posts.seen_units:
        return own.filter(college_id__in=units) | own.filter(made_by_id=user.pk)
    return own.filter(made_by_id=user.pk)


def get_sheet_for(user: User, sheet_id: int) -> Sheet:
    """Return a sheet ``user`` may see; raises ``Http404`` for every other."""
    related = ("cohort", "college", "made_by")
    found = sheets_visible_to(user).select_related(*related).filter(pk=sheet_id).first()
    if found is None:
        raise Http404
    return found


def rows_of(sheet: Sheet) -> list[SheetRow]:
    """Return the rows in the order they stand on the sheet."""
    return list(sheet.rows.select_related(*_RELATED).order_by("pk"))


def visible_rows(
    sheet: Sheet, rows: Sequence[SheetRow], user: User, mine: Collection[int] = ()
) -> list[SheetRow]:
    """Return the rows about graduates ``user`` still sees; ``mine`` are steps to be signed."""
    posts = posts_of(user)
    if posts.sees_school or sheet.college_id in posts.seen_units:
        return list(rows)
    ids = [row.registration_id for row in rows if row.step_id not in mine]
    others = registrations_visible_to(user).filter(pk__in=ids)
    seen = set(others.values_list("pk", flat=True)) if ids else set()
    return [row for row in rows if row.step_id in mine or row.registration_id in seen]


def digest_of(sheet: Sheet, rows: Sequence[SheetRow]) -> str:
    """Return SHA-256 over all a sheet binds, in its order: whose, which version, which files."""
    whole = [
        [sheet.cohort_id, sheet.college_id, sheet.level],
        *([row.registration_id, row.version_id, row.digest, row.evidence] for row in rows),
    ]
    return hashlib.sha256(json.dumps(whole, separators=(",", ":")).encode()).hexdigest()


def steps_of(rows: Sequence[SheetRow], school_id: int) -> dict[int, RunStep]:
    """Return the steps of these rows as they are now, with why they would be signed singly."""
    found = RunStep.objects.filter(pk__in=[row.step_id for row in rows])
    related = ("run__version", "run__registration__graduate__person", "college")
    return {each.pk: each for each in with_why(found, school_id).select_related(*related)}


def changes_of(rows: Sequence[SheetRow], steps: Mapping[int, RunStep]) -> dict[int, str]:
    """Say, by row, what is no longer as it stood when the sheet was made."""
    evidence = hashes_of([row.version for row in rows])
    said = {row.pk: _changed(row, steps[row.step_id], evidence[row.version_id]) for row in rows}
    return {pk: sentence for pk, sentence in said.items() if sentence}


def _changed(row: SheetRow, step: RunStep, evidence: Sequence[str]) -> str:
    run = step.run
    if run.version_id != row.version_id or run.version.digest != row.digest:
        return f"内容已变更，现为第 {run.version.number} 版"
    if list(evidence) != list(row.evidence):
        return "佐证材料有增减"
    if step.state == StepState.DONE:
        return "这一步已经签过"
    if step.state != StepState.OPEN or run.state != RunState.RUNNING:
        return "已退回或撤回，不在这一步"
    why = str(step.why)  # type: ignore[attr-defined]
    return str(Why(why).label) if why else ""


def moved_on(row: SheetRow) -> str:
    """Say what a row's own step and run show of a change; files are looked at when it is signed."""
    run = row.step.run
    if run.version_id != row.version_id:
        return f"内容已变更，现为第 {run.version.number} 版"
    if row.step.state == StepState.DONE:
        return ""
    still = row.step.state == StepState.OPEN and run.state == RunState.RUNNING
    return "" if still else "已退回或撤回，不在这一步"


def who_signed(sheet: Sheet) -> list[Signature]:
    """Return one signature of each person and post that signed the sheet."""
    people = sheet.signatures.select_related("user", "post", "on_behalf_of", "recorded_by", "scan")
    return list({(s.user_id, s.post_id): s for s in people.order_by("-pk")}.values())[::-1]


def named(rows: Sequence[SheetRow], said: Mapping[int, str], most: int = 5) -> str:
    """Name the rows of which something is said, with what; many are counted after a few."""
    about = [row for row in rows if row.pk in said]
    texts = [f"{row.registration.graduate.name}（{said[row.pk]}）" for row in about[:most]]
    return "、".join(texts) + (f"等 {len(about)} 人" if len(about) > most else "")


def may_upload(user: User, sheet: Sheet) -> bool:
    """Say whether somebody records a sheet signed in ink: recorder and secretary, the centre."""
    posts = posts_of(user)
    units: Collection[int] = posts.units(PostKind.RECORDER, PostKind.SECRETARY)
    return posts.has(PostKind.CENTRE_OFFICER) or sheet.college_id in units
