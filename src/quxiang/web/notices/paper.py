"""A notice as plain data: for the PDF by typst and for the Word file alike."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from quxiang.web.bulletins.wording import heading_of
from quxiang.web.common import clock, sealed
from quxiang.web.documents import store
from quxiang.web.documents.models import Document
from quxiang.web.documents.services.making import INPUT
from quxiang.web.documents.typesetting import typeset
from quxiang.web.notices.models import CollegeNotice
from quxiang.web.notices.wording import day_words, moment_words
from quxiang.web.wordfiles.selectors import latest, word_by


def data_of(notice: CollegeNotice, issued_at: datetime | None = None) -> dict[str, Any]:
    """Return what a notice says, ready to be set."""
    facts = notice.facts
    return {
        "school": notice.school.name, "kind": str(notice.get_kind_display()), "version": "",
        "organ": heading_of(notice.school).organ, "draft": issued_at is None,
        "title": notice.title, "to": notice.college.name, "talk": notice.kind == "talk",
        "whom": notice.whom, "meet_at": moment_words(notice.meet_at), "place": notice.place,
        "matter": notice.matter.splitlines(), "demand": notice.demand.splitlines(),
        "reply_by": day_words(notice.reply_by), "as_of": facts["at"],
        "issued_on": day_words(clock.local(issued_at).date()) if issued_at else "",
        "cases": [_case(each) for each in facts["cases"]],
    }  # fmt: skip


def _case(case: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in case.items() if name not in ("id", "graduates")}


def said_by(notice: CollegeNotice) -> dict[str, Any]:
    """Return what a notice says: what its PDF was made of, else what it would be."""
    if notice.document is None:
        return data_of(notice)
    found: dict[str, Any] = json.loads(sealed.unseal(notice.document.input_sealed, INPUT))
    return found


def number_of(document: Document | None) -> str:
    return document.label if document is not None else ""


def pdf_of(notice: CollegeNotice, site: str) -> bytes:
    """Return the PDF as it went out; before, one set from the draft, marked as such."""
    if notice.document is not None:
        return store.content_of(notice.document)
    data = {**data_of(notice), "label": "", "digest": "", "made_at": "", "address": site}
    return typeset(notice.kind, data, int(notice.drafted_at.timestamp())).content


def word_of(notice: CollegeNotice) -> bytes:
    """Return the Word file: of what went out by the template of then, of a draft by the newest."""
    issued = notice.document is not None
    template = notice.template if issued else latest(notice.school_id, notice.kind)
    number = number_of(notice.document)
    standing = "" if issued else "（草稿，未发出）"
    return word_by(template, notice.kind, {**said_by(notice), "number": number,
                                           "standing": standing})  # fmt: skip
