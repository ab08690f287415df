"""Rows of bulletins for tests that need one to be there, whatever it says."""

from __future__ import annotations

from typing import Any

from quxiang.web.bulletins.models import Bulletin
from quxiang.web.common import clock, sealed
from quxiang.web.documents import store
from quxiang.web.documents.models import Document
from quxiang.web.documents.services.making import INPUT
from quxiang.web.season.models import Snapshot
from web.cast import Cast


def number(code: str, title: str, group: str | None = None) -> dict[str, Any]:
    return {
        "code": code, "title": title, "value": "50.00 %", "numerator": 1, "denominator": 2,
        "group": group, "source": 0, "note": "",
    }  # fmt: skip


def facts(snapshot: Snapshot, unit: int = 0) -> dict[str, Any]:
    """Return what a bulletin of two graduates of one college says."""
    moment = f"{clock.local(snapshot.moment):%Y-%m-%d %H:%M}"
    return {
        "moment": moment, "people": 2, "statuses": ["预计毕业"], "scheme": "2024",
        "settings": "0" * 64,
        "overall": [{**number("placement_rate", "毕业去向落实率"), "change": "—"}],
        "confirmation": [number("national_confirmation", "全国系统确认率", "农学院")],
        "colleges": [{
            "unit": unit, "name": "农学院",
            "coverage": number("unregistered_rate", "去向登记率", "农学院"),
            "timeliness": number("closed_on_time", "按期核对率", "农学院"),
            "quality": number("error_rate", "异常率", "农学院"),
        }],
        "next": [{"title": "周监测", "on": "2024-06-27", "words": "6月27日前（不含当日）"}],
        "definitions": [
            {"code": "placement_rate", "title": "毕业去向落实率", "formula": "落实的 ÷ 全部"}
        ],
        "sources": [{
            "why": "本期快照", "number": snapshot.number, "sha256": snapshot.sha256,
            "pk": snapshot.pk, "moment": moment,
        }],
    }  # fmt: skip


def kept_bulletin(cast: Cast, snapshot: Snapshot, state: str = "drafted", **more: Any) -> Bulletin:
    """Keep a bulletin of the school without asking the snapshot anything."""
    now = clock.now()
    made = Bulletin.objects.create(
        school=cast.school, cohort=cast.cohort, kind="on_demand", snapshot=snapshot, state=state,
        title="关于毕业生去向登记的通报", opening="现通报如下。", closing="请核对。",
        facts=facts(snapshot, cast.agronomy.pk), drafted_by=cast.qian, drafted_at=now,
        issued_at=now if "document" in more else None, **more,
    )  # fmt: skip
    made.steps.create(school=cast.school, verb="draft", by=cast.qian, at=now)
    return made


def a_snapshot(cast: Cast) -> Snapshot:
    """Keep the row of a snapshot whose folder is gone."""
    now = clock.now()
    return Snapshot.objects.create(
        school=cast.school, cohort=cast.cohort, number=1, moment=now, known_at=now, at=now,
        folder="snapshots/none", sha256="0" * 64, people=2, why="期末", by=cast.qian,
    )  # fmt: skip


def a_document(cast: Cast) -> Document:
    """Keep the row of a PDF of a bulletin."""
    return Document.objects.create(
        school=cast.school, kind="bulletin", year=2024, number=1, content="0" * 64,
        input_sealed=sealed.seal("{}", INPUT), token_hash="0" * 64, made_at=clock.now(),
        **store.keep(cast.school.pk, b"%PDF"),
    )  # fmt: skip
