"""The permission matrix: every page answers every reader as it must; a page not listed fails."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from quxiang.engine.catalogue import RULES_FOLDER as RULES
from quxiang.web.accounts.models import LoginSession
from quxiang.web.adoption.models import Adoption
from quxiang.web.alerts.models import Case, CaseFile, Exemption, OwnRule, RuleRun, Trial
from quxiang.web.approvals.models import RunStep, Sheet
from quxiang.web.approvals.scanmodels import Scan
from quxiang.web.approvals.services.running import advance
from quxiang.web.approvals.states import STEPPING
from quxiang.web.assessment.models import Listing
from quxiang.web.audit import trail
from quxiang.web.audit.models import Entry
from quxiang.web.campaigns.models import Campaign, Member
from quxiang.web.certificates.models import Authority
from quxiang.web.certificates.services import naming, owning, trusting
from quxiang.web.common import clock, sealed
from quxiang.web.common.states import move
from quxiang.web.compilations.models import Compilation
from quxiang.web.complaints.models import Complaint
from quxiang.web.complaints.services.receiving import Filed, receive
from quxiang.web.destinations.models import Dispute
from quxiang.web.employers.models import Employer, LookUp, LookUpSource, Visit
from quxiang.web.evidence.models import Evidence
from quxiang.web.evidence.storage import vault
from quxiang.web.feedback.models import FeedbackList, Handling, Rehearsal
from quxiang.web.feedback.original import Original
from quxiang.web.imports.models import Import
from quxiang.web.imports.states import ImportState
from quxiang.web.inspection.models import Pack
from quxiang.web.jobs.models import Job
from quxiang.web.lists.models import SavedView
from quxiang.web.notices.models import NoticeFile
from quxiang.web.notices.services import drafting, stepping
from quxiang.web.notifications.services import send
from quxiang.web.orgs.kinds import PostKind
from quxiang.web.orgs.models import Appointment
from quxiang.web.papers.kinds import kind_of
from quxiang.web.papers.services.preparing import Frozen, prepare
from quxiang.web.privacy.models import LegalHold, Notice
from quxiang.web.roster.models import RegistryMismatch
from quxiang.web.schoolreport.models import SchoolReport
from quxiang.web.season.models import Extension, Outage, Snapshot
from quxiang.web.selfcheck.models import Selfcheck
from quxiang.web.selfcheck.wording import first_sections
from quxiang.web.visits.models import FieldVisit
from quxiang.web.wordfiles.models import WordTemplate
from quxiang.web.worksheets.models import CrossRound
from web.bulletin_rows import a_snapshot, kept_bulletin
from web.calling import a_survey, a_visiting_survey
from web.cast import Cast, appointed, staff
from web.conftest import login
from web.papers import printed
from web.signing import file, open_step
from web.uploads import paper as a_pdf

pytestmark = pytest.mark.django_db

#: 钱 centre, 赵 own recorder, 李 own reviewer, 孙 another college's recorder, 周 auditor,
#: 吴 adviser, 郑 administrator, 冯 registry, 王 the graduate, 何 head of the other college,
#: 尤 without a post; a reader who is not logged in is sent to the login page everywhere
READERS = ("qian", "zhao", "li", "sun", "zhou", "wu", "zheng", "feng", "wang", "he", "you")
EVERYBODY, NOBODY = frozenset(READERS), frozenset[str]()
STAFF = EVERYBODY - {"wang"}
SEES_WANG = frozenset({"qian", "zhao", "li", "zhou", "wu", "feng", "wang"})
SEES_AGRONOMY = frozenset({"qian", "zhao", "li", "zhou", "zheng", "feng"})
READS_COMPLAINTS = frozenset({"qian", "zhou"})
#: the negative list: no reviewer of a college, no adviser, no keeper of the registry
SEES_LISTING = frozenset({"qian", "zhao", "zhou"})
READS_DRAFTS = frozenset({"qian", "zhou"})
SEES_COLLEGES = frozenset({"qian", "zhao", "li", "sun", "zhou", "he"})
#: who concludes on records: neither a college's head nor audit
CHECKS = frozenset({"qian", "zhao", "li", "sun"})
SEES_CASE = frozenset({"qian", "zhao", "li", "zhou"})
SETS_UP = frozenset({"qian", "zheng"})
CENTRE = frozenset({"qian"})
#: who reads what a cohort counts by
READS_COHORTS = frozenset({"qian", "zheng", "zhou"})
#: whoever enters what is signed, and the centre
WORKS_TODAY = frozenset({"qian", "zhao", "sun"})
#: whoever works with lists of graduates, advisers not among them: they see their own students only
SEES_LISTS = frozenset({"qian", "zhao", "li", "sun", "zhou", "feng", "he"})


@dataclass(frozen=True)
class Page:
    """Who may, and what all others get; ``made`` names the objects in the path."""

    method: str
    name: str
    may: frozenset[str]
    others: int = 403
    made: tuple[str, ...] = ()
    public: bool = False


PAGES = (
    Page("GET", "home", EVERYBODY),
    Page("GET", "accounts:login", EVERYBODY, public=True),
    Page("POST", "accounts:log_in_as", NOBODY, 404, ("user",), public=True),
    Page("GET", "accounts:ask_code", EVERYBODY, public=True),
    Page("GET", "accounts:sms_login", EVERYBODY, public=True),
    Page("GET", "accounts:activate", EVERYBODY, public=True),
    Page("GET", "accounts:second_factor", EVERYBODY),
    Page("POST", "accounts:send_second_code", EVERYBODY),
    Page("GET", "accounts:set_up_totp", EVERYBODY),
    Page("POST", "accounts:logout", EVERYBODY),
    Page("GET", "accounts:me", EVERYBODY),
    Page("POST", "accounts:change_password", EVERYBODY),
    Page("POST", "accounts:send_phone_code", EVERYBODY),
    Page("POST", "accounts:verify_phone", EVERYBODY),
    Page("POST", "accounts:change_mail", EVERYBODY),
    Page("POST", "accounts:end_session", frozenset({"li"}), 404, ("session",)),
    Page("GET", "orgs:delegations", EVERYBODY),
    Page("POST", "lists:save", EVERYBODY),
    Page("POST", "lists:forget", EVERYBODY, made=("view",)),
    Page("GET", "roster:graduates", EVERYBODY),
    Page("GET", "roster:export", EVERYBODY),
    Page("GET", "roster:graduate", SEES_WANG, 404, ("graduate",)),
    Page("POST", "roster:bulk_status", CENTRE),
    Page("POST", "roster:bulk_transfer", CENTRE),
    Page("GET", "imports:imports", CENTRE | {"feng", "zheng", "zhao", "sun"}),
    Page("GET", "imports:sample", CENTRE, 403, ("target",)),
    Page("GET", "imports:one", CENTRE, 404, ("upload",)),
    Page("POST", "imports:remap", CENTRE, 404, ("upload",)),
    Page("POST", "imports:correct", CENTRE, 404, ("upload",)),
    Page("POST", "imports:apply", CENTRE, 404, ("upload",)),
    Page("POST", "imports:undo", CENTRE, 404, ("upload",)),
    Page("POST", "imports:drop", CENTRE, 404, ("upload",)),
    Page("GET", "orgs:units", STAFF),
    Page("POST", "orgs:add", SETS_UP),
    Page("POST", "orgs:add_school_post", SETS_UP),
    Page("GET", "orgs:unit", SEES_AGRONOMY, 404, ("unit",)),
    Page("GET", "audit:entries", frozenset({"zhou"})),
    Page("GET", "audit:whole", frozenset({"zhou"})),
    Page("POST", "audit:verify", frozenset({"zhou"})),
    Page("GET", "audit:entry", frozenset({"zhou"}), 404, ("entry",)),
    Page("GET", "jobs:jobs", EVERYBODY),
    Page("POST", "jobs:cancel", CENTRE, 404, ("job",)),
    Page("GET", "accounts:slips", frozenset({"qian", "zhao", "sun"})),
    Page("GET", "notifications:outbox", SETS_UP),
    Page("GET", "notifications:message", SETS_UP, 404, ("message",)),
    Page("GET", "campaigns:campaigns", CENTRE),
    Page("POST", "campaigns:begin", CENTRE),
    Page("GET", "campaigns:one", CENTRE, 404, ("campaign",)),
    Page("GET", "campaigns:people", CENTRE, 404, ("campaign",)),
    Page("POST", "campaigns:words", CENTRE, 404, ("campaign",)),
    Page("POST", "campaigns:try", CENTRE, 404, ("campaign",)),
    Page("POST", "campaigns:act", CENTRE, 404, ("campaign", "campaign_act")),
    Page("GET", "notifications:inbox", EVERYBODY),
    Page("POST", "notifications:read", EVERYBODY),
    Page("GET", "notifications:channels", frozenset({"zheng"})),
    Page("POST", "notifications:try_channel", frozenset({"zheng"})),
    Page("GET", "notifications:texts", SETS_UP),
    Page("GET", "notifications:wording", SETS_UP, 403, ("template",)),
    Page("POST", "notifications:receipt", NOBODY, 403, ("school_code",), public=True),
    Page("GET", "accounts:staff", SETS_UP),
    Page("POST", "accounts:add_staff", SETS_UP),
    Page("GET", "accounts:staff_one", SETS_UP, 404, ("staff",)),
    Page("POST", "accounts:send_code", SETS_UP, 404, ("staff",)),
    Page("POST", "accounts:close", SETS_UP, 404, ("staff",)),
    Page("GET", "orgs:begin", NOBODY, 404, public=True),
    Page("GET", "orgs:steps", SETS_UP),
    Page("POST", "orgs:first_cohort", SETS_UP),
    Page("POST", "orgs:test_message", SETS_UP),
    Page("GET", "employers:employers", SEES_LISTS),
    Page("GET", "employers:export", SEES_LISTS),
    Page("GET", "employers:look_up", SEES_LISTS),
    Page("GET", "employers:employer", SEES_LISTS, 404, ("employer",)),
    Page("GET", "employers:more", SEES_LISTS, 404, ("employer",)),
    Page("GET", "employers:source", CENTRE),
    Page("POST", "employers:try_source", CENTRE),
    Page("POST", "employers:ask_all", CENTRE),
    Page("GET", "employers:groups", frozenset({"qian", "zhou"})),
    Page("POST", "employers:threshold", CENTRE),
    Page("GET", "roster:mismatches", SEES_LISTS),
    Page("GET", "roster:export_mismatches", SEES_LISTS),
    Page("GET", "roster:mismatch", SEES_LISTS - {"sun", "he"}, 404, ("mismatch",)),
    Page("GET", "privacy:notice", EVERYBODY),
    Page("GET", "privacy:publish", SETS_UP),
    Page("GET", "privacy:version", EVERYBODY, made=("notice",)),
    Page("POST", "privacy:acknowledge", EVERYBODY, made=("notice",)),
    Page("GET", "privacy:retention", CENTRE),
    Page("POST", "privacy:period", CENTRE, made=("period_kind",)),
    Page("POST", "privacy:hold", CENTRE),
    Page("POST", "privacy:lift", CENTRE, 404, ("hold",)),
    Page("GET", "roster:cohorts", READS_COHORTS),
    Page("POST", "roster:open_cohort", SETS_UP),
    Page("GET", "roster:cohort", READS_COHORTS, 404, ("cohort",)),
    Page("GET", "roster:denominator", SEES_LISTS, 404, ("cohort",)),
    Page("GET", "roster:settings_file", READS_COHORTS, 404, ("cohort", "settings_number")),
    Page("GET", "destinations:own", frozenset({"wang"})),
    Page("GET", "destinations:one", SEES_WANG - {"feng"}, 404, ("graduate",)),
    Page("GET", "destinations:part", SEES_WANG - {"feng"}, 404, ("graduate", "place")),
    Page("GET", "destinations:changes", SEES_WANG - {"feng"}, 404, ("graduate",)),
    Page("GET", "destinations:employers", EVERYBODY),
    Page("GET", "destinations:disputes", CENTRE),
    Page("GET", "destinations:late", WORKS_TODAY),
    Page("GET", "destinations:marked", WORKS_TODAY),
    Page("GET", "destinations:registered", WORKS_TODAY),
    Page("GET", "destinations:export_registered", WORKS_TODAY),
    Page("GET", "destinations:seeking", WORKS_TODAY | {"wu"}),
    Page("GET", "destinations:export_seeking", WORKS_TODAY | {"wu"}),
    Page("GET", "destinations:export_late", WORKS_TODAY),
    Page("GET", "destinations:dispute", CENTRE, 404, ("dispute",)),
    Page("POST", "destinations:answer_dispute", CENTRE, 404, ("dispute",)),
    Page("GET", "complaints:new", EVERYBODY, public=True),
    Page("GET", "complaints:follow", EVERYBODY, public=True),
    Page("GET", "complaints:complaints", READS_COMPLAINTS),
    Page("GET", "complaints:one", READS_COMPLAINTS, 404, ("complaint",)),
    Page("GET", "verification:surveys", READS_DRAFTS),
    Page("GET", "verification:plan", CENTRE),
    Page("GET", "verification:script", CENTRE),
    Page("GET", "verification:one", READS_DRAFTS, 404, ("survey",)),
    Page("GET", "verification:results", READS_DRAFTS, 404, ("survey",)),
    Page("GET", "verification:export", READS_DRAFTS, 404, ("survey",)),
    Page("GET", "verification:pdf", READS_DRAFTS, 404, ("survey",)),
    # nobody here holds the post of a caller; those who do are in test_call_desk
    Page("POST", "verification:verify", READS_DRAFTS, 404, ("survey",)),
    Page("GET", "verification:desk", NOBODY),
    Page("POST", "verification:take", NOBODY),
    Page("POST", "verification:undo", NOBODY),
    Page("POST", "verification:reveal", NOBODY, 404, ("sampled_record",)),
    Page("POST", "verification:note", NOBODY, 404, ("sampled_record",)),
    Page("GET", "schoolreport:report", READS_DRAFTS),
    Page("POST", "schoolreport:draft", CENTRE),
    *(
        Page("GET", f"schoolreport:{name}", READS_DRAFTS, 404, ("school_report",))
        for name in ("one", "pdf", "word")
    ),
    Page("GET", "inspection:packs", READS_DRAFTS),
    Page("GET", "inspection:export", READS_DRAFTS),
    Page("GET", "inspection:new", CENTRE),
    Page("GET", "inspection:pack", READS_DRAFTS, 404, ("pack",)),
    Page("GET", "inspection:find", CENTRE),
    Page("POST", "inspection:draw", CENTRE),
    Page("GET", "visits:visits", SEES_COLLEGES),
    Page("GET", "visits:export", SEES_COLLEGES),
    Page("GET", "visits:worker", EVERYBODY),
    Page("GET", "visits:clusters", CENTRE),
    Page("GET", "visits:one", SEES_CASE, 404, ("field_visit",)),
    Page("GET", "certificates:certificates", SETS_UP),
    Page("POST", "certificates:trust", SETS_UP),
    Page("POST", "certificates:distrust", SETS_UP, 404, ("trust_root",)),
    Page("POST", "certificates:revoked", SETS_UP),
    Page("POST", "certificates:alias", CENTRE),
    Page("POST", "certificates:own", SETS_UP),
    Page("POST", "certificates:end", SETS_UP, 404, ("own_certificate",)),
    Page("GET", "certificates:root", EVERYBODY),
    Page("POST", "certificates:service", SETS_UP),
    Page("GET", "papers:sealed", SEES_CASE, 404, ("paper",)),
    Page("GET", "compilations:compilations", SEES_COLLEGES),
    Page("POST", "compilations:make", SEES_COLLEGES),
    Page("GET", "compilations:one", SEES_CASE, 404, ("compilation",)),
    Page("GET", "papers:papers", SEES_COLLEGES),
    Page("GET", "papers:waiting", SEES_COLLEGES),
    Page("GET", "papers:export", SEES_COLLEGES),
    Page("GET", "papers:new", frozenset({"zhao", "li", "sun"})),
    Page("GET", "papers:one", SEES_CASE, 404, ("paper",)),
    Page("GET", "papers:pdf", SEES_CASE, 404, ("paper",)),
    Page("GET", "papers:word", SEES_CASE, 404, ("paper",)),
    Page("GET", "papers:page", SEES_CASE, 404, ("paper", "page_number")),
    Page("GET", "papers:kept", SEES_CASE, 404, ("paper_file",)),
    Page("GET", "papers:kept_page", SEES_CASE, 404, ("paper_file", "page_number")),
    Page("GET", "selfcheck:selfchecks", SEES_COLLEGES),
    Page("GET", "selfcheck:one", SEES_CASE, 404, ("unit",)),
    Page("GET", "selfcheck:template", CENTRE),
    Page("GET", "selfcheck:word", SEES_CASE, 404, ("selfcheck",)),
    Page("GET", "selfcheck:pdf", SEES_CASE, 404, ("selfcheck",)),
    Page("GET", "worksheets:work", SEES_COLLEGES),
    Page("GET", "worksheets:sheet", SEES_CASE, 404, ("graduate",)),
    Page("GET", "worksheets:part", SEES_CASE, 404, ("graduate",)),
    Page("GET", "worksheets:chips", SEES_COLLEGES),
    Page("GET", "worksheets:clean", CHECKS),
    Page("POST", "worksheets:conclude_many", CHECKS),
    Page("GET", "worksheets:progress", SEES_COLLEGES),
    Page("GET", "worksheets:export", SEES_COLLEGES),
    Page("GET", "worksheets:rounds", frozenset({"qian", "zhou"})),
    Page("POST", "worksheets:make_round", CENTRE),
    Page("GET", "worksheets:round", frozenset({"qian", "zhou"}), 404, ("cross_round",)),
    Page("GET", "assessment:listings", SEES_LISTING | {"sun", "he"}),
    Page("GET", "assessment:export", SEES_LISTING | {"sun", "he"}),
    Page("POST", "assessment:terms", CENTRE),
    Page("GET", "assessment:begin", CENTRE),
    Page("GET", "assessment:one", SEES_LISTING, 404, ("listing",)),
    Page("GET", "assessment:sheets", SEES_LISTING | {"sun", "he"}),
    Page("GET", "assessment:export_sheets", SEES_LISTING | {"sun", "he"}),
    Page("GET", "assessment:sheet", SEES_LISTING, 404, ("unit",)),
    Page("POST", "assessment:print", SEES_LISTING, 404, ("unit",)),
    Page("GET", "bulletins:bulletins", SEES_COLLEGES),
    Page("GET", "bulletins:export", SEES_COLLEGES),
    Page("POST", "bulletins:draft", CENTRE),
    Page("GET", "bulletins:heading", CENTRE),
    Page("POST", "bulletins:heading", CENTRE),
    Page("GET", "notices:notices", SEES_COLLEGES),
    Page("GET", "notices:export", SEES_COLLEGES),
    Page("POST", "notices:draft", CENTRE),
    Page("GET", "notices:one", SEES_CASE, 404, ("college_notice",)),
    Page("GET", "notices:pdf", SEES_CASE, 404, ("college_notice",)),
    Page("GET", "notices:word", SEES_CASE, 404, ("college_notice",)),
    Page("GET", "wordfiles:kinds", CENTRE),
    Page("GET", "wordfiles:kind", CENTRE, made=("word_kind",)),
    Page("GET", "wordfiles:shipped", CENTRE, 404, ("word_kind",)),
    Page("GET", "wordfiles:sample", CENTRE, 404, ("word_kind",)),
    Page("GET", "wordfiles:version", CENTRE, 404, ("word_template",)),
    Page("POST", "wordfiles:upload", CENTRE, made=("word_kind",)),
    Page("POST", "wordfiles:restore", CENTRE, made=("word_kind",)),
    # a draft, which no college reads
    Page("GET", "bulletins:one", READS_DRAFTS, 404, ("bulletin",)),
    Page("GET", "bulletins:explain", READS_DRAFTS, 404, ("bulletin",)),
    Page("GET", "bulletins:pdf", READS_DRAFTS, 404, ("bulletin",)),
    Page("GET", "bulletins:word", READS_DRAFTS, 404, ("bulletin",)),
    Page("GET", "destinations:guidance", CENTRE),
    Page("GET", "approvals:waiting", frozenset({"li", "wu"})),
    Page("GET", "approvals:blocked", WORKS_TODAY),
    Page("GET", "approvals:routes_newest", READS_COHORTS),
    Page("GET", "approvals:routes", READS_COHORTS, 404, ("cohort",)),
    Page("GET", "approvals:signed", frozenset({"li", "wu"})),
    Page("GET", "approvals:export_signed", frozenset({"li", "wu"})),
    Page("GET", "approvals:sheets", SEES_LISTS - {"feng"} | {"wu"}),
    Page("GET", "approvals:gather", frozenset({"li", "wu"})),
    Page("POST", "approvals:make_sheet", frozenset({"li", "wu"})),
    Page("GET", "approvals:sheet", SEES_WANG - {"feng", "wang"}, 404, ("sheet",)),
    Page("POST", "documents:sheet", SEES_WANG - {"feng", "wang"}, 404, ("sheet",)),
    Page("GET", "approvals:step", SEES_WANG - {"feng"}, 404, ("step",)),
    Page("GET", "evidence:mine", frozenset({"wang"})),
    Page("GET", "evidence:papers", SEES_WANG - {"feng"}, 404, ("graduate",)),
    Page("GET", "evidence:part", SEES_WANG - {"feng"}, 404, ("graduate",)),
    Page("GET", "destinations:today", WORKS_TODAY),
    Page("GET", "destinations:today_list", WORKS_TODAY, made=("today",)),
    Page("POST", "destinations:today_file", WORKS_TODAY, made=("today",)),
    Page("POST", "documents:form", SEES_WANG - {"feng"}, 404, ("graduate",)),
    Page("POST", "documents:person", SEES_WANG - {"feng"}, 404, ("graduate",)),
    Page("GET", "documents:one", SEES_WANG - {"feng"}, 404, ("document",)),
    Page("GET", "documents:many", frozenset({"qian", "zhao", "sun"})),
    Page("GET", "documents:bundle", CENTRE, 404, ("bundle",)),
    Page("GET", "documents:verify", EVERYBODY, made=("token",), public=True),
    Page("GET", "adoption:adoptions", WORKS_TODAY),
    Page("GET", "adoption:one", CENTRE | {"zhao"}, 404, ("adoption",)),
    Page("POST", "adoption:attach", CENTRE | {"zhao"}, 404, ("adoption",)),
    Page("GET", "alerts:cases", SEES_LISTS),
    Page("GET", "alerts:export", SEES_LISTS),
    Page("GET", "alerts:closed", SEES_LISTS),
    Page("GET", "alerts:export_closed", SEES_LISTS),
    Page("GET", "alerts:rules", SEES_LISTS),
    Page("GET", "alerts:colleges", SEES_LISTS),
    Page("GET", "alerts:college", SEES_CASE, 404, ("unit",)),
    Page("GET", "alerts:runs", frozenset({"qian", "zhou"})),
    Page("POST", "alerts:run", CENTRE),
    Page("GET", "alerts:settings", frozenset({"qian", "zhou"})),
    Page("POST", "alerts:due_days", CENTRE),
    Page("GET", "alerts:rule", frozenset({"qian", "zhou"}), 403, ("rule_code",)),
    Page("POST", "alerts:save_rule", CENTRE, 403, ("rule_code",)),
    Page("GET", "alerts:exemptions", frozenset({"qian", "zhou"})),
    Page("GET", "alerts:propose", CENTRE),
    Page("GET", "alerts:exemption", frozenset({"qian", "zhou"}), 404, ("exemption",)),
    Page("POST", "alerts:try_rule", CENTRE, 403, ("rule_code",)),
    Page("GET", "alerts:trial", frozenset({"qian", "zhou"}), 404, ("trial",)),
    Page("GET", "alerts:own_rules", frozenset({"qian", "zhou"})),
    Page("GET", "alerts:own_rule", frozenset({"qian", "zhou"}), 404, ("own_rule",)),
    Page("POST", "alerts:answer_many", frozenset({"qian", "zhao", "sun", "feng"})),
    Page("POST", "alerts:close_many", CENTRE),
    Page("POST", "alerts:reassign_many", CENTRE),
    Page("GET", "alerts:case", SEES_CASE, 404, ("case",)),
    Page("GET", "feedback:lists", SEES_LISTS),
    Page("POST", "feedback:take", CENTRE),
    Page("GET", "feedback:list", SEES_CASE, 404, ("feedback_list",)),
    Page("GET", "feedback:handlings", SEES_COLLEGES),
    Page("POST", "feedback:handle", CENTRE),
    Page("GET", "feedback:signals", SEES_COLLEGES),
    Page("GET", "feedback:rehearsals", SEES_COLLEGES),
    Page("POST", "feedback:rehearse", CENTRE),
    Page("GET", "feedback:rehearsal", SEES_COLLEGES, 404, ("rehearsal",)),
    Page("GET", "feedback:replies", SEES_CASE, 404, ("feedback_list",)),
    Page("GET", "feedback:reply", SEES_CASE, 404, ("feedback_list", "unit")),
    Page("GET", "feedback:row", SEES_CASE, 404, ("feedback_row",)),
    Page("GET", "season:progress", SEES_COLLEGES),
    Page("GET", "season:college", SEES_CASE, 404, ("unit",)),
    Page("GET", "season:due", SEES_CASE, 404, ("unit",)),
    Page("GET", "season:calendar", SEES_COLLEGES),
    Page("GET", "season:moves", SEES_COLLEGES),
    Page("POST", "season:extend", CENTRE),
    Page("GET", "season:figures", SEES_COLLEGES | {"wu"}),
    Page("GET", "season:explain", SEES_COLLEGES | {"wu"}),
    Page("GET", "season:changed", SEES_COLLEGES | {"wu"}),
    Page("GET", "season:board", SEES_COLLEGES),
    Page("GET", "season:board_export", frozenset({"qian", "zhou"})),
    Page("GET", "season:brief", SEES_COLLEGES),
    Page("GET", "season:wall", frozenset({"qian", "zhou"})),
    Page("GET", "season:college_board", SEES_CASE, 404, ("unit",)),
    Page("GET", "season:college_board_export", SEES_CASE, 404, ("unit",)),
    Page("GET", "season:college_brief", SEES_CASE, 404, ("unit",)),
    Page("GET", "season:export", SEES_COLLEGES | {"wu"}),
    Page("GET", "season:schemes", SEES_COLLEGES),
    Page("GET", "season:snapshots", frozenset({"qian", "zhou"})),
    Page("GET", "season:compare", frozenset({"qian", "zhou"})),
    Page("POST", "season:take", CENTRE),
    Page("GET", "season:snapshot", frozenset({"qian", "zhou"}), 404, ("snapshot",)),
    Page("POST", "season:verify", frozenset({"qian", "zhou"}), 404, ("snapshot",)),
    Page("POST", "season:outage", CENTRE),
    Page("POST", "season:end_extension", CENTRE, 404, ("extension",)),
    Page("POST", "season:end_outage", CENTRE, 404, ("outage",)),
    Page("GET", "reference:reference", CENTRE),
    Page("GET", "reference:table", CENTRE, 403, ("scheme", "table")),
)  # fmt: skip
#: pages that are found by some and still refused to them
COMPLAINT_ACTS = tuple(
    f"complaints:{act}"
    for act in ("reveal", "accept", "ask", "close", "reopen", "pass_on", "concern", "note")
)
REPLY_ACTS = tuple(f"feedback:{act}" for act in ("compose", "write", "print", "word"))
SCHOOL_DECIDES = tuple(
    f"assessment:{act}" for act in ("include", "drop", "uphold", "overturn", "revoke")
)
LISTING_ACTS = (*SCHOOL_DECIDES, *(
    f"assessment:{act}" for act in ("reply", "withdraw", "appeal", "attach")
))  # fmt: skip
SURVEY_ACTS = tuple(
    f"verification:{act}" for act in ("frame", "fix", "draw", "start", "close", "drop")
)
REPORT_ACTS = ("schoolreport:edit", "schoolreport:draw", "schoolreport:freeze")
#: a visitor's, the centre's
FILLS = tuple(f"visits:{act}" for act in ("form", "standing", "photo", "report", "confirm"))
VISIT_ACTS = (*FILLS, *(
    f"visits:{act}" for act in ("reopen", "assign", "call_off", "settle", "sheet")
))  # fmt: skip
HANDLER_ACTS = tuple(
    f"papers:{act}"
    for act in ("again", "sheet", "send", "withdraw", "ink", "stamp", "file", "seal")
)
#: heads sign, and nobody here is one of 农学院
PAPER_ACTS = {
    **dict.fromkeys(HANDLER_ACTS, ("zhao li", "qian zhou")),
    **dict.fromkeys(("papers:sign", "papers:refuse"), ("", "qian zhao li zhou")),
    **dict.fromkeys(("papers:accept", "papers:return"), ("qian", "zhao li zhou")),
    "papers:receive": ("qian zhao li", "zhou"),
}
SELFCHECK_ACTS = tuple(
    f"selfcheck:{act}" for act in ("plan", "draft", "write", "upload", "hand_over")
)
BULLETIN_ACTS = ("bulletins:edit", "bulletins:reopen", "bulletins:issue", "bulletins:withdraw")
NOTICE_ACTS = tuple(f"notices:{act}" for act in ("edit", "issue", "return", "accept", "withdraw"))
SPLIT = {
    **dict.fromkeys(NOTICE_ACTS, ("qian", "zhao li zhou")),
    # its head answers for a college, and nobody here is 农学院's
    "notices:answer": ("", "qian zhao li zhou"),
    # audit sees that there is a file
    "notices:file": ("qian zhao li", "zhou"),
    "notifications:settle": ("qian", "zheng"),
    "evidence:add": ("zhao wang", "qian li zhou wu"),
    "evidence:preview": ("zhao wang", "qian li zhou wu"),
    "evidence:remove": ("zhao wang", "qian li zhou wu"),
    # audit sees that a file is there, and cannot see it masked
    "evidence:file": ("qian zhao li wu wang", "zhou"),
    "evidence:thumbnail": ("qian zhao li wu wang", "zhou"),
    "evidence:page": ("qian zhao li wu wang", "zhou"),
    # one graduate is in it: who sees that one sees all there are
    "adoption:scan": ("qian zhao li wu wang", "zhou"),
    # whoever sees no such list is refused it before anybody is looked for
    "destinations:helping": ("qian zhao wu", "li zhou feng wang"),
    "destinations:edit": ("zhao wang", "qian li zhou wu"),
    "destinations:draft": ("zhao wang", "qian li zhou wu"),
    "destinations:offers": ("wang", "qian zhao li zhou wu"),
    "destinations:check": ("zhao wang", "qian li zhou wu"),
    "destinations:answered": ("wang", "qian zhao li zhou wu"),
    "destinations:answer": ("wang", "qian zhao li zhou wu"),
    "destinations:settled": ("zhao wang", "qian li zhou wu"),
    "destinations:withdraw": ("zhao wang", "qian li zhou wu"),
    "approvals:sign": ("wu", "qian zhao li zhou wang"),
    "approvals:back": ("wu", "qian zhao li zhou wang"),
    "approvals:excuse": ("qian", "zhao li zhou wu wang"),
    "approvals:prepare": ("", "qian zhao li zhou wu wang"),
    "approvals:route": ("qian", "zheng zhou"),
    "approvals:save_route": ("qian", "zheng zhou"),
    "approvals:sign_sheet": ("wu", "qian zhao li zhou"),
    "approvals:paper_sheet": ("qian zhao", "li zhou wu"),
    "approvals:keep_paper_sheet": ("qian zhao", "li zhou wu"),
    "approvals:paper": ("qian zhao", "li zhou wu wang"),
    "approvals:keep_paper": ("qian zhao", "li zhou wu wang"),
    # audit sees that somebody signed on paper, and cannot see the scan masked
    "approvals:scan": ("qian zhao li wu wang", "zhou"),
    **dict.fromkeys(
        ("roster:status", "roster:transfer", "roster:remove"), ("qian", "zhao li zhou wu feng wang")
    ),
    "adoption:remove": ("qian zhao", "li zhou wu wang"),
    # audit reads a complaint and only states an opinion on it
    **dict.fromkeys(COMPLAINT_ACTS, ("qian", "zhou")),
    "complaints:state": ("zhou", "qian"),
    **dict.fromkeys(
        ("employers:merge", "employers:ask", "employers:take", "employers:keep", "employers:plan"),
        ("qian", "zhao li sun zhou feng he"),
    ),
    **PAPER_ACTS,
    "papers:confirm": ("qian", "zhao li zhou"),
    "certificates:unalias": ("qian", "zheng"),
    **dict.fromkeys(BULLETIN_ACTS, ("qian", "zhou")),
    # the record was filed by the recorder, whose check it is not
    **dict.fromkeys(SELFCHECK_ACTS, ("zhao li", "qian zhou")),
    "worksheets:conclude": ("qian li", "zhao zhou"),
    **dict.fromkeys(("worksheets:end_round", "worksheets:take_back"), ("qian", "zhou")),
    # the school signs, and nobody here holds such a post
    "bulletins:sign": ("", "qian zhou"),
    **dict.fromkeys(SURVEY_ACTS, ("qian", "zhou")),
    "verification:places": ("qian", "zhou"),
    **dict.fromkeys(REPORT_ACTS, ("qian", "zhou")),
    "inspection:fetch": ("qian", "zhou"),
    **dict.fromkeys(
        ("inspection:person", "inspection:print"), ("qian", "zhao li zhou wu feng wang")
    ),
    # 钱 is one of the two visitors; the college was told of it
    **dict.fromkeys(VISIT_ACTS, ("qian", "zhao li zhou")),
    "visits:plan": ("qian", "zhao li zhou"),
    # audit sees everybody a visit asked after, as on its page
    "visits:word": ("qian zhou", "zhao li"),
    "visits:picture": ("qian", "zhou"),
    "visits:unphoto": ("qian", "zhou"),
    "assessment:propose": ("qian", "zhao zhou"),
    "assessment:withdraw": ("qian", "zhao zhou"),
    **dict.fromkeys(("assessment:reply", "assessment:appeal"), ("zhao", "qian zhou")),
    # the school decides, and nobody here holds such a post
    **dict.fromkeys(SCHOOL_DECIDES, ("", "qian zhao zhou")),
    "assessment:attach": ("qian zhao", "zhou"),
    # audit sees that a paper is there, and cannot see it masked
    "assessment:paper": ("qian zhao", "zhou"),
    "compilations:volume": ("qian zhao li", "zhou"),
    "alerts:exemption_act": ("qian", "zhou"),
    "alerts:own_act": ("qian", "zhou"),
    **dict.fromkeys(
        ("employers:people", "employers:export_people"), ("qian zhao li sun zhou he", "feng")
    ),
    **dict.fromkeys(
        ("employers:report", "employers:call_off", "employers:visit_page"), ("qian", "zhou")
    ),
    "alerts:answer": ("zhao", "qian li zhou"),
    "alerts:send_back": ("qian", "zhao li zhou"),
    "alerts:close": ("qian", "zhao li zhou"),
    "alerts:comment": ("qian zhao li", "zhou"),
    "alerts:reassign": ("qian", "zhao li zhou"),
    # audit sees that there is a file; whoever put it there, or the centre, takes it back
    "alerts:file": ("qian zhao li", "zhou"),
    "alerts:withdraw": ("qian zhao", "li zhou"),
    "feedback:describe": ("qian", "zhao li zhou"),
    "feedback:assign": ("qian", "zhao li zhou"),
    **dict.fromkeys(REPLY_ACTS, ("qian zhao", "li zhou")),
    "feedback:answers": ("qian", "zhao li zhou"),
    # 农学院 has no head for employment here
    "feedback:receive": ("", "qian zhao li zhou"),
    "season:close": ("zhao", "qian li zhou"),
    "orgs:post": ("qian zheng", "zhao li zhou feng"),
    "orgs:fill": ("qian zheng", "zhao li zhou feng"),
    "orgs:end": ("qian zheng zhao", "li zhou feng"),
    "orgs:give": ("zhao", "qian zheng li zhou feng"),
    "roster:reveal": ("qian zhao", "li zhou wu feng wang"),
    "accounts:send_graduate_code": ("qian zhao", "li zhou wu feng wang"),
    "accounts:graduate_phone": ("qian", "zhao li zhou wu feng wang"),
    "roster:answer": ("feng", "qian zhao li zhou"),
    "roster:save_settings": ("qian", "zheng zhou"),
    "roster:correct_cohort": ("qian", "zheng zhou"),
    "roster:archive_cohort": ("qian", "zheng zhou"),
    "roster:unarchive_cohort": ("qian", "zheng zhou"),
    "orgs:add_unit_post": ("qian zheng", "zhao li zhou feng"),
    "orgs:take_over": ("qian zheng", "zhao li zhou feng"),
    "orgs:group": ("qian zheng", "zhao li zhou feng"),
}

#: how a refusal says who may
WHO_MAY = ("只由", "您的岗位只能看到")
#: what a path names that is no row of anybody: a table of the standard, a kind of list
WORDS_IN_PATHS = {
    "period_kind",
    "rule_code",
    "today",
    "scheme",
    "table",
    "target",
    "template",
    "word_kind",
}
#: what a path names where it is neither graduate nor, in orgs, unit
NAMED = {
    **dict.fromkeys((*NOTICE_ACTS, "notices:answer"), "college_notice"),
    "notices:file": "notice_file",
    "roster:answer": "mismatch", "employers:merge": "employer", "employers:ask": "employer",
    "employers:plan": "employer", "employers:people": "employer",
    "employers:export_people": "employer",
    **dict.fromkeys(("employers:report", "employers:call_off", "employers:visit_page"), "visit"),
    "employers:take": "look_up", "employers:keep": "look_up", "orgs:post": "post",
    "orgs:fill": "post", "orgs:end": "appointment", "orgs:give": "appointment",
    "alerts:answer": "case", "alerts:send_back": "case", "alerts:close": "case",
    "alerts:comment": "case", "alerts:exemption_act": "exemption",
    "alerts:reassign": "case", "alerts:file": "case_file", "alerts:withdraw": "case_file",
    "feedback:describe": "feedback_list", "feedback:assign": "feedback_row",
    "feedback:answers": "feedback_file", "feedback:receive": "handling",
    **dict.fromkeys(REPLY_ACTS, "feedback_list"), "season:close": "unit",
    "alerts:own_act": "own_rule", "notifications:settle": "message",
    **dict.fromkeys(LISTING_ACTS, "listing"), "assessment:propose": "unit",
    "assessment:paper": "listing_paper",
    "compilations:volume": "volume",
    **dict.fromkeys(SURVEY_ACTS, "survey"), "verification:places": "visiting_survey",
    **dict.fromkeys((*VISIT_ACTS, "visits:word"), "field_visit"), "visits:plan": "case",
    "inspection:fetch": "pack",
    **dict.fromkeys(REPORT_ACTS, "school_report"),
    **dict.fromkeys(("visits:picture", "visits:unphoto"), "visit_photo"),
    **dict.fromkeys(SELFCHECK_ACTS, "unit"),
    "worksheets:end_round": "cross_round", "worksheets:take_back": "cross_round",
    **dict.fromkeys((*BULLETIN_ACTS, "bulletins:sign"), "bulletin"),
    **dict.fromkeys(PAPER_ACTS, "paper"), "papers:confirm": "paper_file",
    "certificates:unalias": "signer_alias",
}  # fmt: skip
ADOPTION_SCANS = ("adoption:scan", "adoption:remove")
FILES = ("evidence:file", "evidence:thumbnail", "evidence:page", "evidence:remove")
LOOKS = (*FILES[:3], "destinations:answered", "approvals:paper", "approvals:scan",
         "approvals:paper_sheet", "adoption:scan", "destinations:helping",
         "approvals:route", "feedback:answers", "alerts:file",
         "employers:people", "employers:export_people",
         "verification:frame", "verification:places",
         "inspection:person", "visits:plan", "visits:form", "visits:standing", "visits:sheet",
         "visits:picture",
         "employers:visit_page", "assessment:propose", "assessment:paper",
         "compilations:volume", "notices:file", "visits:word")  # fmt: skip
ROUTES = ("approvals:route", "approvals:save_route")
COHORT_ACTS = (
    "roster:save_settings", "roster:correct_cohort", "roster:archive_cohort",
    "roster:unarchive_cohort",
)  # fmt: skip


def every_name() -> set[str]:
    def walk(patterns: list[URLPattern | URLResolver], space: str = "") -> Iterator[str]:
        for each in patterns:
            if isinstance(each, URLResolver):
                yield from walk(
                    each.url_patterns, f"{each.namespace}:" if each.namespace else space
                )
            else:
                yield f"{space}{each.name}"

    return set(walk(get_resolver().url_patterns))


def a_file(cast: Cast) -> Evidence:
    """Keep a file that was filed with a version."""
    sha256 = vault.keep(cast.school.pk, b"a picture", b"small")
    return Evidence.objects.create(
        school=cast.school, cohort=cast.cohort, college=cast.agronomy, version=1, size=9, pages=1,
        graduate=cast.wang_graduate, kind="contract", sha256=sha256, media_type="image/jpeg",
        at=clock.now(), keep_from=clock.today(),
    )  # fmt: skip


def a_dispute(cast: Cast, step: RunStep) -> Dispute:
    return Dispute.objects.create(
        school=cast.school, cohort=cast.cohort, college=cast.agronomy, version=step.run.version,
        graduate=cast.wang_graduate, state="open", at=clock.now(),
        text_sealed=sealed.seal("我没有签过这份合同", "text"),
    )  # fmt: skip


def a_step(cast: Cast) -> RunStep:
    """File from a list, so that the adviser's signature is waited for."""
    file(cast, {"code": "801", "employer_name": "云梦大学"}, by=cast.zhao)
    first = open_step(cast)
    with trail.atomic():
        move(first, STEPPING["skip"], by=cast.zhao)
        advance(first.run, by=cast.zhao)
    return open_step(cast)


def a_scan(cast: Cast, step: RunStep) -> Scan:
    """Keep the scan of a form that was signed by hand."""
    run = step.run
    return Scan.objects.create(
        school=cast.school, college=cast.agronomy, run=run, version=run.version, number="审",
        digest=run.version.digest, sha256=vault.keep(cast.school.pk, b"a picture", b"small"),
        size=9, pages=1, media_type="image/jpeg", by=cast.zhao, at=clock.now(),
    )  # fmt: skip


def an_adoption(cast: Cast, step: RunStep) -> dict[str, int]:
    """Say of a version that it was taken over with a batch, whose papers were scanned."""
    batch = Adoption.objects.create(
        school=cast.school, cohort=cast.cohort, college=cast.agronomy, filename="启用前.xlsx",
        by=cast.qian, at=clock.now(),
    )  # fmt: skip
    batch.people.create(version=step.run.version)
    scan = batch.scans.create(
        school=cast.school, title="审签表", size=9, pages=1, media_type="image/jpeg",
        sha256=vault.keep(cast.school.pk, b"a picture", b"small"), by=cast.zhao, at=clock.now(),
    )  # fmt: skip
    return {"adoption": batch.pk, "adoption_scan": scan.pk}


def a_case(cast: Cast, state: str = "open", **more: object) -> Case:
    """Keep a finding about somebody's papers."""
    now, wang = clock.now(), cast.wang_graduate
    case = Case.objects.create(
        school=cast.school, cohort=cast.cohort, college=cast.agronomy, desk="college",
        rule="V501", severity="error", verdict="fault", subject="graduate", graduate=wang,
        message=f"{wang.name} 的去向为 11，没有“劳动合同”。", people_count=1, state=state,
        found_at=now, seen_at=now, due_on=clock.today(), **more,
    )  # fmt: skip
    case.people.create(graduate=wang)
    return case


def a_case_file(cast: Cast) -> CaseFile:
    """Put a paper to the newest case, as its recorder does with a comment."""
    case = Case.objects.latest("pk")
    said = case.events.create(school=cast.school, kind="comment", by=cast.zhao, at=clock.now())
    file = CaseFile.objects.create(
        school=cast.school, cohort=cast.cohort, title="单位证明", size=9, pages=1,
        media_type="image/jpeg", sha256=vault.keep(cast.school.pk, b"a picture", b"small"),
        by=cast.zhao, at=clock.now(), keep_from=clock.today(),
    )  # fmt: skip
    file.filings.create(event=said)
    return file


def an_exemption(cast: Cast, state: str = "proposed") -> Exemption:
    """Propose to let a firm be."""
    return Exemption.objects.create(
        school=cast.school, cohort=cast.cohort, kind="firm", name="太行种业", state=state,
        folded_name="太行种业", reason="走访核实", until=clock.today(), proposed_by=cast.qian,
        proposed_at=clock.now(),
    )  # fmt: skip


def a_feedback(cast: Cast, upload: Import) -> dict[str, int]:
    """Keep a list from above with one row of it, and the reply to it."""
    wang, today = cast.wang_graduate, clock.today()
    of = FeedbackList.objects.create(
        school=cast.school, cohort=cast.cohort, source="ministry", round="第 1 轮", by=cast.qian,
        received_on=today, due_on=today, at=clock.now(),
    )  # fmt: skip
    whole = Original("反馈", 1, [["姓名", "核查结果"], [wang.name, "单位称未招用"]])
    file = of.files.create(
        school=cast.school, upload=upload, filename="反馈.xlsx", original_sealed=whole.sealed()
    )
    row = of.rows.create(
        school=cast.school, file=file, number=2, digest="d", name=wang.name, text="单位称未招用",
        match="matched", graduate=wang, college=cast.agronomy, case=a_case(cast, origin="feedback"),
    )  # fmt: skip
    of.replies.create(
        school=cast.school, college=cast.agronomy, number=1, facts=f"{wang.name}：已核实",
        causes="无", rectification="无", subjects=[wang.pk], composed=True, by=cast.zhao,
        at=clock.now(),
    )  # fmt: skip
    about = {"school": cast.school, "cohort": cast.cohort, "by": cast.qian, "at": clock.now()}
    handling = Handling.objects.create(
        **about, college=cast.agronomy, grade="bulletin", on=today, document_no="1 号", text="限期",
    )  # fmt: skip
    run = RuleRun.objects.create(
        school=cast.school, cohort=cast.cohort, state="failed", why="预演", started_at=clock.now()
    )
    return {
        "feedback_list": of.pk, "feedback_row": row.pk, "feedback_file": file.pk,
        "handling": handling.pk, "rehearsal": Rehearsal.objects.create(**about, run=run).pk,
    }  # fmt: skip


def moved_deadlines(cast: Cast) -> dict[str, int]:
    """Give a college longer, and log an outage."""
    now = clock.now()
    about = {"school": cast.school, "cohort": cast.cohort, "by": cast.qian, "at": now}
    longer = Extension.objects.create(
        **about, college=cast.agronomy, label="2024-W24", until=now, reason="录入员住院"
    )
    stop = Outage.objects.create(
        **about, what="登记系统", began_at=now, over_at=now, reason="省中心通知"
    )
    return {"extension": longer.pk, "outage": stop.pk}


def an_own_rule(cast: Cast, state: str = "proposed") -> OwnRule:
    """Keep a rule of the school's own, as it was uploaded."""
    text = (RULES / "confirmation" / "C603.yaml").read_text().replace("C603", "X903")
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    return OwnRule.objects.create(
        school=cast.school, code="X903", number=1, title="同一设备", text=text, sha256=sha256,
        note="试试", state=state, by=cast.qian, at=clock.now(),
    )  # fmt: skip


def a_trial(cast: Cast, state: str = "running") -> Trial:
    return Trial.objects.create(
        school=cast.school, cohort=cast.cohort, rule="E305", state=state, by=cast.qian,
        started_at=clock.now(),
    )  # fmt: skip


def a_sheet(cast: Cast, step: RunStep) -> Sheet:
    """Put a step on a sheet, as its signatory does."""
    run = step.run
    sheet = Sheet.objects.create(
        school=cast.school, cohort=cast.cohort, college=cast.agronomy, number=1, level=step.level,
        size=1, made_by=cast.wu, made_at=clock.now(), digest="0" * 64,
    )  # fmt: skip
    sheet.rows.create(
        step=step, registration=run.registration, version=run.version, digest=run.version.digest
    )
    return sheet


def a_campaign(cast: Cast, state: str = "prepared") -> Campaign:
    """Make a campaign with one graduate in it."""
    made = Campaign.objects.create(
        school=cast.school, cohort=cast.cohort, kind="leaving", state=state, by=cast.qian,
        made_at=clock.now(), listed_at=clock.now(), counts={"unconfirmed": {"unconfirmed": 1}},
        texts={"unconfirmed": "【{school}】请到{site}确认"},
    )  # fmt: skip
    Member.objects.create(
        school=cast.school, campaign=made, graduate=cast.wang_graduate, part="unconfirmed",
        why="unconfirmed",
    )  # fmt: skip
    return made


def a_look_up(cast: Cast, employer: Employer) -> LookUp:
    """Keep what an interface that is switched off said of an employer."""
    source = LookUpSource.objects.create(
        school=cast.school, number=1, url="https://firms.example/{代码}", by=cast.qian,
        at=clock.now(),
    )  # fmt: skip
    return LookUp.objects.create(
        school=cast.school, employer=employer, source=source, asked=employer.name,
        outcome="found", status="注销", at=clock.now(),
    )  # fmt: skip


def a_visit(cast: Cast, employer: Employer) -> Visit:
    """Plan a visit; it bears a file, so that its page is there to be looked at."""
    return Visit.objects.create(
        school=cast.school, employer=employer, planned_on=clock.today(), visitors="钱明",
        purpose="是否在岗", by=cast.qian, at=clock.now(), pages=1, media_type="image/jpeg",
        sha256=vault.keep(cast.school.pk, b"a picture", b"small"), size=9,
    )  # fmt: skip


def a_field_visit(cast: Cast, state: str = "settled") -> dict[str, int]:
    """Keep a visit of 钱 and 李 about 王, told to the college; with a photo."""
    now, first = clock.now(), cast.qian
    visit = FieldVisit.objects.create(
        school=cast.school, cohort=cast.cohort, name="老街小吃店", address="老街 12 号",
        state=state,
        planned_on=clock.today(), first=first, second=cast.feng, look_at="是否在岗", by=first,
        at=now, asked=1, round=1, arrived_at=now, found="there", business="营业中",
        reported_by=first, reported_at=now, digest="0" * 64, conclusion="true",
        released="店在营业，一人在岗。", ended_by=first, ended_at=now,
    )  # fmt: skip
    visit.people.create(graduate=cast.wang_graduate, college=cast.agronomy, told="working")
    shot = visit.photos.create(
        school=cast.school, key="9f0b7d52-1d0c-4a55-9d43-0c0f2e0f7a11", size=9, by=first, at=now,
        media_type="image/jpeg", sha256=vault.keep(cast.school.pk, b"a picture", b"small"),
    )  # fmt: skip
    return {"field_visit": visit.pk, "visit_photo": shot.pk}


def a_school_report(cast: Cast, snapshot: Snapshot) -> SchoolReport:
    return SchoolReport.objects.create(
        school=cast.school, cohort=cast.cohort, snapshot=snapshot, title="核查报告",
        texts={"method": "逐一核查"}, drafted_by=cast.qian, drafted_at=clock.now(),
    )  # fmt: skip


def a_pack(cast: Cast, state: str = "making") -> Pack:
    """Ask for a pack of everything."""
    return Pack.objects.create(
        school=cast.school, cohort=cast.cohort, state=state, purpose="省厅核查", recipient="王处",
        expires_on=clock.today(), choice="all", by=cast.qian, at=clock.now(),
    )  # fmt: skip


def a_listing(cast: Cast) -> dict[str, int]:
    """Propose something of a college, with a paper to it."""
    listing = Listing.objects.create(
        school=cast.school, cohort=cast.cohort, college=cast.agronomy, number=1, title="材料缺失",
        state="proposed", uses=["awards"], reply_due_on=clock.today(), proposed_by=cast.qian,
        proposed_at=clock.now(),
    )  # fmt: skip
    listing.grounds.create(
        kind="case", case=a_case(cast, "closed", closed_at=clock.now(), outcome="fixed")
    )
    about = {"school": cast.school, "by": cast.qian, "at": clock.now()}
    listing.steps.create(**about, verb="propose", target="proposed", text="两次提醒仍未补齐")
    paper = listing.papers.create(
        **about,
        title="情况说明",
        size=9,
        pages=1,
        media_type="image/jpeg",
        sha256=vault.keep(cast.school.pk, b"a picture", b"small"),
    )
    return {"listing": listing.pk, "listing_paper": paper.pk}


def a_paper(cast: Cast) -> dict[str, int]:
    """Freeze a paper of 农学院 that is being signed, with a stamped scan of it."""
    made = Frozen(
        "农学院整改报告", a_pdf(), cast.school.pk, cast.agronomy, cast.cohort, word=b"words"
    )
    found = prepare(kind=kind_of("rectification_report"), made=made, by=cast.zhao)
    found.state = "signing"
    found.save(update_fields=["state"])
    scan = found.files.create(
        school=cast.school, use="stamp", size=9, pages=1, media_type="image/jpeg", by=cast.zhao,
        at=clock.now(), sha256=vault.keep(cast.school.pk, b"a picture", b"small"),
    )  # fmt: skip
    return {"paper": found.pk, "paper_file": scan.pk}


def a_cross_round(cast: Cast) -> dict[str, int]:
    """Let 孙 read a record of 农学院 in a round that was over a moment ago."""
    made = CrossRound.objects.create(
        school=cast.school, cohort=cast.cohort, number=1, seed="甲", most=1, until=clock.now(),
        made_at=clock.now(), made_by=cast.qian,
    )  # fmt: skip
    task = made.tasks.create(school=cast.school, college=cast.agronomy, checker=cast.sun)
    task.records.create(
        school=cast.school, round=made, checker=cast.sun, graduate=cast.wang_graduate
    )
    return {"cross_round": made.pk, "cross_task": task.pk}


def some_certificates(cast: Cast) -> dict[str, int]:
    """Make the school's own certificate, and trust the authority that vouches for it."""
    own = owning.make(school=cast.school, unit=None, by=cast.qian)
    content = Authority.objects.get(school=cast.school).certificate.encode()
    root = trusting.trust(content=content, basis="校长办公会纪要", by=cast.qian)
    alias = naming.add_alias(
        unit=cast.agronomy, name="云梦大学农学院", reason="印章备案表", by=cast.qian
    )
    return {"own_certificate": own.pk, "trust_root": root.pk, "signer_alias": alias.pk}


def a_selfcheck(cast: Cast, snapshot: Snapshot) -> Selfcheck:
    """Keep the drafted report of a college nobody concluded anything at."""
    moment = f"{clock.local(snapshot.moment):%Y-%m-%d %H:%M}"
    source = {"number": snapshot.number, "sha256": snapshot.sha256, "year": 2024, "moment": moment}
    facts = {"checked": [["应核查的记录", 1]], "numbers": [], "snapshot": source}
    return Selfcheck.objects.create(
        school=cast.school, cohort=cast.cohort, college=cast.agronomy, plan="逐条核查。",
        sections=first_sections(), facts=facts, changed_at=clock.now(), drafted_at=clock.now(),
        drafted_by=cast.zhao,
    )  # fmt: skip


def a_compilation(cast: Cast) -> dict[str, int]:
    """Compile 农学院: one record with a paper, one volume of it."""
    made = Compilation.objects.create(
        school=cast.school, cohort=cast.cohort, college=cast.agronomy, number=0, state="made",
        moment=clock.now(), records_count=1, files_count=1, pages_count=3, contents="0" * 64,
        by=cast.zhao,
    )  # fmt: skip
    file = {"sha256": "1" * 64, "kind": "就业协议书", "order": 1, "at": [1, 3]}
    made.records.create(
        school=cast.school, number=1, graduate=cast.wang_graduate, version=1, files=[file],
        student_no=cast.wang_graduate.student_no, name=cast.wang_graduate.name,
        destination="签就业协议形式就业",
    )  # fmt: skip
    volume = made.volumes.create(
        school=cast.school, number=1, sha256=vault.keep(cast.school.pk, a_pdf(3), b""), size=9,
        pages=3, first=1, last=1,
    )  # fmt: skip
    return {"compilation": made.pk, "volume": volume.pk}


def a_complaint(cast: Cast) -> Complaint:
    """Receive one about a college: the centre's to handle, the auditor's to read."""
    filed = Filed("college", str(cast.agronomy.pk), "有人替我填了去向，我并没有签合同。")
    receive(school=cast.school, filed=filed, nonce="n")
    return Complaint.objects.get()


def a_bulletin(cast: Cast, snapshot: Snapshot) -> dict[str, int]:
    """Keep a draft of the school, its snapshot, and the shipped template as a version."""
    template = WordTemplate.objects.create(
        school=cast.school, kind="bulletin", number=1, filename="通报模板.docx",
        note="换回随附的", by=cast.qian,
        at=clock.now(),
    )  # fmt: skip
    made = kept_bulletin(cast, snapshot)
    return {
        "snapshot": snapshot.pk, "bulletin": made.pk, "word_template": template.pk,
        "word_kind": "bulletin",
        "school_report": a_school_report(cast, snapshot).pk,
        "selfcheck": a_selfcheck(cast, snapshot).pk,
    }  # fmt: skip


def a_notice(cast: Cast) -> dict[str, int]:
    """Let a notice go out, and keep an answer with a file."""
    case, now = Case.objects.filter(college=cast.agronomy).latest("pk"), clock.now()
    made = drafting.draft(kind="rectify", cases=[case], college=cast.agronomy, by=cast.qian)
    stepping.issue(notice=made, site="https://example.test/", seen=1, by=cast.qian)
    step = made.steps.create(school=cast.school, verb="answer", text="已补。", by=cast.li, at=now)
    file = NoticeFile.objects.create(
        school=cast.school, step=step, title="整改报告", size=9, pages=1, at=now,
        media_type="image/jpeg", sha256=vault.keep(cast.school.pk, b"a picture", b"small"),
    )  # fmt: skip
    return {"college_notice": made.pk, "notice_file": file.pk}


class Made(dict[str, int | str]):
    """One of everything by name; documents, which take a typesetter, once somebody asks."""

    def __init__(self, cast: Cast, made: dict[str, int | str]) -> None:
        super().__init__(made)
        self.cast = cast

    def __missing__(self, name: str) -> int | str:
        notices = name in {"college_notice", "notice_file"}
        made = a_notice(self.cast) if notices else printed(self.cast)
        self.update(made)
        return made[name]


@pytest.fixture
def made(cast: Cast) -> dict[str, int | str]:
    """Make one of everything a path may name."""
    now = clock.now()
    upload = Import.objects.create(
        school=cast.school,
        target="roster",
        state=ImportState.PREVIEW,
        filename="a.xlsx",
        by=cast.qian,
        at=now,
    )
    session = LoginSession.objects.create(
        user=cast.li, session_key="k", started_at=now, seen_at=now
    )
    view = SavedView.objects.create(user=cast.qian, list_name="graduates", name="v", created_at=now)
    job = Job.objects.create(kind="imports.read", requested_by=cast.qian, created_at=now)
    own, step = Appointment.objects.get(user=cast.zhao), a_step(cast)
    firm = Employer.objects.create(
        school=cast.school, name="太行种业", folded_name="太行种业", recorded_at=now
    )
    return Made(cast, {
        "user": cast.qian.pk, "session": session.pk, "view": view.pk, "job": job.pk,
        "graduate": cast.wang_graduate.pk, "target": "roster", "upload": upload.pk,
        "unit": cast.agronomy.pk, "post": own.post_id, "appointment": own.pk,
        "employer": firm.pk, "look_up": a_look_up(cast, firm).pk,
        "visit": a_visit(cast, firm).pk, **a_field_visit(cast),
        **a_visiting_survey(cast), **a_survey(cast),
        "pack": a_pack(cast).pk,
        "cohort": cast.cohort.pk, "settings_number": 1, "route_kind": "normal",
        "scheme": "2024", "staff": cast.li.pk, "table": "destination",
        "campaign": a_campaign(cast).pk, "campaign_act": "propose",
        "template": "login", "school_code": cast.school.code,
        "message": send(cast.wang, "test").pk,
        "mismatch": RegistryMismatch.objects.create(
            school=cast.school, cohort=cast.cohort, graduate=cast.wang_graduate, field="name",
            college=cast.agronomy, found_at=now,
        ).pk,
        "sheet": a_sheet(cast, step).pk, "step": step.pk, "scan": a_scan(cast, step).pk,
        "dispute": a_dispute(cast, step).pk, "case": a_case(cast).pk,
        "case_file": a_case_file(cast).pk,
        "complaint": a_complaint(cast).pk, **a_listing(cast), **a_paper(cast),
        **a_compilation(cast),
        **a_cross_round(cast),
        **some_certificates(cast),
        **a_feedback(cast, upload), **moved_deadlines(cast),
        **a_bulletin(cast, a_snapshot(cast)),
        "evidence": a_file(cast).pk, "page_number": 1, **an_adoption(cast, step),
        "period_kind": "messages", "today": "settled", "place": "main", "rule_code": "E305",
        "exemption": an_exemption(cast).pk, "act": "withdraw",
        "own_rule": an_own_rule(cast).pk, "trial": a_trial(cast).pk,
        "hold": LegalHold.objects.create(
            school=cast.school, cohort=cast.cohort, reason="案号", by=cast.qian, at=now
        ).pk,
        "notice": Notice.objects.create(
            school=cast.school, number=1, text="全文", changes="新", by=cast.qian, published_at=now
        ).number,
        "entry": Entry.objects.filter(school_id=cast.school.pk)[0].pk,
    })  # fmt: skip


@pytest.fixture
def readers(cast: Cast) -> dict[str, Client]:
    """Log everybody in, each in a session of their own; ``-`` is a stranger."""
    extra = {
        "he": appointed(staff(cast.school, "8101", "何院"), PostKind.COLLEGE_HEAD, cast.letters),
        "you": staff(cast.school, "8102", "尤无"),
    }
    users = {name: extra.get(name) or getattr(cast, name) for name in READERS}
    return {**{name: login(Client(), user) for name, user in users.items()}, "-": Client()}


@contextmanager
def undone(client: Client) -> Iterator[None]:
    """Take back what a request writes, so that the next finds everything as it was."""
    cookies, here = client.cookies.output(), transaction.savepoint()
    yield
    transaction.savepoint_rollback(here)
    transaction.set_rollback(False)
    if client.cookies.output() != cookies:
        client.cookies.clear()
        client.cookies.load(cookies.replace("Set-Cookie:", ""))


def answers(
    readers: Mapping[str, Client], page: Page, made: dict[str, int | str]
) -> dict[str, int]:
    """Return every reader's status for a page."""
    path = reverse(page.name, args=[made[each] for each in page.made])
    found = {}
    for name, client in readers.items():
        with undone(client):
            answer = client.get(path) if page.method == "GET" else client.post(path)
            found[name] = answer.status_code
            said = answer.content.decode() if answer.status_code == 403 else WHO_MAY[0]
        assert any(each in said for each in WHO_MAY), (page.name, name)
        if page.method == "POST":
            assert answer.status_code < 500, (page.name, name)
    if not page.public:
        assert answer.headers["Location"].startswith("/login/"), page.name
    return found


#: the pages are asked for in so many tests; each makes its school and logs everybody in once
PARTS = 16


@pytest.mark.parametrize("part", range(PARTS))
def test_a_page_answers_everybody_as_it_must(
    readers: dict[str, Client], made: dict[str, int | str], part: int
) -> None:
    wrong = {}
    for page in PAGES[part::PARTS]:
        found = answers(readers, page, made)
        refused = {name: status for name, status in found.items() if status in (403, 404)}
        stranger = page.public and (page.others == 404 or not page.may)
        others = (*READERS, *(["-"] if stranger else []))
        wanted = {name: page.others for name in others if name not in page.may}
        if refused != wanted:
            wrong[f"{page.method} {page.name}"] = (refused, wanted)
    assert wrong == {}


@pytest.mark.parametrize("part", range(PARTS // 2))
def test_a_unit_is_found_by_some_and_changed_by_fewer(
    readers: dict[str, Client], made: dict[str, int | str], part: int
) -> None:
    wrong = {}
    for name in sorted(SPLIT)[part :: PARTS // 2]:
        found = answers(readers, split(name), made)
        may, see = (set(each.split()) for each in SPLIT[name])
        done = {who for who in READERS if found[who] not in (403, 404)}
        seen = {who for who, status in found.items() if status == 403}
        if (done, seen) != (may, see):
            wrong[name] = (done, seen)
    assert wrong == {}


def split(name: str) -> Page:
    """Return a page that some find and fewer change, with what its path names."""
    usual = "graduate" if "orgs" not in name else "unit"
    cohort = dict.fromkeys(COHORT_ACTS, "cohort")
    signed = {each: "step" for each in SPLIT if each.startswith("approvals:")}
    known = {**NAMED, **cohort, **signed, **dict.fromkeys(FILES, "evidence")}
    known |= dict.fromkeys(ADOPTION_SCANS, "adoption_scan")
    known |= dict.fromkeys((*COMPLAINT_ACTS, "complaints:state"), "complaint")
    own = {
        "approvals:scan": "scan", "approvals:sign_sheet": "sheet",
        "approvals:keep_paper_sheet": "sheet", "approvals:paper_sheet": "sheet",
        **dict.fromkeys(ROUTES, "cohort"),
    }  # fmt: skip
    of = {**known, **own}.get(name, usual)
    by = "GET" if name in (*LOOKS, "orgs:post") else "POST"
    more = {"evidence:page": "page_number", "approvals:scan": "page_number"}
    more["adoption:scan"] = more["employers:visit_page"] = more["alerts:file"] = "page_number"
    more["assessment:paper"], more["worksheets:take_back"] = "page_number", "cross_task"
    more["notices:file"] = "page_number"
    more |= dict.fromkeys(ROUTES, "route_kind") | dict.fromkeys(
        ("alerts:exemption_act", "alerts:own_act"), "act"
    )
    more |= dict.fromkeys(REPLY_ACTS, "unit")
    return Page(by, name, EVERYBODY, made=(of, *filter(None, [more.get(name)])))


def test_only_what_names_an_object_is_not_found() -> None:
    """The page of a post is refused by name (403); an object out of scope is not there (404)."""
    refused = [page for page in PAGES if page.may and page.may != EVERYBODY]
    assert [page.name for page in refused if page.others == 404 and not page.made] == []
    named = {each for page in refused if page.others == 403 for each in page.made}
    assert named <= WORDS_IN_PATHS


def test_no_page_is_missing_in_the_matrix() -> None:
    assert every_name() - {page.name for page in PAGES} - set(SPLIT) == set()


def test_a_refusal_is_noted(client: Client, cast: Cast) -> None:
    login(client, cast.sun).get(f"/graduates/{cast.wang_graduate.pk}/")
    assert Entry.objects.filter(action="refused", actor_id=cast.sun.pk).count() == 1
