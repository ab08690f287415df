"""The sheet of a visit: its data for the printer, and its photos."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from typing import TYPE_CHECKING

from quxiang.web.common import clock
from quxiang.web.documents.models import Document
from quxiang.web.documents.services.making import make_visit_sheet
from quxiang.web.documents.sources import tells_pictures
from quxiang.web.evidence.storage import vault
from quxiang.web.visits.models import FieldVisit
from quxiang.web.visits.selectors import photos_of

if TYPE_CHECKING:
    from quxiang.web.accounts.models import User

_JPEG = "data:image/jpeg;base64,"


def make_sheet(visit: FieldVisit, *, site: str, by: User) -> Document:
    """Make the sheet of a visit both visitors confirmed."""
    people = list(visit.people.select_related("graduate", "college"))
    return make_visit_sheet(
        visit=visit.pk, school_id=visit.school_id, site=site, by=by,
        subjects=[each.graduate_id for each in people],
        said={
            "about": f"{visit.cohort} · {visit.name}",
            "version": f"第 {visit.round} 次填写" if visit.round > 1 else "",
            "facts": _facts(visit),
            "people": [
                [
                    each.graduate.name, each.college.name, each.graduate.major_name,
                    each.get_told_display(), each.note,
                ]
                for each in people
            ],
            "texts": [
                ["看到的经营情况", visit.business.splitlines()],
                ["其他情况", visit.text.splitlines() or ["无"]],
            ],
            "photos": [
                [each.sha256, _at(each.taken_at) if each.taken_at else "未知"]
                for each in photos_of(visit)
            ],
            "words": [
                [each.by.name, each.by.number, _at(each.at)]
                for each in visit.words.filter(round=visit.round).select_related("by")
            ],
            "bound": visit.digest,
        },
    )  # fmt: skip


def _facts(visit: FieldVisit) -> list[list[str]]:
    second = visit.second.name if visit.second else ""
    facts = {
        "单位": visit.name, "统一社会信用代码": visit.employer.uscc if visit.employer else "",
        "地址": visit.address, "走访人": f"{visit.first.name}、{second}",
        "计划日期": visit.planned_on.isoformat(), "到达时间": _at(visit.arrived_at),
        "到了以后": visit.get_found_display(), "谈话对象（身份）": visit.spoke_to,
        "要看什么": visit.look_at.replace("\n", "；"),
    }  # fmt: skip
    return [[name, text] for name, text in facts.items()]


@tells_pictures("visit")
def pictures_of(school_id: int, hashes: Sequence[str]) -> list[str]:
    """Return photos as addresses of data, which a drawing may hold."""
    return [_JPEG + base64.b64encode(vault.content_of(school_id, each)).decode() for each in hashes]


def _at(moment: object) -> str:
    return f"{clock.local(moment):%Y-%m-%d %H:%M}" if moment else ""  # type: ignore[arg-type]
