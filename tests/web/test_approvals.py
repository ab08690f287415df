"""Signing: who signs what in which order, what it binds, what is refused, where it goes back."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError

from quxiang.web.accounts.models import User
from quxiang.web.approvals import binding
from quxiang.web.approvals.access import steps_waiting_for
from quxiang.web.approvals.models import Run, RunStep, Signature
from quxiang.web.approvals.seats import Seating
from quxiang.web.approvals.selectors import chain_of, find_run
from quxiang.web.approvals.services import reopening, returning, signing
from quxiang.web.audit.models import Entry
from quxiang.web.common import clock
from quxiang.web.common.refusals import InvalidError, StaleStateError
from quxiang.web.destinations.services import entering, filing
from quxiang.web.orgs.kinds import AdvisingKind, PostKind
from quxiang.web.orgs.models import Advising, Appointment
from quxiang.web.orgs.selectors import forget_posts
from quxiang.web.orgs.services.advising import advise
from quxiang.web.orgs.services.groups import set_group
from quxiang.web.orgs.services.posts import appoint, delegate
from quxiang.web.roster.services.changes import transfer
from web.cast import Cast, appointed, staff
from web.signing import (
    CONTRACT,
    FREELANCE,
    SEEKING,
    STUDY,
    file,
    open_step,
    registration,
    reviewer_of_the_school,
    run_of,
)

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def sign(cast: Cast, by: User, note: str = "") -> None:
    forget_posts(by)
    step = open_step(cast)
    signing.sign(step=step, seen=step.run.version.number, by=by, note=note)


def send_back(cast: Cast, by: User, to: int = 0, unlocked: tuple[str, ...] = ()) -> None:
    step = open_step(cast)
    returning.send_back(
        step=step, seen=step.run.version.number, reason="日期不对", by=by, to=to,
        unlocked=unlocked,
    )  # fmt: skip


def states(cast: Cast) -> list[str]:
    return [each.state for each in run_of(cast).steps.order_by("order")]


def live(cast: Cast) -> list[tuple[str, int]]:
    found = Signature.objects.filter(voided_at__isnull=True, run=run_of(cast)).order_by("step")
    return [(each.user.name, each.version.number) for each in found]


def test_a_contract_goes_through_adviser_college_and_school_and_is_signed(cast: Cast) -> None:
    xu = reviewer_of_the_school(cast)
    file(cast)
    assert states(cast) == ["done", "open", "waiting", "waiting"]
    for who in (cast.wu, cast.li, xu):
        assert registration(cast).state == "in_review"
        sign(cast, who)
    assert registration(cast).state == "signed"
    assert run_of(cast).state == "completed"
    assert [name for name, _ in live(cast)] == ["王晓禾", "吴树人", "李建", "许川"]


@pytest.mark.parametrize(
    ("typed", "kind", "steps"),
    [
        (SEEKING, "seeking", 2), (STUDY, "normal", 4), (CONTRACT, "normal", 4),
        (FREELANCE, "flexible", 6),
    ],
)  # fmt: skip
def test_a_destination_takes_the_route_of_its_code(
    cast: Cast, typed: dict[str, str], kind: str, steps: int
) -> None:
    file(cast, typed)
    assert (run_of(cast).kind, run_of(cast).steps.count()) == (kind, steps)


def test_still_looking_for_work_needs_the_adviser_only(cast: Cast) -> None:
    file(cast, SEEKING)
    sign(cast, cast.wu)
    assert registration(cast).state == "signed"


def test_what_the_recorder_files_waits_for_the_graduate_first(cast: Cast) -> None:
    file(cast, by=cast.zhao)
    assert states(cast)[0] == "open"
    assert [step.pk for step in steps_waiting_for(cast.wang)] == [open_step(cast).pk]
    sign(cast, cast.wang)
    assert states(cast)[:2] == ["done", "open"]


def test_a_signature_binds_version_and_evidence(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        binding, "_keepers", [lambda versions: {v.pk: ["b", "a"] for v in versions}]
    )
    file(cast)
    sign(cast, cast.wu, note="已核对协议原件")
    kept = Signature.objects.get(user=cast.wu)
    assert kept.digest == registration(cast).current.digest
    assert (kept.evidence, kept.note, kept.way) == (["a", "b"], "已核对协议原件", "screen")
    entry = Entry.objects.filter(action="registration.sign").latest("pk")
    assert entry.after["digest"] == kept.digest


def test_only_who_is_asked_signs_and_only_when_it_is_their_turn(cast: Cast) -> None:
    xu = reviewer_of_the_school(cast)
    file(cast)
    for stranger in (cast.zhao, cast.qian, cast.sun, cast.li, xu, cast.wang):
        with pytest.raises(PermissionDenied):
            sign(cast, stranger)
    sign(cast, cast.wu)
    with pytest.raises(PermissionDenied):
        sign(cast, cast.wu)


def test_nobody_signs_at_two_levels_and_the_page_says_who_helps(cast: Cast) -> None:
    advise(adviser=cast.li, graduate=cast.wang_graduate, kind=AdvisingKind.CLASS_TEACHER, by=None)
    file(cast)
    sign(cast, cast.li)
    with pytest.raises(PermissionDenied, match="另一级"):
        sign(cast, cast.li)
    assert not steps_waiting_for(cast.li).exists()
    link = next(each for each in chain_of(find_run(registration(cast))) if each.waits)
    assert link.blocked
    assert "李建须回避" in link.waits
    other = staff(cast.school, "8110", "候青")
    post = Appointment.objects.get(user=cast.li).post
    appoint(post=post, user=other, by=None, role="substitute")
    sign(cast, other)
    assert Signature.objects.get(user=other).role == "substitute"
    assert Signature.objects.get(user=other).on_behalf_of == cast.li


def test_the_centre_lets_a_step_pass_only_where_nobody_may_sign(cast: Cast) -> None:
    Advising.objects.update(ended_at=clock.now())
    file(cast)
    link = chain_of(find_run(registration(cast)))[1]
    assert link.blocked
    assert "指导老师" in link.waits
    step = open_step(cast)
    with pytest.raises(PermissionDenied):
        signing.excuse(step=step, seen=1, reason="没有指导老师", by=cast.zhao)
    signing.excuse(step=step, seen=1, reason="学院尚未指定", by=cast.qian)
    assert states(cast)[:3] == ["done", "skipped", "open"]
    with pytest.raises(InvalidError, match="李建"):
        signing.excuse(step=open_step(cast), seen=1, reason="图个省事", by=cast.qian)


def test_all_of_a_group_sign_or_the_competent_one(cast: Cast) -> None:
    vice = appointed(
        staff(cast.school, "8111", "范舟"), PostKind.COLLEGE_REVIEWER, cast.agronomy,
        "分管就业副院长",
    )  # fmt: skip
    file(cast)  # no group is set: the posts named so, all of them
    sign(cast, cast.wu)
    sign(cast, cast.li)
    assert open_step(cast).order == 3
    assert not steps_waiting_for(cast.li).exists()
    sign(cast, vice)
    assert open_step(cast).order == 4
    posts = list(cast.agronomy.posts.filter(kind=PostKind.COLLEGE_REVIEWER))
    set_group(
        unit=cast.agronomy, scope="undergraduate", rule="competent", posts=posts, by=cast.qian
    )
    filing.withdraw(registration=registration(cast), seen=registration(cast).revision, by=cast.wang)
    file(cast, STUDY)
    sign(cast, cast.wu)
    sign(cast, vice)
    assert open_step(cast).order == 4


def test_two_posts_at_one_level_sign_once_shown_for_both(cast: Cast) -> None:
    second = appointed(cast.li, PostKind.COLLEGE_REVIEWER, cast.agronomy, "分管就业副院长")
    appointed(cast.li, PostKind.COLLEGE_EMPLOYMENT_HEAD, cast.agronomy)
    forget_posts(second)
    file(cast, FREELANCE)
    sign(cast, cast.wu)
    assert len(Seating(open_step(cast)).of(cast.li)) == 2
    sign(cast, cast.li)
    by_post = {each.post.title for each in Signature.objects.filter(user=cast.li)}
    assert by_post == {"党委副书记", "分管就业副院长", "院级就业工作主要负责人"}
    assert open_step(cast).order == 4  # signed, and waiting for the stamped paper


@pytest.mark.parametrize(("typed", "may"), [(CONTRACT, True), (FREELANCE, False)])
def test_a_delegate_signs_and_is_shown_but_not_for_12_and_76(
    cast: Cast, typed: dict[str, str], may: bool
) -> None:
    deputy = staff(cast.school, "8112", "代平")
    held = Appointment.objects.get(user=cast.li)
    delegate(
        appointment=held, to=deputy, until=clock.now() + timedelta(days=9), reason="出差",
        by=cast.li,
    )  # fmt: skip
    file(cast, typed)
    sign(cast, cast.wu)
    assert steps_waiting_for(deputy).exists() is may
    if not may:
        with pytest.raises(PermissionDenied):
            sign(cast, deputy)
        return
    sign(cast, deputy)
    kept = Signature.objects.get(user=deputy)
    assert (kept.role, kept.on_behalf_of) == ("delegate", cast.li)


def test_returned_to_an_earlier_step_it_is_signed_again_and_goes_on_where_it_was(
    cast: Cast,
) -> None:
    xu = reviewer_of_the_school(cast)
    file(cast)
    sign(cast, cast.wu)
    sign(cast, cast.li)
    send_back(cast, xu, to=2)
    assert registration(cast).state == "in_review"
    assert states(cast) == ["done", "open", "done", "waiting"]
    assert open_step(cast).note == "日期不对"
    sign(cast, cast.wu)
    assert states(cast) == ["done", "done", "done", "open"]
    with pytest.raises(InvalidError):
        send_back(cast, xu, to=4)


def test_returned_to_the_author_with_one_field_open_it_resumes_where_it_was(cast: Cast) -> None:
    file(cast)
    sign(cast, cast.wu)
    send_back(cast, cast.li, unlocked=("agreed_on",))
    assert (registration(cast).state, run_of(cast).state) == ("returned", "returned")
    with pytest.raises(InvalidError):
        file(cast, {**CONTRACT, "agreed_on": "2024-05-21", "place_name": "郑州市"})
    file(cast, {**CONTRACT, "agreed_on": "2024-05-21"})
    assert states(cast) == ["done", "done", "open", "waiting"]
    assert live(cast) == [("王晓禾", 2), ("吴树人", 1)]
    carried = chain_of(find_run(registration(cast)))[1].carried
    assert carried == "签的是第 1 版，此后只改了签约日期"
    assert Run.objects.count() == 1


def test_where_the_substance_changed_everybody_signs_again(cast: Cast) -> None:
    file(cast)
    sign(cast, cast.wu)
    send_back(cast, cast.li)
    file(cast, {**CONTRACT, "employer_name": "云梦种业集团有限公司"})
    assert states(cast) == ["done", "open", "waiting", "waiting"]
    assert live(cast) == [("王晓禾", 2)]
    assert [run.state for run in Run.objects.order_by("pk")] == ["withdrawn", "running"]


def test_a_return_without_a_reason_is_refused(cast: Cast) -> None:
    file(cast)
    step = open_step(cast)
    with pytest.raises(InvalidError):
        returning.send_back(step=step, seen=1, reason=" ", by=cast.wu)
    with pytest.raises(PermissionDenied):
        returning.send_back(step=step, seen=1, reason="不是我的", by=cast.li)
    with pytest.raises(InvalidError):
        returning.send_back(step=step, seen=1, reason="日期", by=cast.wu, unlocked=["state"])


def test_what_is_withdrawn_leaves_no_signature_that_counts(cast: Cast) -> None:
    file(cast)
    sign(cast, cast.wu)
    step = RunStep.objects.select_related("run__version", "run__registration").get(
        run=run_of(cast), state="open"
    )
    filing.withdraw(registration=registration(cast), seen=registration(cast).revision, by=cast.wang)
    assert run_of(cast).state == "withdrawn"
    assert live(cast) == []
    with pytest.raises(StaleStateError):
        signing.sign(step=step, seen=1, by=cast.li)


def test_a_page_of_an_older_version_signs_nothing(cast: Cast) -> None:
    file(cast)
    send_back(cast, cast.wu)
    file(cast, {**CONTRACT, "contact_name": "贺经理"})
    with pytest.raises(StaleStateError):
        signing.sign(step=open_step(cast), seen=1, by=cast.wu)


def test_a_corrected_number_needs_any_one_reviewer(cast: Cast) -> None:
    xu = reviewer_of_the_school(cast)
    file(cast)
    for who in (cast.wu, cast.li, xu):
        sign(cast, who)
    entering.enter(registrations=[registration(cast)], by=cast.zhao)
    file(cast, {**CONTRACT, "contact_phone": "13900000003"})
    assert (run_of(cast).kind, states(cast)) == ("clerical", ["open"])
    sign(cast, cast.li)
    assert registration(cast).state == "signed"


def test_a_file_added_after_signing_is_signed_for_again(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = ["a"]
    monkeypatch.setattr(binding, "_keepers", [lambda versions: {v.pk: files for v in versions}])
    file(cast)
    sign(cast, cast.wu)
    reopening.reopen_for_evidence(registration(cast), by=cast.wang)
    assert states(cast) == ["done", "done", "open", "waiting"]  # nothing is new
    files.append("b")
    reopening.reopen_for_evidence(registration(cast), by=cast.wang)
    assert states(cast) == ["done", "open", "waiting", "waiting"]
    assert Signature.objects.get(voided_at__isnull=True).evidence == ["a", "b"]


def test_a_file_added_after_all_signed_makes_a_new_version_to_sign(cast: Cast) -> None:
    file(cast, SEEKING)
    sign(cast, cast.wu)
    entering.enter(registrations=[registration(cast)], by=cast.zhao)
    old = registration(cast).current
    reopening.reopen_for_evidence(registration(cast), by=cast.wang)
    now = registration(cast)
    assert (now.state, now.current.number, now.in_force) == ("in_review", 2, old)
    assert now.current.digest == old.digest
    assert states(cast) == ["done", "open"]


def test_a_secretary_prepares_and_cannot_sign(cast: Cast) -> None:
    secretary = appointed(staff(cast.school, "8113", "文竹"), PostKind.SECRETARY, cast.agronomy)
    file(cast)
    sign(cast, cast.wu)
    signing.prepare(step=open_step(cast), seen=1, note="材料齐", by=secretary)
    assert open_step(cast).prepared_by == secretary
    with pytest.raises(PermissionDenied):
        sign(cast, secretary)


def test_whoever_changes_college_is_signed_for_by_the_new_one(cast: Cast) -> None:
    other = appointed(
        staff(cast.school, "8114", "路遥"), PostKind.COLLEGE_REVIEWER, cast.letters, "党委副书记"
    )
    file(cast)
    sign(cast, cast.wu)
    transfer(
        graduates=[cast.wang_graduate], college=cast.letters, effective_on=clock.today(),
        by=cast.qian, note="转院",
    )  # fmt: skip
    assert not steps_waiting_for(cast.li).exists()
    sign(cast, other)
    assert open_step(cast).order == 4


def test_the_database_itself_keeps_one_live_run(cast: Cast) -> None:
    file(cast)
    run = run_of(cast)
    run.pk = None
    with pytest.raises(IntegrityError):
        run.save(force_insert=True)
