"""Where every page of the demonstration is: the objects its path names, as JSON."""

from __future__ import annotations

import json
import sys
from types import SimpleNamespace
from typing import TYPE_CHECKING

import django

if TYPE_CHECKING:
    from quxiang.web.accounts.models import User
    from quxiang.web.roster.models import Cohort, Graduate
    from quxiang.web.season.models import Snapshot


def places() -> dict[str, int | str]:
    """Return one of everything a path of the permission matrix names, from this installation."""
    from quxiang.web.accounts.models import LoginSession, User
    from quxiang.web.adoption.models import Adoption
    from quxiang.web.approvals.models import RunStep, Sheet
    from quxiang.web.audit.models import Entry
    from quxiang.web.complaints.models import Complaint
    from quxiang.web.employers.models import Employer
    from quxiang.web.feedback.models import Rehearsal
    from quxiang.web.imports.models import Import
    from quxiang.web.jobs.models import Job
    from quxiang.web.orgs.models import Appointment, Unit
    from quxiang.web.roster.models import Cohort, Graduate, RegistryMismatch

    recorder = Appointment.objects.get(user__number="8002")
    uploads = {each.state: each.pk for each in Import.objects.filter(target="roster")}
    first = User.objects.filter(kind="graduate").order_by("pk")[0]
    return {
        "user": first.pk, "number": first.number, "graduate_name": first.name,
        "step": RunStep.objects.values_list("pk", flat=True).first() or 0,
        "sheet": Sheet.objects.values_list("pk", flat=True).first() or 0,
        "notice": 1, "today": "settled", "place": "main", "period_kind": "messages", "hold": 0,
        "rule_code": "E305", "dispute": 0,
        **_found(Cohort.objects.get(year=2024), Graduate.objects.get(person__user=first)),
        "complaint": Complaint.objects.values_list("pk", flat=True)[0],
        "graduate": Graduate.objects.get(person__user=first).pk,
        "session": LoginSession.objects.values_list("pk", flat=True).first() or 0,
        "job": Job.objects.latest("pk").pk, "view": 0, "target": "roster",
        "upload": uploads["preview"], "applied": uploads["applied"],
        "unit": recorder.unit_id or 0, "post": recorder.post_id, "appointment": recorder.pk,
        "vacant": Unit.objects.filter(kind="college").latest("order").pk,
        "employer": Employer.objects.filter(size="small")[0].pk,
        "cohort": Cohort.objects.get(year=2024).pk, "settings_number": 1,
        "scheme": "2024", "table": "destination", "template": "login", "school_code": "none",
        "message": _message(first), "campaign": _campaign(), "campaign_act": "propose",
        "staff": User.objects.get(number="8003").pk,
        "mismatch": RegistryMismatch.objects.filter(field="name")[0].pk,
        "adoption": Adoption.objects.values_list("pk", flat=True).first() or 0,
        "rehearsal": Rehearsal.objects.values_list("pk", flat=True).first() or 0,
        "document": 0, "bundle": 0, "token": "none",
        "entry": Entry.objects.filter(action="account.create")[0].pk,
    }  # fmt: skip


def _campaign() -> int:
    """Return a campaign with its list, begun when asked first."""
    from quxiang.web.campaigns.models import Campaign
    from quxiang.web.campaigns.services.preparing import begin, fill
    from quxiang.web.roster.models import Cohort

    found = Campaign.objects.first()
    if found is None:
        found = begin(cohort=Cohort.objects.get(year=2024), kind="august", by=None)
        fill(found)
    return found.pk


def _message(user: User) -> int:
    """Return a message in doubt, written when asked first."""
    from quxiang.web.notifications.models import Message
    from quxiang.web.notifications.services import send

    found = Message.objects.filter(user=user, state="uncertain").first()
    if found is None:
        found = send(user, "test")
        why = "已交给通道，但没有收到可读的答复，不知道是否发出。请人工核实。"
        Message.objects.filter(pk=found.pk).update(
            state="uncertain", channel="http_json", why=why, attempts=1, sent_at=None
        )
    return found.pk


def _found(cohort: Cohort, graduate: Graduate) -> dict[str, int]:
    """Return a case, what rules were set to, and a list from above; made when asked first."""
    from django.db import transaction

    from quxiang.web.alerts.models import Case, CaseFile, Exemption, OwnRule, Trial
    from quxiang.web.assessment.models import Listing
    from quxiang.web.certificates.models import SignerAlias, TrustRoot, UnitCertificate
    from quxiang.web.compilations.models import Compilation, Volume
    from quxiang.web.feedback.models import FeedbackFile, FeedbackList, FeedbackRow, Handling
    from quxiang.web.inspection.models import Pack
    from quxiang.web.papers.models import Paper, PaperFile
    from quxiang.web.season.models import Extension, Outage, Snapshot
    from quxiang.web.season.services.taking import snapshot
    from quxiang.web.selfcheck.models import Selfcheck
    from quxiang.web.verification.models import SampledRecord, Survey
    from quxiang.web.visits.models import FieldVisit, VisitPhoto
    from quxiang.web.worksheets.models import CrossRound, CrossTask

    if not OwnRule.objects.exists():
        with transaction.atomic():
            _find(cohort, graduate)
    models = {
        "case": Case, "case_file": CaseFile, "exemption": Exemption, "own_rule": OwnRule,
        "trial": Trial, "feedback_list": FeedbackList, "feedback_row": FeedbackRow,
        "feedback_file": FeedbackFile, "handling": Handling, "listing": Listing,
        "field_visit": FieldVisit, "pack": Pack, "visit_photo": VisitPhoto,
        "extension": Extension, "outage": Outage, "cross_round": CrossRound,
        "cross_task": CrossTask, "paper": Paper, "paper_file": PaperFile, "trust_root": TrustRoot,
        "own_certificate": UnitCertificate, "signer_alias": SignerAlias,
        "survey": Survey, "sampled_record": SampledRecord,
        "selfcheck": Selfcheck, "compilation": Compilation, "volume": Volume,
    }  # fmt: skip
    if not Selfcheck.objects.exists():
        _selfcheck(cohort, graduate)
    found = {name: model.objects.latest("pk").pk for name, model in models.items()}
    found["visiting_survey"] = Survey.objects.filter(kind="visits").latest("pk").pk
    frozen = Snapshot.objects.filter(cohort=cohort).first()
    frozen = frozen or snapshot(cohort=cohort, by=None, why="期末")
    return {**found, **_notice(cohort), "snapshot": frozen.pk, **_bulletin(frozen)}


def _notice(cohort: Cohort) -> dict[str, int]:
    """Return a notice that went out and was answered, made of a case when asked first."""
    from quxiang.web.accounts.models import User
    from quxiang.web.alerts.models import Case
    from quxiang.web.notices.models import CollegeNotice, NoticeFile
    from quxiang.web.notices.services import drafting, stepping

    made = CollegeNotice.objects.first()
    if made is None:
        case = Case.objects.filter(cohort=cohort, college__isnull=False).exclude(
            origin="dispute"
        )[0]  # fmt: skip
        centre = User.objects.get(number="8001")
        assert case.college is not None
        made = drafting.draft(kind="rectify", cases=[case], college=case.college, by=centre)
        stepping.issue(notice=made, site="https://example.test/", seen=1, by=centre)
    file = NoticeFile.objects.first()
    return {"college_notice": made.pk, "notice_file": file.pk if file is not None else 0}


def _selfcheck(cohort: Cohort, graduate: Graduate) -> None:
    """Draft the report of a graduate's college from the newest snapshot."""
    from quxiang.web.orgs.models import Appointment
    from quxiang.web.season.models import Snapshot
    from quxiang.web.season.services.taking import snapshot
    from quxiang.web.selfcheck.services.writing import draft

    if not Snapshot.objects.filter(cohort=cohort).exists():
        snapshot(cohort=cohort, by=None, why="期末")
    recorder = Appointment.objects.get(unit=graduate.college, kind="recorder", ended_at=None)
    draft(cohort=cohort, college=graduate.college, seen=0, by=recorder.user)


def _bulletin(frozen: Snapshot) -> dict[str, int]:
    """Return a bulletin drawn from a snapshot, and a version of its template."""
    from quxiang.web.accounts.models import User
    from quxiang.web.bulletins.models import Bulletin
    from quxiang.web.bulletins.services.drafting import draft
    from quxiang.web.common import clock
    from quxiang.web.schoolreport.models import SchoolReport
    from quxiang.web.schoolreport.services.writing import draft as write
    from quxiang.web.wordfiles.models import WordTemplate

    made = Bulletin.objects.filter(snapshot=frozen, college=None).first()
    made = made or draft(snapshot=frozen, kind="on_demand", college=None)
    template = WordTemplate.objects.first() or WordTemplate.objects.create(
        school_id=frozen.school_id, kind="bulletin", number=1, filename="通报模板.docx",
        note="随附的",
        by=User.objects.filter(kind="staff")[0], at=clock.now(),
    )  # fmt: skip
    report = SchoolReport.objects.filter(cohort=frozen.cohort).first() or write(
        cohort=frozen.cohort, by=User.objects.get(number="8001")
    )
    return {
        "bulletin": made.pk, "word_template": template.pk, "word_kind": "bulletin",
        "school_report": report.pk,
    }  # fmt: skip


def _find(cohort: Cohort, graduate: Graduate) -> None:
    from journeys.pages import CAST
    from quxiang.web.accounts.models import User
    from quxiang.web.imports.models import Import
    from web import test_pages

    staff = {
        key: User.objects.filter(kind="staff", name=name).first() for key, name in CAST.items()
    }
    cast = SimpleNamespace(
        school=cohort.school, cohort=cohort, agronomy=graduate.college, wang_graduate=graduate,
        **staff,
    )  # fmt: skip
    test_pages.a_case(cast)
    test_pages.a_case_file(cast)
    test_pages.an_exemption(cast)
    test_pages.an_own_rule(cast)
    test_pages.a_trial(cast)
    test_pages.a_listing(cast)
    test_pages.a_field_visit(cast)
    test_pages.a_visiting_survey(cast)
    test_pages.a_survey(cast)
    test_pages.a_pack(cast)
    test_pages.a_paper(cast)
    test_pages.a_compilation(cast)
    test_pages.a_cross_round(cast)
    test_pages.some_certificates(cast)
    test_pages.moved_deadlines(cast)
    test_pages.a_feedback(cast, Import.objects.filter(target="roster")[0])


if __name__ == "__main__":
    django.setup()
    sys.stdout.write(json.dumps(places(), ensure_ascii=False))
