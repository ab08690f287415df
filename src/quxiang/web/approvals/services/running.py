"""Begin a run when something is submitted, lead it from step to step, end it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from quxiang.standards import levels
from quxiang.web.approvals.binding import evidence_hashes
from quxiang.web.approvals.models import RouteStep, Run, RunStep, Signature, StepKind
from quxiang.web.approvals.routes import level_of, route_of
from quxiang.web.approvals.seats import Seating, live
from quxiang.web.approvals.services.putting import put
from quxiang.web.approvals.states import LIVE, RUNNING, STEPPING, RunState, StepState
from quxiang.web.common import clock, compiled
from quxiang.web.common.states import move
from quxiang.web.destinations.changes import changed_fields
from quxiang.web.destinations.models import Registration, Version
from quxiang.web.destinations.services.entering import complete
from quxiang.web.destinations.services.filing import follows_submission, follows_withdrawal
from quxiang.web.orgs.kinds import PostKind
from quxiang.web.orgs.models import Post, ReviewGroup
from quxiang.web.reference.selectors import standard_of
from quxiang.web.roster.models import Graduate

if TYPE_CHECKING:
    from quxiang.web.accounts.models import User

SOURCE = Version.Source
#: what a signature on paper has beside what every signature has
ON_PAPER = ("signed_on", "scan", "scan_sha256", "recorded_by")
#: what a signature vouches for (N3.3: class, employer, code, place, school). Where one of these
#: changes after a return everybody signs again; other changes name the version signed instead
SUBSTANCE = frozenset({
    "code", "employer_uscc", "employer_name", "no_uscc_reason", "employer_nature", "place_code",
    "place_name", "startup_form", "occupation", "wage_floor_met", "country_abroad",
    "school_abroad", "major_abroad", "using_employer_name",
})  # fmt: skip


UNSTAMPED = {"stamp_sha256": "", "stamp_scan": None, "stamped_by": None, "stamped_at": None}


def find_live_run(registration: Registration) -> Run | None:
    found = Run.objects.filter(registration=registration, state__in=LIVE)
    return compiled.first("a live run", found)


@follows_submission
def begin(registration: Registration, version: Version, by: User | None) -> None:
    """Start a run for what was submitted, or go on where it was returned.

    What was entered before this system was in use has been signed on paper and gets none.
    """
    if version.source == SOURCE.ADOPTED:
        return
    standard = standard_of(registration.school_id, registration.cohort.scheme)
    route = route_of(registration.cohort, version, standard)
    run = find_live_run(registration)
    if run is not None:
        run.registration = registration  # the one that is held
    if run is not None and run.kind == route.kind and _goes_on(run, version):
        _resume(run, version, by)
    else:
        if run is not None:
            end(run, by=by, reason="内容有实质变更，重新审签。")
        run = Run.objects.create(
            school_id=registration.school_id, cohort=registration.cohort, kind=route.kind,
            college_id=registration.college_id, registration=registration, version=version,
            delegable=route.delegable, route=route, began_at=clock.now(),
        )  # fmt: skip
        _copy_steps(run, compiled.rows("steps of a route", route.steps.all()))
    advance(run, by=by)


def _goes_on(run: Run, version: Version) -> bool:
    """Say whether a returned run resumes: nothing of substance changed since it was signed."""
    changed = changed_fields(run.version, version)
    return run.state == RunState.RETURNED and not SUBSTANCE & set(changed)


def _resume(run: Run, version: Version, by: User | None) -> None:
    """Go on where the run was returned; the graduate signs the new version again.

    So does everybody who signed with other files than the new version has.
    """
    move(run, RUNNING["resume"], by=by, version=version)
    redo_other_evidence(run, by=by)
    for step in run.steps.filter(kind=StepKind.GRADUATE, state=StepState.DONE):
        redo(step, by=by, reason="退回修改后重新提交")


def redo_other_evidence(run: Run, *, by: User | None) -> None:
    """Let every step be signed again that was signed with other files than there are now."""
    evidence = evidence_hashes(run.version)
    for step in run.steps.all():
        step.run = run
        if any(each.evidence != evidence for each in live(step.signatures.all())):
            redo(step, by=by, reason="证明材料有增补或替换，须重新签")


def _copy_steps(run: Run, rules: Iterable[RouteStep]) -> None:
    """Copy a route's steps into a run, with the seats and the rule of the college's group."""
    steps = [
        RunStep(
            school_id=run.school_id, college_id=run.college_id, run=run, order=rule.order,
            kind=rule.kind, post_kind=rule.post_kind, rule=rule.rule, stamp=rule.stamp,
            level=level_of(rule),
        )
        for rule in rules
    ]  # fmt: skip
    groups = [step for step in steps if step.kind == StepKind.GROUP]
    graduate = run.registration.graduate
    posts, rule = seats_of(run.college_id, graduate) if groups else ([], "")
    for step in groups:
        step.seated, step.rule = bool(posts), step.rule or rule
    RunStep.objects.bulk_create(steps)
    seat = RunStep.posts.through
    seat.objects.bulk_create(
        seat(runstep_id=step.pk, post_id=post.pk) for step in groups for post in posts
    )


def seat_group(step: RunStep, graduate: Graduate) -> None:
    """Give a step the posts of the college's group, and its rule where the route names none."""
    posts, rule = seats_of(step.college_id, graduate)
    step.posts.set(posts)
    step.seated, step.rule = bool(posts), step.rule or rule
    step.save(update_fields=["seated", "rule"])


def seats_of(college: int, graduate: Graduate) -> tuple[list[Post], str]:
    """Return who signs for a college: its group, else the posts named so, else any reviewer."""
    research = graduate.level in levels.LEVELS and levels.research(graduate.level)
    scope = ReviewGroup.Scope.RESEARCH if research else ReviewGroup.Scope.UNDERGRADUATE
    group = compiled.first("a group", ReviewGroup.objects.filter(unit_id=college, scope=scope))
    if group is not None:
        return list(group.posts.filter(closed_at__isnull=True)), group.rule
    reviewers = Post.objects.filter(
        unit_id=college, kind=PostKind.COLLEGE_REVIEWER, closed_at__isnull=True
    )
    wanted = ("党委副书记", "分管研究生" if research else "分管就业")
    named = [
        post for post in compiled.rows("reviewers", reviewers) if post.title.startswith(wanted)
    ]
    whole = {word for word in wanted for post in named if post.title.startswith(word)}
    if len(whole) == len(wanted):
        return named, ReviewGroup.Rule.ALL
    return [], ReviewGroup.Rule.COMPETENT


def advance(run: Run, *, by: User | None) -> None:
    """Open the next step; when none is left, say that everything is signed."""
    waiting = run.steps.filter(state__in=(StepState.OPEN, StepState.WAITING)).order_by("order")
    steps = compiled.rows("steps to come", waiting)
    signed: list[Signature] | None = None
    while not any(step.state == StepState.OPEN for step in steps):
        step = next((each for each in steps if each.state == StepState.WAITING), None)
        if step is None:
            move(run, RUNNING["complete"], by=by, ended_at=clock.now())
            complete(run.registration, by=by)
            return
        step.run = run
        if signed is None:
            signed = compiled.rows("signed so far", live(run.signatures.all()))
        move(step, STEPPING["open"], by=by, opened_at=clock.now())
        signed += _sign_what_is_signed(step, signed, by)
        settle(step, by=by, signed=signed)


def settle(step: RunStep, *, by: User | None, signed: Sequence[Signature] | None = None) -> None:
    """Close an open step that has all it needs: signatures, and the stamped paper's scan.

    ``signed`` are the run's live signatures, if these are known.
    """
    if step.state == StepState.OPEN and Seating(step, signed).is_signed and not wants_stamp(step):
        move(step, STEPPING["sign"], by=by, done_at=clock.now())


def wants_stamp(step: RunStep) -> bool:
    return step.stamp and not step.stamp_sha256


def _sign_what_is_signed(
    step: RunStep, signed: Sequence[Signature], by: User | None
) -> list[Signature]:
    """Sign at once what was signed by filing, or by the same person at the same level."""
    version = step.run.version
    if step.kind == StepKind.GRADUATE:
        if version.source in (SOURCE.LIST, SOURCE.PLATFORM):
            note = f"依{version.get_source_display()}，不需本人另签"
            move(step, STEPPING["skip"], by=by, done_at=clock.now(), note=note)
        elif version.source == SOURCE.GRADUATE and by is not None and by.pk == version.by_id:
            seats = [each for each in Seating(step, signed).able if each.user.pk == version.by_id]
            return put(step, seats, way=Signature.Way.FILED)
        return []
    same = [each for each in signed if (each.level, each.version_id) == (step.level, version.pk)]
    given: list[Signature] = []
    for each in {each.user_id: each for each in same}.values():
        paper = {name: getattr(each, name) for name in ON_PAPER} if each.scan_sha256 else {}
        way = Signature.Way.PAPER if paper else Signature.Way.SCREEN
        seats = Seating(step, [*signed, *given]).of(each.user)
        given += put(step, seats, way=way, note="同级兼任，一次签字", **paper)
    return given


def redo(step: RunStep, *, by: User | None, reason: str) -> None:
    """Let a step be signed again; what was signed stays to be seen, and counts no more."""
    live(step.signatures.all()).update(voided_at=clock.now(), voided_why=reason[:200])
    changes = {"done_at": None, "note": reason[:200], "prepared_by": None, **UNSTAMPED}
    move(step, STEPPING["redo"], by=by, reason=reason, **changes)


def end(run: Run, *, by: User | None, reason: str) -> None:
    """End a run without its signatures: they count no more."""
    now = clock.now()
    move(run, RUNNING["withdraw"], by=by, reason=reason, ended_at=now)
    live(run.signatures.all()).update(voided_at=now, voided_why=reason[:200])
    run.steps.filter(state=StepState.OPEN).update(state=StepState.WAITING)


@follows_withdrawal
def end_with_withdrawal(registration: Registration, version: Version, by: User | None) -> None:
    run = find_live_run(registration)
    if run is not None:
        end(run, by=by, reason="填报人撤回")
