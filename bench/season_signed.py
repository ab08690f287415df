"""Who signed what a cohort filed: a hundred advisers, two reviewers a college, by bulk inserts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from bench.inserting import kept
from bench.large import Large
from bench.season_filed import Filed
from bench.signing import steps_of
from quxiang.web.accounts.models import User
from quxiang.web.approvals.models import Route, Run, RunStep, Sheet, SheetRow, Signature, StepKind
from quxiang.web.approvals.routes import ensure_routes
from quxiang.web.approvals.states import RunState, StepState
from quxiang.web.audit import trail
from quxiang.web.orgs.kinds import AdvisingKind, PostKind
from quxiang.web.orgs.models import Advising, Post, Unit
from quxiang.web.orgs.services.posts import appoint
from quxiang.web.orgs.services.units import add_post

ADVISERS, A_SHEET = 100, 40
TITLES = ("党委副书记", "分管就业副院长")
ROUTES = {"70-QZZ": Route.Kind.SEEKING, "76": Route.Kind.FLEXIBLE}
STATES = {
    "in_review": RunState.RUNNING, "returned": RunState.RETURNED, "signed": RunState.COMPLETED,
    "entered": RunState.COMPLETED,
}  # fmt: skip
#: who signs for a college, and for the school, each with the post signed for
Signers = Mapping[int | None, Sequence[tuple[User, Post]]]


@trail.atomic()
def sign_season(large: Large, filed: Sequence[Filed]) -> dict[str, User]:
    """Lead what was filed along its routes; return who signs: by post, and one of the advisers."""
    signers, advisers = _signers(large), _advisers(large)
    _advise(filed, advisers)
    routes = {each.kind: each for each in ensure_routes(large.cohort)}
    rules = {kind: list(each.steps.all()) for kind, each in routes.items()}
    runs = kept(_run(each, routes) for each in filed)
    steps = [
        step
        for each, run in zip(filed, runs, strict=True)
        for step in steps_of(run, rules[run.kind], each.shape.open or len(rules[run.kind]) + 1)
    ]
    for step in steps:
        step.seated = step.kind == StepKind.GROUP
        if step.run.state == RunState.RETURNED and step.state == StepState.OPEN:
            step.state = StepState.WAITING
    kept(steps)
    _seat(steps, signers)
    of = {run.pk: each for each, run in zip(filed, runs, strict=True)}
    _sign(of, [each for each in steps if each.state == StepState.DONE], advisers, signers)
    _sheets(of, [each for each in steps if each.seated and each.state == StepState.DONE], signers)
    college, school = filed[0].registration.college_id, None
    return {
        PostKind.COLLEGE_REVIEWER: signers[college][0][0],
        PostKind.SCHOOL_REVIEWER: signers[school][0][0],
        "adviser": advisers[filed[0].at % ADVISERS],
    }


def _advisers(large: Large) -> list[User]:
    staff = User.objects.filter(school=large.school, number__startswith="9000")
    return list(staff.order_by("number")[:ADVISERS])


def _signers(large: Large) -> Signers:
    """Appoint two for every college and two for the school."""
    free = User.objects.filter(school=large.school, number__startswith="9005").order_by("number")
    users = iter(free)
    colleges = Unit.objects.filter(school=large.school, kind=Unit.Kind.COLLEGE)
    seats = [(PostKind.COLLEGE_REVIEWER, each) for each in colleges]
    found: dict[int | None, list[tuple[User, Post]]] = {}
    for kind, unit in [*seats, (PostKind.SCHOOL_REVIEWER, None)]:
        for title in TITLES:
            post = add_post(school=large.school, kind=kind, unit=unit, title=title, by=None)
            user = next(users)
            appoint(post=post, user=user, by=None)
            found.setdefault(unit.pk if unit else None, []).append((user, post))
    return found


def _advise(filed: Iterable[Filed], advisers: Sequence[User]) -> None:
    kept(
        Advising(
            school_id=each.version.school_id, college_id=each.registration.college_id,
            adviser=advisers[each.at % ADVISERS], graduate_id=each.registration.graduate_id,
            kind=AdvisingKind.COUNSELLOR, started_at=each.version.recorded_at,
        )
        for each in filed
    )  # fmt: skip


def _run(filed: Filed, routes: Mapping[str, Route]) -> Run:
    row, moment = filed.registration, filed.version.recorded_at
    route = routes[ROUTES.get(filed.shape.code, Route.Kind.NORMAL)]
    state = STATES[filed.shape.state]
    return Run(
        school_id=row.school_id, cohort_id=row.cohort_id, college_id=row.college_id,
        registration=row, version=filed.version, kind=route.kind, route=route, state=state,
        delegable=route.delegable, began_at=moment,
        ended_at=moment if state == RunState.COMPLETED else None,
    )  # fmt: skip


def _seat(steps: Iterable[RunStep], signers: Signers) -> None:
    """Name who signs for each college, as the deputy secretary and the dean in charge do."""
    through = RunStep.posts.through
    kept(
        through(runstep_id=step.pk, post_id=post.pk)
        for step in steps
        if step.seated
        for _, post in signers[step.college_id]
    )


def _sign(
    of: Mapping[int, Filed], steps: Iterable[RunStep], advisers: Sequence[User], signers: Signers
) -> None:
    kept(
        _signature(of[step.run.pk], step, *seat)
        for step in steps
        for seat in _seats(of[step.run.pk], step, advisers, signers)
    )


def _sheets(of: Mapping[int, Filed], steps: Iterable[RunStep], signers: Signers) -> None:
    """Put what is signed on sheets, some of each college."""
    many: dict[int, list[RunStep]] = {}
    for step in steps:
        many.setdefault(step.college_id, []).append(step)
    sheets = kept(
        Sheet(
            school_id=first.school_id, cohort_id=first.run.cohort_id, college_id=college,
            number=at, level=first.level, digest="0" * 64, size=A_SHEET,
            made_by=signers[college][0][0], made_at=first.run.began_at,
        )
        for at, (college, (first, *_)) in enumerate(many.items(), 1)
    )  # fmt: skip
    kept(
        SheetRow(
            sheet=sheet, step=step, registration=of[step.run.pk].registration,
            version=step.run.version, digest=step.run.version.digest,
        )
        for sheet in sheets
        for step in many[sheet.college_id][:A_SHEET]
    )  # fmt: skip


def _seats(
    filed: Filed, step: RunStep, advisers: Sequence[User], signers: Signers
) -> Sequence[tuple[int | None, Post | None]]:
    row = filed.registration
    if step.kind == StepKind.GRADUATE:
        return [(row.graduate.person.user_id, None)]
    if step.kind == StepKind.ADVISER:
        return [(advisers[filed.at % ADVISERS].pk, None)]
    seats = signers[row.college_id if step.level == "college" else None]
    every = seats if step.kind == StepKind.GROUP else [seats[filed.at % 2]]
    return [(user.pk, post) for user, post in every]


def _signature(filed: Filed, step: RunStep, user: int | None, post: Post | None) -> Signature:
    version = filed.version
    return Signature(
        school_id=step.school_id, step=step, run=step.run, version=version, digest=version.digest,
        level=step.level, user_id=user, post=post, way="screen" if post else "filed",
        at=version.recorded_at,
    )  # fmt: skip
