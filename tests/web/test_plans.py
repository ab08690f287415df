"""At 30,000 graduates no list goes through a whole table, and none sorts a cohort for a page."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

sys.path.append(str(Path(__file__).parents[2]))

from bench.large import Large, seed
from bench.large_lists import fill
from bench.season_closed import close_seasons
from bench.season_filed import file_season
from bench.season_signed import sign_season

from quxiang.web.accounts.models import User
from quxiang.web.common import clock
from quxiang.web.employers.models import Employer
from quxiang.web.jobs.statistics import refresh
from quxiang.web.orgs.kinds import PostKind
from quxiang.web.roster.models import Graduate
from web.conftest import login
from web.plans import faults_of

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.database]
K = PostKind
LARGE = (
    "roster_graduate", "roster_graduateversion", "roster_person", "roster_registrymismatch",
    "accounts_user", "employers_employer", "employers_employername", "imports_stagedrow",
    "imports_import", "jobs_job", "notifications_message", "audit_entry", "audit_subjectof",
    "alerts_case", "alerts_caseperson", "alerts_caseevent",
    "orgs_advising", "destinations_registration", "destinations_version", "destinations_judgement",
    "destinations_move", "destinations_confirmation", "destinations_confirmationmove",
    "destinations_systemrow", "approvals_run", "approvals_runstep", "approvals_runstep_posts",
    "approvals_signature", "approvals_sheetrow", "evidence_evidence",
)  # fmt: skip
SIGNING = (K.COLLEGE_REVIEWER, K.SCHOOL_REVIEWER, "adviser")
#: every list, for whoever may open it; {…} is made below
LISTS = (
    ("/graduates/", (K.CENTRE_OFFICER, K.RECORDER, K.AUDITOR, "adviser")),
    ("/graduates/?page=3", (K.CENTRE_OFFICER,)),
    ("/graduates/?level=31&status=延期", (K.CENTRE_OFFICER, K.RECORDER)),
    ("/graduates/?q=何田", (K.CENTRE_OFFICER, K.RECORDER)),
    ("/graduates/{graduate}/", (K.CENTRE_OFFICER, K.RECORDER, "graduate")),
    ("/registry/", (K.CENTRE_OFFICER, K.RECORDER, K.REGISTRY_OFFICER)),
    ("/registry/?state=open", (K.REGISTRY_OFFICER,)),
    ("/employers/", (K.CENTRE_OFFICER, K.RECORDER)),
    ("/employers/?size=large", (K.CENTRE_OFFICER,)),
    ("/employers/?hires=1", (K.CENTRE_OFFICER, K.RECORDER)),
    ("/employers/groups/", (K.CENTRE_OFFICER,)),
    ("/employers/groups/?kind=address", (K.CENTRE_OFFICER,)),
    ("/employers/{employer}/", (K.CENTRE_OFFICER, K.RECORDER)),
    ("/employers/{employer}/people/", (K.CENTRE_OFFICER, K.RECORDER)),
    ("/alerts/", (K.CENTRE_OFFICER, K.RECORDER, K.REGISTRY_OFFICER)),
    ("/alerts/?late=1", (K.CENTRE_OFFICER, K.RECORDER)),
    ("/alerts/closed/", (K.CENTRE_OFFICER, K.RECORDER)),
    ("/alerts/rules/", (K.CENTRE_OFFICER, K.RECORDER)),
    ("/alerts/colleges/", (K.CENTRE_OFFICER, K.RECORDER)),
    ("/verification/", (K.CENTRE_OFFICER,)),
    ("/inspection/", (K.CENTRE_OFFICER, K.AUDITOR)),
    ("/visits/", (K.CENTRE_OFFICER, K.RECORDER)),
    ("/visits/clusters/", (K.CENTRE_OFFICER,)),
    ("/selfcheck/", (K.RECORDER,)),
    ("/worksheets/{graduate}/", (K.CENTRE_OFFICER, K.RECORDER)),
    ("/assessment/", (K.CENTRE_OFFICER, K.RECORDER)),
    ("/assessment/sheets/", (K.CENTRE_OFFICER, K.RECORDER)),
    ("/bulletins/", (K.CENTRE_OFFICER, K.RECORDER)),
    ("/notices/", (K.CENTRE_OFFICER, K.RECORDER)),
    ("/papers/", (K.CENTRE_OFFICER, K.RECORDER)),
    ("/compilations/", (K.CENTRE_OFFICER, K.RECORDER)),
    ("/papers/waiting/", (K.CENTRE_OFFICER, K.RECORDER)),
    ("/accounts/", (K.CENTRE_OFFICER, K.ADMINISTRATOR)),
    ("/outbox/", (K.CENTRE_OFFICER, K.ADMINISTRATOR)),
    ("/imports/", (K.CENTRE_OFFICER, K.RECORDER)),
    ("/imports/{upload}/", (K.CENTRE_OFFICER,)),
    ("/imports/{upload}/?kind=changed", (K.CENTRE_OFFICER,)),
    ("/audit/", (K.AUDITOR,)),
    ("/audit/?actor=职员", (K.AUDITOR,)),
    ("/audit/?action=view", (K.AUDITOR,)),
    ("/audit/?action=reveal", (K.AUDITOR,)),
    ("/audit/?subject={graduate}", (K.AUDITOR,)),
    ("/audit/?since=2024-01-01&until=2024-01-31", (K.AUDITOR,)),
    ("/audit/whole/", (K.AUDITOR,)),
    ("/slips/", (K.CENTRE_OFFICER, K.RECORDER)),
    ("/jobs/", (K.CENTRE_OFFICER, K.RECORDER)),
    ("/units/", (K.CENTRE_OFFICER, K.RECORDER)),
    ("/begin/steps/", (K.CENTRE_OFFICER,)),
    ("/me/", (K.CENTRE_OFFICER, "graduate")),
    ("/signing/", SIGNING),
    ("/signing/blocked/", (K.CENTRE_OFFICER, K.RECORDER)),
    ("/signed/", SIGNING),
    ("/sheets/", (*SIGNING, K.CENTRE_OFFICER, K.RECORDER)),
    ("/sheets/new/", SIGNING),
    ("/today/", (K.CENTRE_OFFICER, K.RECORDER)),
    ("/registered/", (K.CENTRE_OFFICER, K.RECORDER)),
    ("/seeking/", (K.CENTRE_OFFICER, K.RECORDER, "adviser")),
    ("/late-changes/", (K.CENTRE_OFFICER, K.RECORDER)),
    ("/disputes/", (K.CENTRE_OFFICER,)),
    ("/destinations/{graduate}/", (K.CENTRE_OFFICER, K.RECORDER, "adviser", "graduate")),
)


def readers_of(large: Large, graduate: Graduate, signers: Mapping[str, User]) -> dict[str, User]:
    """Return one reader of each kind; the adviser advises the graduate and holds no post."""
    readers: dict[str, User] = {kind: users[0] for kind, users in large.staff.items()}
    recorder = next(
        user
        for user in large.staff[K.RECORDER]
        if user.appointments.filter(unit_id=graduate.college_id).exists()
    )
    assert graduate.person.user is not None
    return {**readers, **signers, "graduate": graduate.person.user, K.RECORDER: recorder}


def statements(user: User, path: str) -> list[str]:
    """Return what a page asks the database, on a warm process."""
    client = login(Client(), user)
    client.get(path)
    with CaptureQueriesContext(connection) as caught:
        answer = client.get(path)
    assert answer.status_code == 200, (path, answer.status_code)
    return [each["sql"] for each in caught.captured_queries]


#: they count every row of a table, or most; an index is no shorter
BOARDS = {
    "/assessment/sheets/": "alerts_case",
    "/alerts/rules/": "alerts_case", "/alerts/colleges/": "alerts_case",
    # every employer is asked whether anybody went there, and with whom it shares something
    "/employers/?hires=1": "employers_employer", "/employers/groups/": "employers_employer",
    "/employers/groups/?kind=address": "employers_employer",
}  # fmt: skip


def settle() -> None:
    """Bring statistics up to date, as an installation does by itself."""
    refresh(clock.now())
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("checkpoint")  # a vacuum trusts what is on the disk only,
            for _ in range(2):  # and the first one may just learn which rows are settled
                cursor.execute("vacuum analyze")


def test_no_list_reads_or_sorts_a_whole_table_for_a_page() -> None:
    large = seed()
    upload = fill(large)
    close_seasons(large)
    filed = file_season(large)
    graduate = Graduate.objects.select_related("person__user").get(
        pk=filed[0].registration.graduate_id
    )
    employer = Employer.objects.get(uscc=f"91{7:016d}")
    readers = readers_of(large, graduate, sign_season(large, filed))
    settle()
    found = {
        (path, who): faults
        for path, allowed in LISTS
        for who in allowed
        if (faults := [
            fault
            for sql in statements(
                readers[who],
                path.format(graduate=graduate.pk, upload=upload.pk, employer=employer.pk),
            )
            for fault in faults_of(sql, LARGE)
            if not (path in BOARDS and fault.startswith(f"Seq Scan on {BOARDS[path]}"))
            # PostgreSQL guesses that everybody went to one employer; it sorts those who did
            if not (path.endswith("/people/") and fault.startswith("Sort of"))
        ])
    }  # fmt: skip
    assert found == {}
