"""The report as it is printed, and its data for the Word file."""

from __future__ import annotations

from typing import Any

from quxiang.web.common import clock
from quxiang.web.documents.typesetting import typeset
from quxiang.web.schoolreport.models import SchoolReport
from quxiang.web.schoolreport.sections import SECTIONS


def data_of(report: SchoolReport) -> dict[str, Any]:
    """Return what a report says, section by section."""
    facts = {each["code"]: each["tables"] for each in report.facts}
    snapshot = report.snapshot
    return {
        "school": report.school.name, "title": report.title, "cohort": str(report.cohort),
        "drafted_at": f"{clock.local(report.drafted_at):%Y-%m-%d %H:%M}",
        "snapshot": {
            "number": str(snapshot.number), "sha256": snapshot.sha256,
            "moment": f"{clock.local(snapshot.moment):%Y-%m-%d %H:%M}",
        },
        "sections": [
            {
                "title": each.title, "text": report.texts.get(each.code, "").splitlines(),
                "tables": facts.get(each.code, []),
            }
            for each in SECTIONS
        ],
    }  # fmt: skip


def pdf_of(report: SchoolReport, site: str) -> bytes:
    """Return the PDF; of the same report the same bytes."""
    data = {**data_of(report), "address": site}
    return typeset("schoolreport", data, int(report.drafted_at.timestamp())).content
