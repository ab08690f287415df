"""Signatures, two real transactions against each other: one wins, the other is told."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

from quxiang.web.accounts.models import User
from quxiang.web.approvals.models import Route, Run, RunStep, Sheet, Signature
from quxiang.web.approvals.routes import ensure_routes
from quxiang.web.approvals.scanmodels import Scan
from quxiang.web.approvals.services import inking, recording, returning, sheets, signing
from quxiang.web.approvals.services.routing import RouteSaid, StepSaid, save_route
from quxiang.web.common import clock
from quxiang.web.destinations.models import Registration
from quxiang.web.destinations.services import filing
from quxiang.web.evidence.models import Evidence
from quxiang.web.evidence.services import adding
from quxiang.web.evidence.services.adding import Said
from quxiang.web.orgs.kinds import PostKind
from quxiang.web.orgs.services.advising import advise
from web.at_once import at_once, one_stale
from web.cast import Cast, appointed, staff
from web.sheeting import SCHOOL, many, sheet_for
from web.signing import (
    CONTRACT,
    FREELANCE,
    SEEKING,
    file,
    heads,
    open_step,
    printed_form,
    registration,
    reviewer_of_the_school,
    run_of,
)
from web.uploads import picture

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.database]


def signing_by(cast: Cast, who: str = "wu") -> Callable[[], None]:
    """Return signing of the step that is open now, as a page left open would do it."""
    step, by = open_step(cast), getattr(cast, who)
    return lambda: signing.sign(step=step, seen=step.run.version.number, by=by)


def returning_by(cast: Cast, who: str = "wu") -> Callable[[], None]:
    step, by = open_step(cast), getattr(cast, who)
    return lambda: returning.send_back(step=step, seen=1, reason="日期不对", by=by)


def sign(cast: Cast, who: str) -> None:
    signing_by(cast, who)()


def test_who_signs_twice_at_once_signs_once(cast: Cast) -> None:
    file(cast, SEEKING)
    one_stale(at_once([signing_by(cast), signing_by(cast)]))
    assert Signature.objects.filter(user=cast.wu).count() == 1
    assert registration(cast).moves.filter(verb="complete").count() == 1
    assert run_of(cast).state == "completed"


def test_of_signing_and_returning_at_once_one_is_told(cast: Cast) -> None:
    file(cast)
    first = one_stale(at_once([signing_by(cast), returning_by(cast)]))
    assert registration(cast).state == ("in_review", "returned")[first]
    assert Signature.objects.filter(user=cast.wu).count() == 1 - first


def test_who_signs_while_it_is_withdrawn_is_told_or_signs_before(cast: Cast) -> None:
    file(cast)
    row, seen = registration(cast), registration(cast).revision
    work = signing_by(cast)
    at_once([work, lambda: filing.withdraw(registration=row, seen=seen, by=cast.wang)])
    assert run_of(cast).state == "withdrawn"
    assert not Signature.objects.filter(voided_at__isnull=True).exists()


def test_of_two_who_excuse_or_skip_a_step_one_is_told(cast: Cast) -> None:
    cast.wu.advising.update(ended_at=cast.cohort.opened_at)
    file(cast)
    step = open_step(cast)

    def excuse() -> None:
        signing.excuse(step=step, seen=1, reason="学院尚未指定", by=cast.qian)

    one_stale(at_once([excuse, excuse]))
    assert [each.state for each in run_of(cast).steps.order_by("order")][:3] == [
        "done", "skipped", "open",
    ]  # fmt: skip


def recording_by(
    cast: Cast, number: str, lines: Sequence[recording.Line] = (), stamps: Sequence[int] = ()
) -> Callable[[], object]:
    """Return the keeping of a scan, as a page left open would do it."""
    step, said = open_step(cast), recording.Said(number, lines, frozenset(stamps))
    return lambda: recording.record(step=step, seen=1, said=said, content=picture(), by=cast.zhao)


def test_a_stamped_paper_recorded_twice_at_once_is_recorded_once(cast: Cast) -> None:
    gao, _ = heads(cast)
    file(cast, FREELANCE)
    sign(cast, "wu")
    sign(cast, "li")
    step = open_step(cast)
    signing.sign(step=step, seen=1, by=gao)
    work = recording_by(cast, printed_form(cast).label, stamps=[4])
    one_stale(at_once([work, work]))
    step.refresh_from_db()
    scan = Scan.objects.get()
    assert (step.state, step.stamp_sha256, step.stamp_scan) == ("done", scan.sha256, scan)


def test_of_a_signature_on_screen_and_its_paper_at_once_one_counts(cast: Cast) -> None:
    file(cast)
    line = recording.Line(2, cast.wu.pk, clock.today())
    paper = recording_by(cast, printed_form(cast).label, [line])
    first = one_stale(at_once([signing_by(cast), paper]))
    assert Signature.objects.get(user=cast.wu).way == ("screen", "paper")[first]
    assert Scan.objects.count() == first


def test_of_a_return_and_a_paper_at_once_one_is_told(cast: Cast) -> None:
    file(cast)
    line = recording.Line(2, cast.wu.pk, clock.today())
    paper = recording_by(cast, printed_form(cast).label, [line])
    first = one_stale(at_once([returning_by(cast), paper]))
    assert registration(cast).state == ("returned", "in_review")[first]
    assert Scan.objects.count() == first


def test_of_two_people_who_sign_one_step_at_once_one_signs(cast: Cast) -> None:
    advise(adviser=cast.li, graduate=cast.wang_graduate, kind="class_teacher", by=None)
    file(cast)
    first = one_stale(at_once([signing_by(cast, "wu"), signing_by(cast, "li")]))
    signed = Signature.objects.exclude(way="filed").get()
    assert (signed.user, open_step(cast).order) == ((cast.wu, cast.li)[first], 3)


def test_of_two_who_file_again_after_a_return_one_resumes_the_run(cast: Cast) -> None:
    file(cast)
    sign(cast, "wu")
    returning_by(cast, "li")()
    seen = registration(cast).revision

    def again() -> None:
        filing.submit(
            graduate=cast.wang_graduate, typed={**CONTRACT, "agreed_on": "2024-05-21"}, seen=seen,
            by=cast.wang,
        )  # fmt: skip

    one_stale(at_once([again, again]))
    assert Run.objects.count() == 1
    assert open_step(cast).order == 3


def test_routes_made_twice_at_once_are_made_once(cast: Cast) -> None:
    staff(cast.school, "8199", "无关")
    at_once([lambda: ensure_routes(cast.cohort), lambda: ensure_routes(cast.cohort)])
    assert Route.objects.filter(cohort=cast.cohort).count() == 4
    assert all(route.steps.count() for route in Route.objects.all())


def test_of_two_who_change_a_route_at_once_one_is_told(cast: Cast) -> None:
    ensure_routes(cast.cohort)
    works = [
        lambda steps=steps: save_route(  # type: ignore[misc]
            cohort=cast.cohort, kind="seeking", after=1, reason="减一步", by=cast.qian,
            said=RouteSaid([StepSaid(each) for each in steps], ["70"]),
        )
        for steps in (["graduate"], ["graduate", "group"])
    ]  # fmt: skip
    first = one_stale(at_once(works))
    kept = Route.objects.get(cohort=cast.cohort, kind="seeking", replaced_at__isnull=True)
    assert (kept.number, kept.steps.count()) == (2, first + 1)


def test_evidence_that_comes_while_somebody_signs_is_signed_for(cast: Cast) -> None:
    file(cast)
    work = signing_by(cast)

    def add() -> object:
        said = Said("contract", reopens=True)
        return adding.add(graduate=cast.wang_graduate, content=picture(), said=said, by=cast.wang)

    at_once([work, add])
    file_ = Evidence.objects.get()
    live = Signature.objects.filter(voided_at__isnull=True)
    # whoever was first: what counts now was given on this file, or is asked for
    assert [each.evidence for each in live] == [[file_.sha256]] * live.count()
    assert open_step(cast).order == (3 if live.filter(user=cast.wu) else 2)


def signing_of(sheet: Sheet, by: User) -> Callable[[], None]:
    """Return signing of a whole sheet, as a page left open would do it."""
    return lambda: sheets.sign(sheet=sheet, seen=sheet.digest, by=by)


def test_of_two_who_sign_one_sheet_one_is_told(cast: Cast) -> None:
    many(cast, 3)
    deputy = appointed(staff(cast.school, "8121", "副院"), PostKind.COLLEGE_REVIEWER, cast.agronomy)
    sheet = sheet_for(cast)
    first = one_stale(at_once([signing_of(sheet, cast.li), signing_of(sheet, deputy)]))
    put = Signature.objects.filter(sheet=sheet)
    assert set(put.values_list("user_id", flat=True)) == {(cast.li, deputy)[first].pk}
    assert put.count() == 3
    assert RunStep.objects.filter(order=4, state="open").count() == 3


def inking_by(cast: Cast, sheet: Sheet) -> Callable[[], object]:
    """Return the keeping of a sheet signed in ink by 李, as a page left open would do it."""
    said = inking.Ink(sheet.digest[:12], frozenset({cast.li.pk}), clock.today())
    return lambda: inking.record(sheet=sheet, said=said, content=picture(), by=cast.zhao)


def test_of_a_sheet_signed_on_screen_and_its_paper_at_once_one_counts(cast: Cast) -> None:
    many(cast, 3)
    sheet = sheet_for(cast)
    first = one_stale(at_once([signing_of(sheet, cast.li), inking_by(cast, sheet)]))
    put = Signature.objects.filter(sheet=sheet)
    assert set(put.values_list("way", flat=True)) == {("batch", "paper")[first]}
    assert (put.count(), Scan.objects.count()) == (3, first)


def test_a_sheet_whose_paper_comes_twice_at_once_is_taken_in_once(cast: Cast) -> None:
    many(cast, 3)
    sheet = sheet_for(cast)
    one_stale(at_once([inking_by(cast, sheet), inking_by(cast, sheet)]))
    assert (Signature.objects.filter(sheet=sheet).count(), Scan.objects.count()) == (3, 1)


def test_a_sheet_and_one_record_of_it_signed_at_once_are_signed_once(cast: Cast) -> None:
    many(cast, 3)
    sheet, one = sheet_for(cast), RunStep.objects.filter(state="open").earliest("pk")
    alone = RunStep.objects.select_related("run__registration", "run__version").get(pk=one.pk)
    first = one_stale(
        at_once([
            signing_of(sheet, cast.li), lambda: signing.sign(step=alone, seen=1, by=cast.li),
        ])
    )  # fmt: skip
    assert Signature.objects.filter(level="college").count() == (3, 1)[first]


def test_a_sheet_is_signed_before_a_record_of_it_goes_back_or_not_at_all(cast: Cast) -> None:
    many(cast, 3, SCHOOL)
    school = reviewer_of_the_school(cast)
    sheet = sheets.make(cohort=cast.cohort.pk, college=cast.agronomy.pk, level="school", by=school)
    one = RunStep.objects.filter(state="open").earliest("pk")
    alone = RunStep.objects.select_related("run__registration", "run__version").get(pk=one.pk)

    def back() -> None:
        returning.send_back(step=alone, seen=1, reason="日期不对", by=school)

    first = one_stale(at_once([signing_of(sheet, school), back]))
    assert Signature.objects.filter(sheet=sheet).count() == (3, 0)[first]
    assert Run.objects.filter(state="completed").count() == (3, 0)[first]


def test_a_version_filed_while_a_sheet_is_signed_is_not_on_it(cast: Cast) -> None:
    many(cast, 2)
    sheet = sheet_for(cast)
    row = Registration.objects.select_related("graduate").earliest("pk")
    author = cast.zhao

    def withdraw_and_file() -> None:
        filing.withdraw(registration=row, seen=1, by=author)
        filing.submit(graduate=row.graduate, typed=CONTRACT, seen=2, by=author)

    said = at_once([signing_of(sheet, cast.li), withdraw_and_file])
    assert said[1] is None
    signed = Signature.objects.filter(sheet=sheet)
    assert signed.count() in (0, 2)
    assert (said[0] is None) == (signed.count() == 2)
    assert not signed.filter(version__number=2).exists()
    assert row.runs.filter(state="running").get().version.number == 2


def test_two_sheets_made_at_once_get_numbers_of_their_own(cast: Cast) -> None:
    many(cast, 2)
    deputy = appointed(staff(cast.school, "8121", "副院"), PostKind.COLLEGE_REVIEWER, cast.agronomy)

    def making(by: User) -> Callable[[], int]:
        about = {"cohort": cast.cohort.pk, "college": cast.agronomy.pk, "level": "college"}
        return lambda: sheets.make(**about, by=by).number  # type: ignore[arg-type]

    assert sorted(at_once([making(cast.li), making(deputy)])) == [1, 2]  # type: ignore[type-var]
    assert at_once([making(cast.li), making(cast.li)]) in ([1, 1], [2, 2])
