"""For every GET that shows a graduate there is a view entry that names exactly who was shown."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from quxiang.web.approvals.models import RunStep, Signature
from quxiang.web.audit.models import Entry
from quxiang.web.common import clock
from quxiang.web.complaints.models import Complaint
from quxiang.web.destinations.models import Confirmation, Version
from quxiang.web.destinations.services.filing import submit, tell_settled
from quxiang.web.imports.models import Import, StagedRow
from quxiang.web.notifications.services import send
from quxiang.web.privacy.models import LegalHold
from quxiang.web.roster.models import Graduate, RegistryMismatch
from web.cast import Cast, graduate
from web.conftest import login
from web.papers import texts_in
from web.test_imports import uploaded, workbook
from web.test_pages import (
    PAGES,
    PARTS,
    SETS_UP,
    Page,
    a_case,
    made,  # noqa: F401
    readers,  # noqa: F401
    undone,
)

pytestmark = pytest.mark.django_db
GETS = {page.name: page for page in PAGES if page.method == "GET"}
# found by more than may open it, so it stands among the pages that are split
GETS["orgs:post"] = Page("GET", "orgs:post", SETS_UP, made=("post",))
#: readers whose own name is no graduate's: what the head of a page says of its reader is no view
STAFF = {"qian", "zhao", "li", "sun", "zhou", "wu", "zheng", "feng"}
HEAD = re.compile(r'<a class="btn btn-ghost-secondary" href="/me/">.*?</a>', re.S)
PAPER = re.compile(r'<p class="qx-paper">.*?</p>', re.S)
SHOWS = {
    "roster:graduates", "roster:graduate", "roster:mismatches", "roster:mismatch", "imports:one",
    "roster:denominator", "audit:entries", "audit:entry",
    "privacy:retention", "destinations:one", "destinations:changes",
    "destinations:part",
    "approvals:waiting", "approvals:step", "approvals:blocked",
    "approvals:signed", "approvals:gather", "approvals:sheet",
    "documents:one", "documents:bundle", "adoption:one",
    "evidence:papers",
    "destinations:today_list", "destinations:disputes", "destinations:dispute", "destinations:late",
    "destinations:marked",
    "destinations:registered", "destinations:seeking",
    "alerts:cases", "alerts:closed", "alerts:case", "visits:one",
    "notices:one", "notices:pdf", "notices:word",
    "complaints:one", "notifications:message", "campaigns:people", "compilations:one",
    "worksheets:sheet", "worksheets:part",
    "feedback:list", "feedback:row", "feedback:reply", "season:due",
}  # fmt: skip
SHOWS_NOBODY = {
    "home", "accounts:login", "accounts:ask_code", "accounts:sms_login", "accounts:activate",
    "accounts:second_factor", "accounts:set_up_totp", "accounts:me", "accounts:slips",
    "accounts:staff", "accounts:staff_one", "orgs:delegations", "orgs:units", "orgs:unit",
    "orgs:post", "orgs:begin", "orgs:steps", "roster:export", "roster:export_mismatches",
    "imports:imports", "imports:sample", "audit:whole",
    "jobs:jobs", "notifications:outbox", "notifications:inbox", "notifications:channels",
    "campaigns:campaigns", "campaigns:one",
    "notifications:texts", "notifications:wording", "employers:employers", "employers:export",
    "employers:look_up", "employers:employer", "employers:source",
    "employers:groups", "employers:more",
    "privacy:notice", "privacy:publish",
    "privacy:version", "reference:reference", "reference:table", "roster:cohorts",
    "roster:cohort", "roster:settings_file", "destinations:own", "destinations:employers",
    "destinations:today", "destinations:guidance",
    "destinations:export_late", "destinations:export_registered", "destinations:export_seeking",
    "approvals:routes_newest", "approvals:routes", "documents:many", "documents:verify",
    "evidence:mine", "evidence:part", "adoption:adoptions",
    "approvals:sheets", "approvals:export_signed",
    "alerts:export", "alerts:export_closed", "alerts:rules", "alerts:colleges", "alerts:college",
    "alerts:runs", "alerts:settings", "alerts:rule",
    "alerts:exemptions", "alerts:exemption", "alerts:propose",
    "alerts:trial", "alerts:own_rules", "alerts:own_rule",
    "schoolreport:report", "schoolreport:one", "schoolreport:pdf", "schoolreport:word",
    "inspection:packs", "inspection:export", "inspection:new", "inspection:pack",
    "inspection:find",
    "visits:visits", "visits:export", "visits:worker", "visits:clusters",
    "selfcheck:selfchecks", "selfcheck:one", "selfcheck:template", "selfcheck:word",
    "selfcheck:pdf",
    "worksheets:work", "worksheets:chips", "worksheets:clean", "worksheets:progress",
    "worksheets:export", "worksheets:rounds", "worksheets:round",
    "verification:surveys", "verification:plan", "verification:script", "verification:one",
    "verification:results", "verification:export", "verification:pdf", "verification:desk",
    "assessment:listings", "assessment:export", "assessment:begin", "assessment:one",
    "assessment:sheets", "assessment:export_sheets", "assessment:sheet",
    "compilations:compilations",
    "papers:papers", "papers:waiting", "papers:export", "papers:new", "papers:one",
    "papers:pdf", "papers:word", "papers:page", "papers:kept", "papers:kept_page",
    "papers:sealed", "certificates:certificates", "certificates:root",
    "bulletins:bulletins", "bulletins:export", "bulletins:one",
    "bulletins:explain", "bulletins:pdf", "bulletins:word", "bulletins:heading",
    "notices:notices", "notices:export",
    "wordfiles:kinds", "wordfiles:kind", "wordfiles:version", "wordfiles:shipped",
    "wordfiles:sample",
    "complaints:new", "complaints:follow", "complaints:complaints",
    "feedback:lists", "feedback:replies", "feedback:handlings", "feedback:signals",
    "feedback:rehearsals", "feedback:rehearsal",
    "season:progress", "season:college", "season:calendar", "season:moves",
    "season:snapshots", "season:snapshot",
    "season:compare", "season:figures", "season:explain", "season:changed",
    "season:board", "season:board_export", "season:brief", "season:wall",
    "season:college_board", "season:college_board_export", "season:college_brief",
    "season:schemes", "season:export",
}  # fmt: skip


@pytest.fixture
def planted(cast: Cast, made: dict[str, int | str]) -> dict[str, int | str]:  # noqa: F811
    """Let every page that could show a graduate have one to show."""
    upload = Import.objects.get(pk=made["upload"])
    upload.counts = {"changed": 2}  # a preview counts what was staged as it says there
    upload.save(update_fields=["counts"])
    for at, each in enumerate((cast.wang_graduate, cast.chen_graduate), 1):
        StagedRow.objects.create(
            upload=upload, number=at, kind="changed", object_id=each.pk,
            label=f"{each.name} {each.student_no}",
        )  # fmt: skip
    RegistryMismatch.objects.create(
        school=cast.school, cohort=cast.cohort, graduate=cast.chen_graduate, field="name",
        college=cast.letters, found_at=clock.now(),
    )  # fmt: skip
    LegalHold.objects.create(
        school=cast.school, person=cast.wang_graduate.person, reason="案号", by=cast.qian,
        at=clock.now(),
    )  # fmt: skip
    settled = graduate(cast.cohort, cast.agronomy, "20240003", "丁小谷")  # and nothing filed yet
    stuck = graduate(cast.cohort, cast.agronomy, "20240004", "丘小禾")  # without an account to sign
    submit(graduate=stuck, typed={"code": "70-QZZ"}, seen=0, by=cast.zhao)
    tell_settled(graduate=settled, said="yes", by=cast.zhao)
    Complaint.objects.update(graduate=cast.wang_graduate)
    Confirmation.objects.create(
        school=cast.school, college=cast.agronomy,
        version=Version.objects.get(registration__graduate=stuck),
        place="school", state="confirmed", at=clock.now(), marked="手机号刚被代改",
    )  # fmt: skip
    send(cast.wang, "test")
    a_case(cast, "closed", closed_at=clock.now(), outcome="withdrawn")
    step = RunStep.objects.get(pk=made["step"])
    version = step.run.version
    for each in (cast.li, cast.wu):
        Signature.objects.create(
            school=cast.school, step=step, run=step.run, version=version, digest=version.digest,
            level="graduate", user=each, way="screen", at=clock.now(), voided_at=clock.now(),
        )  # fmt: skip
    Version.objects.create(
        school=cast.school, registration=cast.wang_graduate.registration, number=2, code="801",
        recorded_at=clock.now(), effective_on=clock.today(), reason="correction", source="graduate",
    )  # fmt: skip
    about = Entry.objects.filter(action="graduate.add", school_id=cast.school.pk).latest("pk")
    made["entry"] = about.pk
    return made


def body_of(answer: object) -> str:
    parts = answer.streaming_content if getattr(answer, "streaming", False) else [answer.content]  # type: ignore[attr-defined]
    content = b"".join(parts)
    return texts_in(content) if content[:2] in (b"%P", b"PK") else content.decode(errors="ignore")


def shown_in(text: str) -> set[int]:
    """Return every graduate of the school whose name or number stands in a response."""
    return {
        each.pk
        for each in Graduate.objects.all()
        if any(word and word in text for word in (each.name, each.student_no, each.exam_no))
    }


def noted_for(
    client: Client, path: str, read: Callable[[str], str] = str
) -> tuple[set[int], list[set[int]]]:
    """Return whom a page shows, and whom each of its view entries names."""
    last = Entry.objects.order_by("-pk").values_list("pk", flat=True)[0]
    answer = client.get(path)
    assert answer.status_code in (200, 302), (path, answer.status_code)
    views = Entry.objects.filter(action="view", pk__gt=last)
    return shown_in(read(body_of(answer))), [set(each.subject_ids) for each in views]


def test_every_page_is_said_to_show_graduates_or_nobody() -> None:
    assert set(GETS) == SHOWS | SHOWS_NOBODY
    assert not SHOWS & SHOWS_NOBODY


@pytest.mark.parametrize("part", range(PARTS))
def test_a_page_notes_exactly_whom_it_shows(
    readers: dict[str, Client],  # noqa: F811
    planted: dict[str, int | str],
    part: int,
) -> None:
    wrong = {}
    for name in sorted(SHOWS | SHOWS_NOBODY)[part::PARTS]:
        path = reverse(name, args=[planted[each] for each in GETS[name].made])
        seen_by_anybody: set[int] = set()
        for reader in sorted(GETS[name].may & STAFF):
            with undone(readers[reader]):
                shown, noted = noted_for(readers[reader], path)
            if noted != ([shown] if shown else []):
                wrong[name] = (reader, shown, noted)
            seen_by_anybody |= shown
        # a page that was given nobody to show would pass for the wrong reason
        if bool(seen_by_anybody) != (name in SHOWS):
            wrong[name] = ("anybody", seen_by_anybody, [])
    assert wrong == {}


def beside_the_reader(text: str) -> str:
    """Return a page without what its head and its print line say of the reader."""
    return HEAD.sub("", PAPER.sub("", text))


def test_a_graduate_s_own_pages_note_that_they_were_shown(
    cast: Cast, planted: dict[str, int | str]
) -> None:
    own, client, wrong = cast.wang_graduate.pk, login(Client(), cast.wang), {}
    seen = set()
    for name in sorted(name for name, page in GETS.items() if "wang" in page.may):
        path = reverse(name, args=[planted[each] for each in GETS[name].made])
        shown, noted = noted_for(client, path, beside_the_reader)
        # a page may be about the reader and say neither name nor number
        if noted != [shown] if shown else noted not in ([], [{own}]):
            wrong[name] = (shown, noted)
        seen |= {name} if shown == {own} else set()
    assert wrong == {}
    assert seen >= {"roster:graduate", "roster:graduates", "accounts:me"}


@pytest.mark.parametrize(
    ("asked", "form", "status"),
    [
        ("qian /graduates/{wang}/phone/", None, 200),
        ("qian /graduates/{wang}/phone/", {"number": ""}, 422),
        ("qian /graduates/{wang}/status/", {}, 422),
        ("feng /registry/{mismatch}/answer/", {}, 422),
        ("feng /registry/{mismatch}/answer/", {"choice": "both_right"}, 409),
    ],
)
def test_a_form_about_a_graduate_notes_whom_it_shows_each_time_it_is_shown(
    cast: Cast, planted: dict[str, int | str], asked: str, form: object, status: int
) -> None:
    wang = cast.wang_graduate.pk
    who, path = asked.format(wang=wang, mismatch=planted["mismatch"]).split()
    client = login(Client(), getattr(cast, who))
    answer = client.get(path) if form is None else client.post(path, form)
    assert (answer.status_code, shown_in(body_of(answer))) == (status, {wang})
    (view,) = Entry.objects.filter(action="view")
    assert view.subject_ids == [wang]


@pytest.mark.parametrize("target", ["roster", "advising", "registry"])
def test_a_preview_notes_whom_it_shows_whatever_is_imported(cast: Cast, target: str) -> None:
    wang, chen = cast.wang_graduate, cast.chen_graduate
    files = {
        "roster": (("学号", "姓名", "专业"), ("园艺",)),
        "advising": (("学号", "姓名", "工号", "身份"), ("8003", "班主任")),
        "registry": (("学号", "姓名", "性别"), ("女",)),
    }
    head, rest = files[target]
    rows = [(each.student_no, each.name, *rest) for each in (wang, chen)]
    unknown = (wang.student_no, wang.name, "9999", "班主任")
    centre = login(Client(), cast.qian)
    upload = uploaded(centre, workbook(*rows, head=head), target)
    assert noted_for(centre, f"/imports/{upload.pk}/") == ({wang.pk, chen.pk}, [{wang.pk, chen.pk}])
    if target != "roster":  # a row with a problem shows whom it is about all the same
        wrong = unknown if target == "advising" else (wang.student_no, wang.name, "不明")
        upload = uploaded(centre, workbook(wrong, head=head), target)
        assert upload.counts == {"problem": 1}
        assert noted_for(centre, f"/imports/{upload.pk}/") == ({wang.pk}, [{wang.pk}])
