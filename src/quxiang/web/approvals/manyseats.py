"""Who may sign each of many steps, read in a handful of queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Sequence

from quxiang.web.approvals.models import RunStep, Signature, StepKind
from quxiang.web.approvals.seats import (
    During,
    Seat,
    Seating,
    advising_during,
    asked_to_sign,
    live,
    seat_of_adviser,
)
from quxiang.web.common.columns import among
from quxiang.web.orgs.models import Advising


def seatings_of(steps: Sequence[RunStep], during: During = None) -> dict[int, Seating]:
    """Return the seating of each step by its key, now or ``during`` a time.

    What a step names is read with it. Steps that ask the same posts share the answer, so that it
    is asked once.
    """
    signed: dict[int, list[Signature]] = defaultdict(list)
    for each in live(Signature.objects.filter(among(Signature, "run", _runs(steps)))):
        signed[each.run_id].append(each)
    advisers, posts = _advisers(steps, during), _posts(steps)
    known: dict[Hashable, list[Seat]] = {}
    found = {}
    for step in steps:
        if step.kind == StepKind.ADVISER:
            asked = advisers[step.run.registration.graduate_id]
        elif step.kind == StepKind.GRADUATE:
            asked = asked_to_sign(step, during)
        else:
            same = _what_is_asked(step, posts)
            if same not in known:
                known[same] = asked_to_sign(step, during)
            asked = known[same]
        found[step.pk] = Seating(step, signed[step.run_id], asked=asked)
    return found


def _runs(steps: Sequence[RunStep]) -> list[int]:
    return [step.run_id for step in steps]


def _advisers(steps: Sequence[RunStep], during: During) -> dict[int, list[Seat]]:
    asking = [s.run.registration.graduate_id for s in steps if s.kind == StepKind.ADVISER]
    advising = advising_during(Advising.objects.filter(among(Advising, "graduate", asking)), during)
    by_person: dict[tuple[int, int], Seat] = {}
    for each in advising.select_related("adviser").order_by("pk") if asking else ():
        by_person[each.graduate_id, each.adviser_id] = seat_of_adviser(each)
    found: dict[int, list[Seat]] = defaultdict(list)
    for (graduate, _), seat in by_person.items():
        found[graduate].append(seat)
    return found


def _posts(steps: Sequence[RunStep]) -> dict[int, list[int]]:
    """Return the posts named at seated steps."""
    through = RunStep.posts.through
    found: dict[int, list[int]] = defaultdict(list)
    seated = [step.pk for step in steps if step.seated]
    rows = through._default_manager.filter(among(through, "runstep", seated)).order_by("post_id")
    for step, post in rows.values_list("runstep_id", "post_id") if seated else ():
        found[step].append(post)
    return found


def _what_is_asked(step: RunStep, posts: dict[int, list[int]]) -> Hashable:
    """Return what decides whom a step of posts asks; two of the same ask the same people."""
    named = tuple(posts[step.pk]) if step.seated else (step.post_kind, step.level, step.college_id)
    return step.school_id, step.run.delegable, step.seated, named
