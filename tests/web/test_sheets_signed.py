"""批次审签单: everything clean on one sheet, signed whole by one act, or not at all."""

from __future__ import annotations

import time

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext

from quxiang.web.approvals.clean import Why, steps_to_gather, with_why
from quxiang.web.approvals.models import Run, RunStep, Sheet, Signature
from quxiang.web.approvals.services import returning, sheets
from quxiang.web.audit import chain
from quxiang.web.audit.models import Entry
from quxiang.web.common import clock
from quxiang.web.common.refusals import InvalidError, StaleStateError
from quxiang.web.destinations.models import Dispute, Judgement, Move, Registration
from quxiang.web.evidence.models import Evidence
from quxiang.web.jobs.services import work_off
from quxiang.web.orgs.kinds import PostKind
from web.cast import Cast, appointed, staff
from web.sheeting import SCHOOL, many, sheet_for
from web.signing import FREELANCE, STUDY, file, open_step, reviewer_of_the_school

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def signed(sheet: Sheet, cast: Cast, who: str = "li") -> None:
    sheets.sign(sheet=sheet, seen=sheet.digest, by=getattr(cast, who))


def states(order: int) -> set[str]:
    return set(RunStep.objects.filter(order=order).values_list("state", flat=True))


def test_one_act_signs_a_sheet_and_leads_every_run_on(cast: Cast) -> None:
    many(cast, 5)
    sheet = sheet_for(cast)
    assert (sheet.number, sheet.size, sheet.rows.count()) == (1, 5, 5)
    assert sheet_for(cast).pk == sheet.pk
    signed(sheet, cast)
    put = Signature.objects.filter(sheet=sheet)
    assert {(s.user_id, s.way, s.level) for s in put} == {(cast.li.pk, "batch", "college")}
    assert sorted(put.values_list("digest", flat=True)) == sorted(
        sheet.rows.values_list("digest", flat=True)
    )
    assert (states(3), states(4)) == ({"done"}, {"open"})
    act = Entry.objects.get(action="sheet.sign")
    assert (act.object_id, len(act.subject_ids)) == (str(sheet.pk), 5)
    assert (act.after["count"], act.after["digest"]) == (5, sheet.digest)
    assert chain.first_break(cast.school.pk) is None


def test_the_last_step_completes_every_registration(cast: Cast) -> None:
    steps = many(cast, 4, SCHOOL)
    school = reviewer_of_the_school(cast)
    sheet = sheets.make(cohort=cast.cohort.pk, college=cast.agronomy.pk, level="school", by=school)
    sheets.sign(sheet=sheet, seen=sheet.digest, by=school)
    assert set(Run.objects.values_list("state", flat=True)) == {"completed"}
    for each in Registration.objects.all():
        assert (each.state, each.revision) == ("signed", 2)
    assert Move.objects.filter(verb="complete", source="in_review", target="signed").count() == 4
    whole = Entry.objects.get(action="registration.complete")
    assert whole.after["count"] == 4
    assert sorted(whole.after["ids"]) == sorted({step.run.registration_id for step in steps})


def test_what_is_not_clean_stands_apart_with_why(cast: Cast) -> None:
    steps = [step for step in many(cast, 7) if step.order == 3]
    versions = [step.run.version for step in steps]
    Judgement.objects.filter(version=versions[0]).update(flagged=True)
    Judgement.objects.filter(version=versions[1]).delete()
    type(versions[2]).objects.filter(pk=versions[2].pk).update(code="75")
    Dispute.objects.create(
        school=cast.school, cohort=cast.cohort, college=cast.agronomy, version=versions[3],
        graduate=versions[3].registration.graduate, state="open", at=clock.now(),
    )  # fmt: skip
    RunStep.objects.filter(pk=steps[4].pk).update(stamp=True)
    found = with_why(steps_to_gather(cast.li), cast.school.pk)
    assert {each.pk: each.why for each in found} == {
        steps[0].pk: Why.FLAGGED, steps[1].pk: Why.UNJUDGED, steps[2].pk: Why.SINGLY,
        steps[3].pk: Why.DISPUTED, steps[4].pk: Why.SINGLY, steps[5].pk: "", steps[6].pk: "",
    }  # fmt: skip
    assert sheet_for(cast).size == 2


def test_a_record_not_judged_yet_waits_and_76_is_never_on_a_sheet(cast: Cast) -> None:
    file(cast, STUDY)
    with pytest.raises(InvalidError, match="没有可以放进审签单的"):
        sheet_for(cast, "wu", "adviser")
    work_off()
    Judgement.objects.update(flagged=False)
    assert sheet_for(cast, "wu", "adviser").size == 1
    returning.send_back(step=open_step(cast), seen=1, reason="重填", by=cast.wu)
    file(cast, FREELANCE)
    work_off()
    Judgement.objects.update(flagged=False)
    with pytest.raises(InvalidError):
        sheet_for(cast, "wu", "adviser")


def test_a_sheet_of_which_rows_changed_is_refused_whole_and_names_them(cast: Cast) -> None:
    steps = [step for step in many(cast, 5) if step.order == 3]
    sheet = sheet_for(cast)
    graduates = [step.run.registration.graduate for step in steps]
    Evidence.objects.create(
        school=cast.school, cohort=cast.cohort, college=cast.agronomy, graduate=graduates[0],
        version=1, kind="offer", sha256="a" * 64, upload_blind="b", size=1, pages=1,
        media_type="image/jpeg", at=clock.now(), keep_from=clock.today(),
    )  # fmt: skip
    one = RunStep.objects.select_related("run__registration").get(pk=steps[1].pk)
    returning.send_back(step=one, seen=1, reason="日期不对", by=cast.li)
    Judgement.objects.filter(version=steps[2].run.version).update(flagged=True)
    with pytest.raises(StaleStateError) as refusal:
        signed(sheet, cast)
    said = str(refusal.value)
    assert "3 份与生成时不同，整单没有签" in said
    assert f"{graduates[0].name}（佐证材料有增减）" in said
    assert f"{graduates[1].name}（已退回或撤回" in said
    assert f"{graduates[2].name}（检查有疑点）" in said
    assert "其余 2 份没有变化" in said
    assert not Signature.objects.filter(sheet=sheet).exists()
    again = sheet_for(cast)
    assert (again.number, again.size) == (2, 2)
    signed(again, cast)
    assert Signature.objects.filter(sheet=again).count() == 2


def test_only_the_sheet_that_was_shown_is_signed_and_only_by_who_is_asked(cast: Cast) -> None:
    many(cast, 2)
    sheet = sheet_for(cast)
    with pytest.raises(StaleStateError, match="不是您看到的那一张"):
        sheets.sign(sheet=sheet, seen="0" * 64, by=cast.li)
    for who in ("zhao", "qian", "sun", "wu"):
        with pytest.raises(PermissionDenied):
            signed(sheet, cast, who)
    with pytest.raises(PermissionDenied):
        sheet_for(cast, "zhao")
    sheet.rows.filter(pk=sheet.rows.latest("pk").pk).update(digest="0" * 64)
    with pytest.raises(StaleStateError, match="不是您看到的那一张"):
        signed(sheet, cast)


def test_a_secretary_makes_the_sheet_and_the_leader_signs_it(cast: Cast) -> None:
    many(cast, 2)
    secretary = appointed(staff(cast.school, "8120", "秘文"), PostKind.SECRETARY, cast.agronomy)
    sheet = sheets.make(
        cohort=cast.cohort.pk, college=cast.agronomy.pk, level="college", by=secretary
    )
    with pytest.raises(PermissionDenied):
        sheets.sign(sheet=sheet, seen=sheet.digest, by=secretary)
    signed(sheet, cast)
    assert states(3) == {"done"}


def test_a_group_of_which_all_sign_signs_one_sheet_after_the_other(cast: Cast) -> None:
    many(cast, 3)
    vice = appointed(
        staff(cast.school, "8121", "副院"),
        PostKind.COLLEGE_REVIEWER,
        cast.agronomy,
        "分管就业副院长",
    )
    RunStep.objects.filter(order=3).update(rule="all")
    sheet = sheet_for(cast)
    signed(sheet, cast)
    assert states(3) == {"open"}
    with pytest.raises(StaleStateError):
        signed(sheet, cast)
    sheets.sign(sheet=sheet, seen=sheet.digest, by=vice)
    assert (states(3), states(4)) == ({"done"}, {"open"})


def test_who_signed_as_adviser_does_not_sign_for_the_college(cast: Cast) -> None:
    many(cast, 3)
    sheet = sheet_for(cast)
    Signature.objects.filter(pk=Signature.objects.earliest("pk").pk).update(user=cast.li)
    with pytest.raises(StaleStateError, match="须回避"):
        signed(sheet, cast)
    assert sheet_for(cast).size == 2


def test_three_hundred_are_signed_in_a_moment_by_few_statements(cast: Cast) -> None:
    count = 300
    many(cast, count, SCHOOL)
    school = reviewer_of_the_school(cast)
    sheet = sheets.make(cohort=cast.cohort.pk, college=cast.agronomy.pk, level="school", by=school)
    wall, cpu = time.perf_counter(), time.process_time()
    with CaptureQueriesContext(connection) as caught:
        sheets.sign(sheet=sheet, seen=sheet.digest, by=school)
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    assert Registration.objects.filter(state="signed").count() == count
    assert len(caught) < 60
    # 2 s is what it must reach; the machine of a test run may be busy with others
    assert (cpu < 2, wall < 12) == (True, True), (connection.vendor, cpu, wall)
