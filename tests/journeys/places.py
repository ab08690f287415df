"""Where every page of the demonstration is: the objects its path names, as JSON."""

from __future__ import annotations

import json
import sys

import django


def places() -> dict[str, int | str]:
    """Return one of everything a path of the permission matrix names, from this installation."""
    from quxiang.web.accounts.models import LoginSession, User
    from quxiang.web.adoption.models import Adoption
    from quxiang.web.alerts.models import Case
    from quxiang.web.approvals.models import RunStep, Sheet
    from quxiang.web.audit.models import Entry
    from quxiang.web.complaints.models import Complaint
    from quxiang.web.employers.models import Employer
    from quxiang.web.feedback.models import FeedbackList, FeedbackRow, Rehearsal
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
        "rule_code": "E305", "exemption": 0, "own_rule": 0, "trial": 0,
        "dispute": 0, "case": Case.objects.values_list("pk", flat=True).first() or 0,
        "complaint": Complaint.objects.values_list("pk", flat=True)[0],
        "graduate": Graduate.objects.get(person__user=first).pk,
        "session": LoginSession.objects.values_list("pk", flat=True).first() or 0,
        "job": Job.objects.latest("pk").pk, "view": 0, "target": "roster",
        "upload": uploads["preview"], "applied": uploads["applied"],
        "unit": recorder.unit_id or 0, "post": recorder.post_id, "appointment": recorder.pk,
        "vacant": Unit.objects.filter(kind="college").latest("order").pk,
        "employer": Employer.objects.filter(size="small")[0].pk,
        "cohort": Cohort.objects.get(year=2024).pk, "settings_number": 1,
        "scheme": "2024", "table": "destination",
        "staff": User.objects.get(number="8003").pk,
        "mismatch": RegistryMismatch.objects.filter(field="name")[0].pk,
        "adoption": Adoption.objects.values_list("pk", flat=True).first() or 0,
        "feedback_list": FeedbackList.objects.values_list("pk", flat=True).first() or 0,
        "feedback_row": FeedbackRow.objects.values_list("pk", flat=True).first() or 0,
        "rehearsal": Rehearsal.objects.values_list("pk", flat=True).first() or 0,
        "document": 0, "bundle": 0, "token": "none",
        "entry": Entry.objects.filter(action="account.create")[0].pk,
    }  # fmt: skip


if __name__ == "__main__":
    django.setup()
    sys.stdout.write(json.dumps(places(), ensure_ascii=False))
