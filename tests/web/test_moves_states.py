"""Every transition of every machine against itself, and against each that starts where it does."""

from __future__ import annotations

import pkgutil
from collections.abc import Callable, Iterator
from importlib import import_module
from itertools import combinations_with_replacement

import pytest
from django.db.models import Model

import quxiang.web
from quxiang.web.alerts import states as alerts_states
from quxiang.web.alerts.models import Case, RuleRun
from quxiang.web.approvals import states as approvals_states
from quxiang.web.approvals.models import Run, RunStep
from quxiang.web.assessment import states as assessment_states
from quxiang.web.assessment.models import Listing
from quxiang.web.audit import chain, trail
from quxiang.web.audit.models import Entry
from quxiang.web.bulletins import states as bulletins_states
from quxiang.web.bulletins.models import Bulletin
from quxiang.web.campaigns import states as campaigns_states
from quxiang.web.common import clock
from quxiang.web.common.states import Transition, Transitions, move
from quxiang.web.compilations import states as compilations_states
from quxiang.web.compilations.models import Compilation
from quxiang.web.complaints import states as complaints_states
from quxiang.web.complaints.models import Complaint
from quxiang.web.destinations import states as destinations_states
from quxiang.web.destinations.models import Confirmation, Dispute, Exchange, Registration, Version
from quxiang.web.employers import states as employers_states
from quxiang.web.employers.models import Employer, Visit
from quxiang.web.imports import states as imports_states
from quxiang.web.imports.models import Import
from quxiang.web.inspection import states as inspection_states
from quxiang.web.inspection.models import Pack
from quxiang.web.notices import states as notices_states
from quxiang.web.notices.models import CollegeNotice
from quxiang.web.notifications import states as notifications_states
from quxiang.web.notifications.models import Message
from quxiang.web.papers import states as papers_states
from quxiang.web.papers.models import Paper
from quxiang.web.schoolreport import states as schoolreport_states
from quxiang.web.schoolreport.models import SchoolReport
from quxiang.web.verification import states as verification_states
from quxiang.web.verification.models import SampledRecord, Survey
from quxiang.web.visits import states as visits_states
from quxiang.web.visits.models import FieldVisit
from quxiang.web.worksheets import states as worksheets_states
from quxiang.web.worksheets.models import CrossRound, CrossTask
from web import calling
from web.at_once import at_once, one_stale
from web.bulletin_rows import a_document, a_snapshot, kept_bulletin
from web.cast import Cast
from web.test_pages import a_campaign, an_exemption, an_own_rule

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.database]


def an_import(cast: Cast, state: str) -> Import:
    return Import.objects.create(
        school=cast.school, target="roster", state=state, filename="a.xlsx", by=cast.qian,
        at=clock.now(),
    )  # fmt: skip


def a_registration(cast: Cast, state: str = "draft") -> Registration:
    return Registration.objects.create(
        school=cast.school, cohort=cast.cohort, college=cast.agronomy, state=state,
        graduate=cast.wang_graduate, changed_at=clock.now(),
    )  # fmt: skip


def a_version(cast: Cast) -> Version:
    return Version.objects.create(
        school=cast.school, registration=a_registration(cast), number=1, code="11",
        recorded_at=clock.now(), effective_on=clock.today(), reason="new", source="graduate",
    )  # fmt: skip


def a_confirmation(cast: Cast, state: str) -> Confirmation:
    return Confirmation.objects.create(
        school=cast.school, college=cast.agronomy, version=a_version(cast), place="school",
        state=state,
    )  # fmt: skip


def an_exchange(cast: Cast, state: str) -> Exchange:
    return Exchange.objects.create(
        school=cast.school, college=cast.agronomy, version=a_version(cast), state=state,
        at=clock.now(),
    )  # fmt: skip


def a_dispute(cast: Cast, state: str) -> Dispute:
    return Dispute.objects.create(
        school=cast.school, cohort=cast.cohort, college=cast.agronomy, version=a_version(cast),
        graduate=cast.wang_graduate, state=state, at=clock.now(),
    )  # fmt: skip


def a_run(cast: Cast, state: str = "running") -> Run:
    version = a_version(cast)
    return Run.objects.create(
        school=cast.school, cohort=cast.cohort, college=cast.agronomy, version=version,
        registration=version.registration, kind="normal", state=state, began_at=clock.now(),
    )  # fmt: skip


def a_step(cast: Cast, state: str) -> RunStep:
    return RunStep.objects.create(
        school=cast.school, college=cast.agronomy, run=a_run(cast), order=1, kind="graduate",
        level="graduate", state=state,
    )  # fmt: skip


def a_rule_run(cast: Cast, state: str) -> RuleRun:
    return RuleRun.objects.create(
        school=cast.school, cohort=cast.cohort, state=state, started_at=clock.now()
    )


def a_case(cast: Cast, state: str) -> Case:
    now = clock.now()
    return Case.objects.create(
        school=cast.school, cohort=cast.cohort, college=cast.agronomy, desk="college",
        rule="V501", state=state, fingerprint="f", found_at=now, seen_at=now, due_on=now.date(),
    )  # fmt: skip


def a_visit(cast: Cast, state: str) -> Visit:
    employer = Employer.objects.create(
        school=cast.school, name="太行种业", folded_name="太行种业", recorded_at=clock.now()
    )
    return Visit.objects.create(
        school=cast.school, employer=employer, state=state, planned_on=clock.today(),
        visitors="钱明", purpose="是否在岗", by=cast.qian, at=clock.now(),
    )  # fmt: skip


def a_school_report(cast: Cast, state: str) -> SchoolReport:
    return SchoolReport.objects.create(
        school=cast.school, cohort=cast.cohort, snapshot=a_snapshot(cast), state=state,
        title="核查报告", drafted_by=cast.qian, drafted_at=clock.now(),
    )  # fmt: skip


def a_pack(cast: Cast, state: str) -> Pack:
    return Pack.objects.create(
        school=cast.school, cohort=cast.cohort, state=state, expires_on=clock.today(),
        choice="all", by=cast.qian, at=clock.now(),
    )  # fmt: skip


def a_field_visit(cast: Cast, state: str) -> FieldVisit:
    return FieldVisit.objects.create(
        school=cast.school, cohort=cast.cohort, name="老街小吃店", address="老街 12 号",
        state=state,
        planned_on=clock.today(), first=cast.qian, second=cast.feng, by=cast.qian, at=clock.now(),
    )  # fmt: skip


def a_survey(cast: Cast, state: str) -> Survey:
    return Survey.objects.get(pk=calling.a_survey(cast, state)["survey"])


def a_sampled_record(cast: Cast, state: str) -> SampledRecord:
    found = SampledRecord.objects.get(pk=calling.a_survey(cast)["sampled_record"])
    found.state = state
    found.save()
    return found


def a_complaint(cast: Cast, state: str) -> Complaint:
    return Complaint.objects.create(
        school=cast.school, number=1, about="other", state=state, at=clock.now(), code_hash="c",
        outcome="refused" if state == "closed" else "",
    )  # fmt: skip


def a_listing(cast: Cast, state: str) -> Listing:
    return Listing.objects.create(
        school=cast.school, cohort=cast.cohort, college=cast.agronomy, number=1, title="材料缺失",
        state=state, reply_due_on=clock.today(), proposed_by=cast.qian, proposed_at=clock.now(),
    )  # fmt: skip


def a_paper(cast: Cast, state: str) -> Paper:
    return Paper.objects.create(
        school=cast.school, kind="selfcheck_report", unit=cast.agronomy, cohort=cast.cohort,
        series="s", version=1, title="自查报告", state=state, sha256="0" * 64, size=1, pages=1,
        prepared_by=cast.zhao, prepared_at=clock.now(),
    )  # fmt: skip


def a_round(cast: Cast, state: str = "open") -> CrossRound:
    return CrossRound.objects.create(
        school=cast.school, cohort=cast.cohort, number=1, seed="甲", most=1, state=state,
        until=clock.now(), made_at=clock.now(), made_by=cast.qian,
    )  # fmt: skip


def a_task(cast: Cast, state: str) -> CrossTask:
    return CrossTask.objects.create(
        school=cast.school, round=a_round(cast), college=cast.agronomy, checker=cast.sun,
        state=state,
    )  # fmt: skip


def a_compilation(cast: Cast, state: str) -> Compilation:
    return Compilation.objects.create(
        school=cast.school, cohort=cast.cohort, college=cast.agronomy, number=0, state=state,
        moment=clock.now(), by=cast.zhao,
    )  # fmt: skip


def a_bulletin(cast: Cast, state: str) -> Bulletin:
    return kept_bulletin(cast, a_snapshot(cast), state, document=a_document(cast))


def a_notice(cast: Cast, state: str) -> CollegeNotice:
    now = clock.now()
    return CollegeNotice.objects.create(
        school=cast.school, cohort=cast.cohort, college=cast.agronomy, kind="rectify", state=state,
        title="整改通知书", matter="材料缺失。", demand="补齐。", reply_by=clock.today(), facts={},
        drafted_by=cast.qian, drafted_at=now, issued_at=now, document=a_document(cast),
    )  # fmt: skip


def a_message(cast: Cast, state: str) -> Message:
    return Message.objects.create(
        school=cast.school, user=cast.zhao, channel="smtp", template="test", text="测试",
        state=state, created_at=clock.now(),
    )  # fmt: skip


#: every machine, and how a row of it in some state is made
MACHINES: tuple[tuple[Transitions, Callable[[Cast, str], Model]], ...] = (
    (imports_states.TRANSITIONS, an_import),
    (destinations_states.TRANSITIONS, a_registration),
    (destinations_states.CONFIRMING, a_confirmation),
    (destinations_states.EXCHANGING, an_exchange),
    (destinations_states.DISPUTING, a_dispute),
    (complaints_states.HANDLING, a_complaint),
    (assessment_states.LISTING, a_listing),
    (bulletins_states.BULLETIN, a_bulletin),
    (notices_states.NOTICE, a_notice),
    (papers_states.PAPER, a_paper),
    (compilations_states.COMPILATION, a_compilation),
    (worksheets_states.ROUNDS, a_round),
    (worksheets_states.TASKS, a_task),
    (employers_states.VISITING, a_visit),
    (visits_states.FIELD_VISIT, a_field_visit),
    (verification_states.SURVEYS, a_survey),
    (verification_states.RECORDS, a_sampled_record),
    (inspection_states.PACKING, a_pack),
    (schoolreport_states.REPORTING, a_school_report),
    (approvals_states.RUNNING, a_run),
    (approvals_states.STEPPING, a_step),
    (alerts_states.RULE_RUNS, a_rule_run),
    (alerts_states.CASES, a_case),
    (alerts_states.EXEMPTING, an_exemption),
    (alerts_states.OWN_RULES, an_own_rule),
    (notifications_states.MESSAGES, a_message),
    (campaigns_states.CAMPAIGNS, a_campaign),
)


def pairs() -> Iterator[tuple[Callable[[Cast, str], Model], Transition, Transition]]:
    for machine, make in MACHINES:
        for one, other in combinations_with_replacement(machine.values(), 2):
            if set(one.sources) & set(other.sources):
                yield make, one, other


def test_every_machine_has_its_pairs_here() -> None:
    machines = []
    for found in pkgutil.walk_packages(quxiang.web.__path__, "quxiang.web."):
        if found.name.endswith(".states"):
            values = vars(import_module(found.name)).values()
            machines += [each for each in values if isinstance(each, Transitions)]
    assert {id(each) for each in machines} == {id(machine) for machine, _ in MACHINES}


@pytest.mark.parametrize(
    ("make", "one", "other"), list(pairs()),
    ids=lambda each: getattr(each, "name", None) or getattr(each, "__name__", None),
)  # fmt: skip
def test_of_two_moves_from_one_state_one_is_done(
    cast: Cast, make: Callable[[Cast, str], Model], one: Transition, other: Transition
) -> None:
    source = next(state for state in one.sources if state in other.sources)
    made = make(cast, source)
    model = type(made)

    @trail.atomic()
    def moved(row: Model, transition: Transition) -> None:
        move(row, transition, by=cast.qian)

    rows = [(model._default_manager.get(pk=made.pk), each) for each in (one, other)]
    said = at_once([lambda row=row, each=each: moved(row, each) for row, each in rows])
    winner = rows[one_stale(said)][1]
    assert model._default_manager.values_list("state", flat=True).get(pk=made.pk) == winner.target
    kind = model._meta.model_name
    acts = Entry.objects.filter(object_kind=kind, object_id=str(made.pk))
    assert [each.action for each in acts] == [f"{kind}.{winner.name}"]
    assert chain.first_break(cast.school.pk) is None
