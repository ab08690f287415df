"""The plain data of each document, and how a document stands today."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from quxiang.standards import Standard
from quxiang.web.common import clock
from quxiang.web.common.refusals import InvalidError
from quxiang.web.destinations.changes import differences, said
from quxiang.web.destinations.models import Registration, Version
from quxiang.web.destinations.selectors import sheet_of, timeline_of
from quxiang.web.documents import wording
from quxiang.web.documents.models import Document, Kind
from quxiang.web.documents.sources import Paper, Signature, evidence_of, signatures_of
from quxiang.web.orgs.models import Unit
from quxiang.web.reference.selectors import standard_of
from quxiang.web.roster.lists import level_names
from quxiang.web.roster.models import Cohort, Graduate

Data = dict[str, Any]
#: what a version needs beside it, so that five hundred forms do not ask one by one
RELATED = (
    "registration__graduate__person", "registration__graduate__college",
    "registration__graduate__school", "registration__cohort", "by",
)  # fmt: skip
#: how much of a hash people can compare by eye
SHORT = 16


def form_of(version: Version) -> Data:
    """Return what the review form of a version says."""
    graduate = version.registration.graduate
    standard = standard_of(graduate.school_id, version.registration.cohort.scheme)
    steps = signatures_of(version) or wording.usual_steps(standard, version)
    return {
        **_head(graduate.school.name, Kind.FORM, wording.FORM),
        "about": f"{version.registration.cohort} · {graduate.college}",
        "version": f"第 {version.number} 版",
        "person": _person(graduate),
        "destination": _destination(standard, version),
        "reason": _reason(version),
        "papers": _papers(evidence_of(version)),
        "signatures": _signatures(steps),
        "bound": version.digest,
    }


def person_of(graduate: Graduate, registration: Registration | None) -> Data:
    """Return the one-person file: record, every version, papers, signatures, what happened."""
    standard = standard_of(graduate.school_id, graduate.cohort.scheme)
    every = registration.versions.select_related("by").order_by("number") if registration else ()
    versions = list(every)
    before = [None, *versions[:-1]]
    events = timeline_of(registration, standard) if registration else []
    return {
        **_head(graduate.school.name, Kind.PERSON, wording.PERSON),
        "history": True,
        "about": f"{graduate.cohort} · {graduate.college} · {graduate.name}",
        "version": f"共 {len(versions)} 版",
        "person": _person(graduate),
        "versions": [
            _version(standard, old, new, registration)
            for old, new in zip(before, versions, strict=False)
        ][::-1],
        "events": [
            {"at": _moment(e.at), "title": e.title, "note": e.note, "who": e.who} for e in events
        ],
    }


def batch_of(
    *, cohort: Cohort, college: Unit, versions: Sequence[Version],
    signatures: Sequence[Signature] = (), facts: Sequence[tuple[str, str]] = (), mark: str = "",
) -> Data:  # fmt: skip
    """Return a batch sheet of versions, in the order given; ``mark`` stands by its QR code."""
    standard = standard_of(cohort.school_id, cohort.scheme)
    known = [("人数", f"{len(versions)} 人"), ("学院", college.name), *facts]
    return {
        **_head(cohort.school.name, Kind.BATCH, wording.BATCH),
        "about": f"{cohort} · {college}",
        "version": mark,
        "facts": [list(each) for each in known],
        "rows": [_row(standard, each) for each in versions],
        "signatures": _signatures(signatures or wording.BATCH_STEPS),
        "bound": [each.digest for each in versions],
    }


@dataclass(frozen=True)
class Reply:
    """What a college replies to a list from above: parts by title, in order, and what proves it."""

    about: str
    number: int
    parts: Sequence[tuple[str, str]]
    papers: Sequence[Paper]
    subjects: Sequence[int]


def reply_of(college: Unit, said: Reply) -> Data:
    """Return a reply as it is printed, ready for both heads to sign and for the stamp."""
    return {
        **_head(college.school.name, Kind.REPLY, wording.REPLY),
        "about": f"{college.name} · {said.about}",
        "version": f"第 {said.number} 稿",
        "parts": [[title, text.splitlines()] for title, text in said.parts],
        "papers": _papers(said.papers),
        "signatures": _signatures(wording.REPLY_STEPS),
        "bound": [each.sha256 for each in said.papers],
    }


@dataclass(frozen=True)
class Yearly:
    """What a college's yearly sheet says: from what it is counted, its lines, its entries, uses."""

    about: str
    basis: Sequence[str]
    #: part, title, definition, source, numerator and denominator, result
    lines: Sequence[Sequence[str]]
    #: number, title, state, uses, day of the decision
    listings: Sequence[Sequence[str]]
    uses: Sequence[Sequence[str]]


def yearly_of(college: Unit, said: Yearly) -> Data:
    """Return a college's yearly sheet as it is printed."""
    return {
        **_head(college.school.name, Kind.YEARLY, wording.YEARLY),
        "about": said.about,
        "version": "",
        **{name: getattr(said, name) for name in ("basis", "lines", "listings", "uses")},
    }


def visit_of(school: str, said: Data) -> Data:
    """Return the sheet of a visit as it is printed, its photos named by their hashes."""
    return {**_head(school, Kind.VISIT, wording.VISIT), **said}


@dataclass(frozen=True)
class SigningPage:
    """A page that is signed in ink for a whole paper: which one, its hash, a line a seat."""

    about: str
    title: str
    version: str
    sha256: str
    pages: int
    prepared_at: str
    seats: Sequence[str]
    stamped: bool


def signing_of(school: str, said: SigningPage) -> Data:
    """Return a page to sign as it is printed; the stamp goes over the last line."""
    facts = [
        ("文件", said.title), ("版本", said.version), ("页数", f"{said.pages} 页"),
        ("备好时间", said.prepared_at),
    ]  # fmt: skip
    lines = [Signature(each, stamp=said.stamped) for each in said.seats]
    return {
        **_head(school, Kind.SIGNING, wording.SIGNING),
        "about": said.about,
        "version": said.version,
        "facts": [list(each) for each in facts],
        "sha256": said.sha256,
        "signatures": _signatures(lines),
    }


def survey_of(school: str, said: Data) -> Data:
    """Return a survey's plan as it is printed before anybody is drawn."""
    return {**_head(school, Kind.SAMPLING, wording.SAMPLING), "version": "", **said}


def hash_of(token: str) -> str:
    """Return what a token is found by; it is 128 random bits, so a plain hash will do."""
    return hashlib.sha256(token.encode(errors="replace")).hexdigest()


def find_by_token(token: str) -> Document | None:
    """Return the document a QR code leads to."""
    related = ("school", "version__registration")
    return Document.objects.select_related(*related).filter(token_hash=hash_of(token)).first()


def standing_of(document: Document) -> str:
    """Say in words whether a genuine document is still the last word on its subject."""
    if document.superseded_at is not None:
        return "已撤回" if document.kind == Kind.BULLETIN else "已被新的一份取代"
    version = document.version
    kept = (version.registration.current_id, version.registration.in_force_id) if version else ()
    if version is not None and version.pk not in kept:
        return "所列版本已有变更"
    return "现行有效"


def _head(school: str, kind: Kind, legal: Sequence[str]) -> Data:
    return {"school": school, "kind": kind.label, "legal": list(legal)}


def _person(graduate: Graduate) -> list[list[str]]:
    facts = {
        "姓名": graduate.name, "性别": _gender(graduate), "学号": graduate.student_no,
        "考生号": graduate.exam_no, "证件号码": graduate.person.identity_masked,
        "学籍状态": graduate.status, "学院": graduate.college.name, "班级": graduate.class_name,
        "专业": graduate.major_name, "学历层次": level_names().get(graduate.level, graduate.level),
        "专业方向": graduate.direction, "毕业日期": _day(graduate.graduation_on),
    }  # fmt: skip
    return [[name, text] for name, text in facts.items()]


def _gender(graduate: Graduate) -> str:
    return {"1": "男", "2": "女"}.get(graduate.gender, graduate.gender)


def _destination(standard: Standard, version: Version) -> list[list[str]]:
    """Return the sheet of a version; a required field left open says so."""
    return [
        [line.title, "未填" if line.wanting else line.text] for line in sheet_of(standard, version)
    ]


def _reason(version: Version) -> list[list[str]]:
    told = {
        "登记类型": f"{version.get_reason_display()}（{version.get_source_display()}）",
        "变更原因": version.note,
        "提交时间": _moment(version.recorded_at),
    }
    return [[name, text] for name, text in told.items() if text]


def _version(
    standard: Standard, before: Version | None, version: Version,
    registration: Registration | None,
) -> Data:  # fmt: skip
    changed = differences(standard, before, version) if before is not None else []
    in_force = registration is not None and registration.in_force_id == version.pk
    title = f"第 {version.number} 版 · {version.get_reason_display()}"
    return {
        "title": f"{title} · 登记在册" if in_force else title,
        "destination": [*_destination(standard, version), *_reason(version)],
        "changes": [[each.title, each.before, each.after] for each in changed],
        "papers": _papers(evidence_of(version)),
        "signatures": _signatures(signatures_of(version)),
    }


def _row(standard: Standard, version: Version) -> Mapping[str, str]:
    graduate = version.registration.graduate
    return {
        "number": graduate.student_no, "name": graduate.name,
        "destination": said(standard, version, "code"),
        "employer": version.employer_name or version.school_abroad or version.occupation,
        "version": str(version.number), "digest": version.digest[:SHORT],
    }  # fmt: skip


def _papers(papers: Iterable[Paper]) -> list[Data]:
    return [
        {"title": p.title, "note": p.note, "at": _moment(p.at), "digest": p.sha256[:SHORT]}
        for p in papers
    ]


def _signatures(signatures: Iterable[Signature]) -> list[Data]:
    return [
        {
            "step": s.step, "name": s.name, "post": s.post, "way": s.way, "note": s.note,
            "stamp": s.stamp, "at": _moment(s.at) if s.at is not None else "",
        }
        for s in signatures
    ]  # fmt: skip


def _moment(at: datetime) -> str:
    return f"{clock.local(at):%Y-%m-%d %H:%M}"


def _day(on: date | None) -> str:
    return on.isoformat() if on is not None else ""


def form_version(registration: Registration | None, number: str) -> Version:
    """Return the version whose form is asked for: by number, else the current one."""
    if registration is None or registration.current_id is None:
        raise InvalidError("还没有登记去向，没有可打印的审核表。")
    versions = registration.versions.select_related(*RELATED)
    typed = number.isascii() and number.isdigit() and len(number) < 6
    wanted = {"number": int(number)} if typed else {"pk": registration.current_id}
    found = versions.filter(**wanted).first()
    if found is None:
        raise InvalidError(f"没有第 {number} 版，请刷新页面后再试。")
    return found
