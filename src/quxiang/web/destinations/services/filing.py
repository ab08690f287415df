"""File what a graduate or a recorder says: always a new version, never a change of an old one."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from quxiang.problems import Problem, Where
from quxiang.standards import Standard
from quxiang.web.audit import trail
from quxiang.web.common import clock
from quxiang.web.common.refusals import InvalidError, StaleStateError, require
from quxiang.web.destinations.access import FILES, may_file, source_of
from quxiang.web.destinations.changes import changed_fields, is_clerical, title_of_field
from quxiang.web.destinations.cleaning import Cleaned
from quxiang.web.destinations.fields import group_of
from quxiang.web.destinations.models import Draft, Registration, Version
from quxiang.web.destinations.services.holding import add, hold, registration_of, step
from quxiang.web.destinations.services.leaving import leaves, require_proof
from quxiang.web.destinations.states import RegistrationState as S
from quxiang.web.employers.selectors import find_employer
from quxiang.web.reference.selectors import standard_of
from quxiang.web.roster.models import Graduate

if TYPE_CHECKING:
    from quxiang.web.accounts.models import User

#: what happens when a version is submitted: the app that signs starts its run here
Follower = Callable[[Registration, Version, "User | None"], None]
_submitted: list[Follower] = []
_withdrawn: list[Follower] = []
#: what happens with many at once; who has a way of its own for that is not called one by one
FollowerOfMany = Callable[[Sequence[tuple[Registration, Version]], "User"], None]
_submitted_many: dict[Follower, FollowerOfMany] = {}
#: what changes a registration besides its fields, since a version of this number was signed: the
#: app that keeps papers knows some
Changer = Callable[[Registration, int], bool]
_changers: list[Changer] = []
REASON = Version.Reason


def follows_submission(follower: Follower) -> Follower:
    _submitted.append(follower)
    return follower


def follows_many_of(follower: Follower) -> Callable[[FollowerOfMany], FollowerOfMany]:
    """Register a follower's own way with many submissions of one act."""

    def register(of_many: FollowerOfMany) -> FollowerOfMany:
        _submitted_many[follower] = of_many
        return of_many

    return register


def submitted_all(pairs: Sequence[tuple[Registration, Version]], by: User) -> None:
    """Tell everybody who follows submissions of many that were submitted by one act."""
    for follow in _submitted:
        if (of_many := _submitted_many.get(follow)) is not None:
            of_many(pairs, by)
            continue
        for registration, version in pairs:
            follow(registration, version, by)


def adds_to_a_change(changer: Changer) -> Changer:
    """Register what makes a new version a substantive change though its fields may be the same."""
    _changers.append(changer)
    return changer


def follows_withdrawal(follower: Follower) -> Follower:
    """Register what ends when a registration leaves review without being signed."""
    _withdrawn.append(follower)
    return follower


def submit(
    *, graduate: Graduate, typed: Mapping[str, str], seen: int, note: str = "", by: User
) -> Version:
    """File what was typed as the next version and send it on its way.

    ``seen`` is the revision the page showed, 0 for a graduate without a registration. Refuses
    what cannot be read or lacks a required field (422), an act of somebody else meanwhile (409).
    What is typed is read before anything is locked: others file meanwhile.
    """
    require(may_file(by, graduate), FILES)
    standard = standard_of(graduate.school_id, graduate.cohort.scheme)
    cleaned = Cleaned(standard, typed)
    if cleaned.problems:
        raise InvalidError(cleaned.problems)
    version = cleaned.version()
    version.employer = find_employer(
        graduate.school_id, uscc=version.employer_uscc, name=version.employer_name
    )
    version.source, version.by, version.note = source_of(by, graduate), by, note
    version.effective_on = version.agreed_on or clock.today()
    with trail.atomic():
        registration = hold(registration_of(graduate), seen)
        if registration.state == S.IN_REVIEW:
            message = "这份登记正在审签，暂时不能修改。"
            raise InvalidError(Problem("in_review", message, "需要修改的，请先撤回。"))
        _say_why(registration, version, standard, note)
        _within_what_is_unlocked(registration, version)
        return send(registration, version, by=by)


def send(registration: Registration, version: Version, *, by: User) -> Version:
    """Make a version current and submit it; a signed one is reopened first."""
    if registration.state in (S.SIGNED, S.ENTERED):
        step(registration, "reopen", by=by, reason=version.note)
    add(registration, version)
    forgotten: dict[str, object] = {"unlocked": [], "known_at": None, "known_by": None}
    step(registration, "submit", by=by, reason=version.note, current=version, **forgotten)
    Draft.objects.filter(graduate_id=registration.graduate_id, author=version.by, slot=1).delete()
    trail.record(
        "version.file", version, by=by, reason=version.note, subjects=[registration.graduate_id],
        after={"code": version.code, "digest": version.digest, "number": version.number},
    )  # fmt: skip
    for follow in _submitted:
        follow(registration, version, by)
    return version


def _say_why(registration: Registration, version: Version, standard: Standard, note: str) -> None:
    """Give a version its reason; refuses one that changes nothing or does not say why."""
    before = registration.current
    if before is None:
        version.reason = REASON.NEW
        return
    signed = signed_version(registration)
    more = any(changes(registration, signed.number if signed else 0) for changes in _changers)
    unchanged = not (changed_fields(before, version) or more)
    if unchanged and registration.state not in (S.DRAFT, S.RETURNED):
        raise InvalidError(Problem("unchanged", "内容和已登记的一样，没有需要提交的改动。", ""))
    # against what was signed: a change of substance sent back is none of typing the next time
    clerical = signed is not None and is_clerical(changed_fields(signed, version)) and not more
    first = registration.in_force is None and before.reason == REASON.NEW
    version.reason = REASON.CLERICAL if clerical else REASON.NEW if first else REASON.CORRECTION
    if registration.in_force is None:
        return
    if len(note.strip()) < 2:
        message = "变更已登记的去向，需要写明原因。"
        raise InvalidError(
            Problem("no_reason", message, "请写一句为什么变更。", Where(column="note"))
        )
    old = registration.in_force
    if group_of(standard, old.code) == "employer" and leaves(old, version):
        version.reason = REASON.TERMINATION
        require_proof(registration, version)


def signed_version(registration: Registration) -> Version | None:
    """Return the newest version everybody signed, here or on paper before the school began here."""
    moves = registration.moves.filter(target__in=(S.SIGNED, S.ENTERED)).select_related("version")
    newest = moves.order_by("-pk").first()
    return newest.version if newest is not None else None


def _within_what_is_unlocked(registration: Registration, version: Version) -> None:
    """Refuse a change of any field but those a return unlocked by name."""
    if not registration.unlocked or registration.current is None:
        return
    changed = changed_fields(registration.current, version)
    locked = [name for name in changed if name not in registration.unlocked]
    if locked:
        titles = "、".join(map(title_of_field, locked))
        message = f"这次退回只允许修改指定的内容，“{titles}”没有开放修改。"
        remedy = "请恢复原值后再提交；确需修改的，请联系退回的老师。"
        raise InvalidError(Problem("locked_field", message, remedy, Where(column=locked[0])))


@trail.atomic()
def withdraw(*, registration: Registration, seen: int, by: User, reason: str = "") -> None:
    """Take back what is in review, to change it; signatures given so far count no more."""
    require(may_file(by, registration.graduate), FILES)
    held = hold(registration, seen)
    if held.current is None:
        raise StaleStateError
    leave_review(held, by=by, reason=reason)


def leave_review(held: Registration, *, by: User, reason: str) -> None:
    """Move what is in review back to its author, and end what was going on with it."""
    version = step(held, "withdraw", by=by, reason=reason).version
    for follow in _withdrawn:
        follow(held, version, by)


@trail.atomic()
def tell_settled(*, graduate: Graduate, said: str, by: User) -> None:
    """Note that somebody is settled and not registered yet (已落实未登记), or that they are not."""
    require(may_file(by, graduate), FILES)
    if said not in ("yes", "no"):
        raise InvalidError("请说明是否已经落实。")
    settled = said == "yes"
    held = hold(registration_of(graduate))
    held.known_at, held.known_by = (clock.now(), by) if settled else (None, None)
    held.save(update_fields=["known_at", "known_by"])
    trail.record(
        "registration.settled", held, by=by, subjects=[graduate.pk], after={"settled": settled}
    )
