"""Add a file: judged and cleaned in a process apart, sealed into the store, noted in the trail."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import IntegrityError, transaction

from quxiang.problems import Problem, Where
from quxiang.web.audit import trail
from quxiang.web.common import clock, sealed
from quxiang.web.common.refusals import InvalidError, TooLargeError, require
from quxiang.web.destinations.access import FILES, may_file
from quxiang.web.destinations.models import Registration
from quxiang.web.destinations.services.holding import hold, registration_of
from quxiang.web.destinations.states import RegistrationState
from quxiang.web.evidence.intake.apart import prepared_apart, previews_apart
from quxiang.web.evidence.intake.limits import MEGABYTE, Limits, RefusedError
from quxiang.web.evidence.intake.prepared import Prepared
from quxiang.web.evidence.models import Evidence
from quxiang.web.evidence.services.removing import is_bound, take_away
from quxiang.web.evidence.services.reopening import SIGNED_FOR, refuse_unknowing, reopen
from quxiang.web.evidence.storage import vault
from quxiang.web.evidence.words import WAGES, kind_names, kinds_to_choose
from quxiang.web.reference.selectors import standard_of
from quxiang.web.roster.models import Graduate

if TYPE_CHECKING:
    from quxiang.web.accounts.models import User

#: files of one graduate that wait for the next version; more is a mistake or an attack
MOST = 30


@dataclass(frozen=True)
class Said:
    """What somebody says of a file they upload; ``areas`` as the page's script sends them."""

    kind: str
    title: str = ""
    areas: str = ""
    #: that nothing in it needs covering, which papers about pay have to say
    nothing_to_cover: bool = False
    wage_floor_met: bool | None = None
    wage_basis: str = ""
    #: that whoever signed already will have to sign again
    reopens: bool = False


@dataclass(frozen=True)
class Marks:
    """What a file is known by, the hash of what is kept and of the upload; what it stands for."""

    sha256: str
    upload_blind: str
    replaces: Evidence | None


def limits() -> Limits:
    """Return how large an upload may be at this installation."""
    return Limits(size=settings.EVIDENCE_MEGABYTES * MEGABYTE, pages=settings.EVIDENCE_PAGES)


def preview(*, graduate: Graduate, content: bytes, by: User) -> list[bytes]:
    """Return the pages of an upload to draw on; nothing of it is kept."""
    require(may_file(by, graduate), FILES)
    try:
        return previews_apart(content, limits())
    except RefusedError as refusal:
        raise refused(refusal) from refusal


def add(
    *, graduate: Graduate, content: bytes, said: Said, by: User, replaces: Evidence | None = None
) -> Evidence:
    """Keep a file for the next version of a graduate's registration, in place of another if given.

    In review it joins the version that is signed, and who signed is asked again; of what is
    signed, or entered and to be reopened, a new version is made. The upload itself is never kept,
    only what intake makes of it. Refuses what intake refuses, a kind the scheme does not know, a
    paper about pay that shows it, the same file again, and to undo signatures unasked.
    """
    require(may_file(by, graduate), FILES)
    _sound(graduate, said)
    try:
        kept = prepared_apart(content, said.areas, limits())
    except RefusedError as refusal:
        raise refused(refusal) from refusal
    # before its row: a row without a file would be a hole, a file without a row is swept
    sha256 = vault.keep(graduate.school_id, kept.content, kept.thumbnail)
    with trail.atomic():
        held = hold(registration_of(graduate))
        refuse_unknowing(held, knows=said.reopens)
        if replaces is not None and not is_bound(replaces, held):
            take_away(replaces, by=by, reason="换成新的文件")
        marks = Marks(sha256, blind_of(content), replaces)
        made = _noted(graduate, kept, marks, said, by)
        _joins(made, held, said, by)
        return made


def _joins(made: Evidence, held: Registration, said: Said, by: User) -> None:
    """Let a file belong to what is being signed, or let what was signed be signed anew with it."""
    if not said.reopens or held.state not in SIGNED_FOR:
        return
    if held.state == RegistrationState.IN_REVIEW and held.current is not None:
        made.version = held.current.number
        try:
            with transaction.atomic():
                made.save(update_fields=["version"])
        except IntegrityError as error:
            raise _twice() from error
    reopen(held, by=by)
    made.refresh_from_db()


def _twice() -> InvalidError:
    message = "这份文件已经在这里了，没有重复保存。"
    return InvalidError(Problem("twice", message, "要换一份的，请选另一个文件。"))


def kept_from(graduate: Graduate, now: datetime) -> date:
    """Return the day a file's retention begins: its season's end, or the day it came later."""
    return max(date(graduate.cohort.year, 8, 31), clock.local(now).date())


def blind_of(upload: bytes) -> str:
    """Return the keyed hash an upload is known by again; nobody can guess at it without the key."""
    return sealed.blind(hashlib.sha256(upload).hexdigest(), "evidence")


def refused(refusal: RefusedError) -> InvalidError:
    known = TooLargeError if refusal.problem.code == "size" else InvalidError
    return known(refusal.problem)


def _sound(graduate: Graduate, said: Said) -> None:
    standard = standard_of(graduate.school_id, graduate.cohort.scheme)
    if said.kind not in dict(kinds_to_choose(standard)):
        message = f"没有“{kind_names(standard).get(said.kind, said.kind)}”这种可上传的材料。"
        raise InvalidError(Problem("kind", message, "请从列表里选一种。", Where(column="kind")))
    if said.wage_floor_met is not None and not said.wage_basis:
        message = "写了薪酬是否达标，还没有选依据。"
        raise InvalidError(Problem("no_basis", message, "请选依据。", Where(column="wage_basis")))
    if said.kind in WAGES and not (said.areas.strip("[] ") or said.nothing_to_cover):
        message = "这类材料上常有金额、账号和证件号，还没有遮盖。"
        remedy = "请在图上把它们涂掉；确实没有的，请勾选“没有需要遮盖的内容”。"
        raise InvalidError(Problem("uncovered", message, remedy, Where(column="areas")))
    if said.kind in WAGES and said.wage_floor_met is None:
        message = "请写明薪酬是否达到当地最低工资标准，只记是否达到，不记金额。"
        raise InvalidError(Problem("no_wage", message, "", Where(column="wage_floor_met")))


def _noted(graduate: Graduate, kept: Prepared, marks: Marks, said: Said, by: User) -> Evidence:
    waiting = Evidence.objects.filter(
        graduate=graduate, version__isnull=True, removed_at__isnull=True
    )
    if waiting.count() >= MOST:
        message = f"一次最多放 {MOST} 份材料。"
        raise InvalidError(Problem("too_many", message, "请删去不需要的，再传这一份。"))
    now = clock.now()
    try:
        with transaction.atomic():
            made = Evidence.objects.create(
                school_id=graduate.school_id, cohort_id=graduate.cohort_id, graduate=graduate,
                college_id=graduate.college_id, kind=said.kind, title=said.title.strip(),
                sha256=marks.sha256, upload_blind=marks.upload_blind, size=len(kept.content),
                pages=kept.pages, media_type=kept.media_type, redacted=kept.redacted,
                stripped=kept.stripped, wage_floor_met=said.wage_floor_met,
                wage_basis=said.wage_basis, by=by, at=now, replaces=marks.replaces,
                keep_from=kept_from(graduate, now),
            )  # fmt: skip
    except IntegrityError as error:
        raise _twice() from error
    trail.record(
        "evidence.add", made, by=by, subjects=[graduate.pk],
        after={
            "kind": made.kind, "sha256": marks.sha256, "size": made.size, "pages": made.pages,
            "redacted": made.redacted, "stripped": made.stripped,
        },
    )  # fmt: skip
    return made
