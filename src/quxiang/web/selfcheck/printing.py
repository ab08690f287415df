"""A report as a PDF: plan and parts as text, numbers as a table with the snapshot they are of."""

from __future__ import annotations

from typing import Any

from quxiang.web.common import clock
from quxiang.web.documents.typesetting import typeset
from quxiang.web.selfcheck.facts import numbers_in
from quxiang.web.selfcheck.models import Selfcheck
from quxiang.web.selfcheck.wording import title_of

_SHORT = 16


def data_of(selfcheck: Selfcheck) -> dict[str, Any]:
    """Return everything a report says, ready to be set."""
    college, cohort, facts = selfcheck.college, selfcheck.cohort, selfcheck.facts
    source = facts["snapshot"]
    drafted = selfcheck.drafted_at or selfcheck.changed_at
    return {
        "school": selfcheck.school.name, "college": college.name, "address": "",
        "title": f"{college.name}{cohort.year}届毕业生就业自查报告",
        "parts": [
            [title_of(each["key"]), each["text"].splitlines()] for each in selfcheck.sections
        ],
        "checked": [[title, f"{count:,}"] for title, count in facts["checked"]],
        "numbers": [
            [each.title, each.counts or "—", each.value, each.code]
            for each in numbers_in(facts)
        ],
        "source": (
            f"核查结论截至 {clock.local(drafted):%Y-%m-%d %H:%M}；各项比率取自快照第 "
            f"{source['number']} 份（截至 {source['moment']}，散列 {source['sha256'][:_SHORT]}），"
            "以人数直接计算，分母为同一时刻纳入统计的本院毕业生。"
        ),
        "plan": selfcheck.plan.splitlines(),
        "drafted": f"{clock.local(drafted):%Y年%-m月%-d日}",
    }  # fmt: skip


def pdf_of(selfcheck: Selfcheck) -> bytes:
    made = selfcheck.drafted_at or selfcheck.changed_at
    return typeset("selfcheck", data_of(selfcheck), int(made.timestamp())).content
