"""Faults of what people say: an answer that differs, no confirmation, one device for many."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from quxiang.simulation.draws import Flags, Ints
from quxiang.simulation.faults.bench import Bench, Planter

_HIRED = ("10", "11", "12")
_TIMES = 2
#: days after which a confirmation is late, counted from the entry or from this day
_LATE, _ASKED_FROM = 14, (6, 15)
_DEVICE = 4


def plant_differing_answers(bench: Bench) -> None:
    """C601: graduate or employer say otherwise; who says so and later agrees is at one again."""
    for side, item in (("graduate", "employer"), ("employer", "wage"), ("graduate", "class")):
        for row in bench.choose(_unasked(bench), 1):
            _answer(bench, row, side, item, "inconsistent", ago=40)
            bench.tell_graduate("C601", row, "答复与登记不一致。", channel=side, item=item)
    for row in bench.choose(_unasked(bench), 1):
        _answer(bench, row, "graduate", "employer", "inconsistent", ago=40)
        _answer(bench, row, "graduate", "employer", "consistent", ago=10)
        note = "对照：后来又答复一致，不应报告。"
        key = {"channel": "graduate", "item": "employer"}
        bench.tell_graduate("C601", row, note, verdict=None, **key)
    for outcome in ("disputed", "correction_asked"):
        for row in bench.choose(_unasked(bench), 1):
            _say_at_school(bench, row, outcome)
            key = {"channel": "school", "item": "all"}
            bench.tell_graduate("C601", row, "本人说不对或变了。", **key)


def _unasked(bench: Bench) -> Flags:
    """Return who is hired, long enough entered, and was never called."""
    entered = pc.less(bench.graduates.table.column("entered_at"), bench.moment - timedelta(days=5))
    keep = np.zeros(len(bench.graduates), bool)
    keep[bench.graduates.rows_where(bench.coded(*_HIRED))] = True
    keep &= np.asarray(pc.fill_null(entered, False)) & silent(bench)
    return np.asarray(keep & ~_named_in(bench, "checks"))


def silent(bench: Bench) -> Flags:
    """Return who has confirmed nothing within the last hour, and so takes nothing back."""
    table = bench.sheets["confirmations"].table
    lately = pc.greater(table.column("at"), bench.moment - timedelta(hours=1))
    known = table.filter(pc.fill_null(lately, False)).column("graduate_id").combine_chunks()
    return ~np.asarray(pc.is_in(bench.graduates.table.column("graduate_id"), known))


def _named_in(bench: Bench, name: str) -> Flags:
    known = bench.sheets[name].table.column("graduate_id").combine_chunks()
    return np.asarray(pc.is_in(bench.graduates.table.column("graduate_id"), known))


def _answer(bench: Bench, row: int, side: str, item: str, outcome: str, *, ago: int) -> None:
    """Write down what was said on the telephone some minutes before the moment."""
    bench.sheets["checks"].add(
        **bench.who(row), version=bench.graduates.get(row, "version"), side=side, item=item,
        outcome=outcome, at=bench.moment - timedelta(minutes=ago),
    )  # fmt: skip


def _say_at_school(bench: Bench, row: int, outcome: str) -> None:
    """Let the graduate's last word be that the record is wrong."""
    bench.sheets["confirmations"].add(
        **bench.who(row), version=bench.graduates.get(row, "version"), place="school",
        outcome=outcome, at=bench.moment - timedelta(minutes=30), device_hash=_device(row),
    )  # fmt: skip


def _device(number: int) -> str:
    """Return a device nobody of the clean season has."""
    return f"{number:032x}"


def plant_late_confirmations(bench: Bench) -> None:
    """C602: not confirmed a fortnight after being asked; who is lost or serves is set apart."""
    due = _due(bench)
    for lost, verdict, note in (
        (False, "fault", "迟迟未在全国系统确认。"),
        (True, "to_check", "核查失联，迟迟未确认。"),
    ):
        for row in bench.choose(_unasked(bench) & (due >= _LATE), 1):
            _unconfirm(bench, row)
            if lost:
                _answer(bench, row, "graduate", "class", "lost", ago=10)
            bench.tell_graduate("C602", row, note, verdict=verdict)
    for row in bench.choose(_unasked(bench) & (due == _LATE - 1), 1):
        _unconfirm(bench, row)
        bench.tell_graduate("C602", row, "对照：明天才满 14 天，不应报告。", verdict=None)


def _due(bench: Bench) -> Ints:
    """Return how many days ago each was asked to confirm; below nought for nobody asked."""
    entered = bench.graduates.table.column("entered_at").cast(pa.date32())
    asked = date(bench.moment.year, *_ASKED_FROM)
    first = pc.if_else(pc.less(entered, pa.scalar(asked)), pa.scalar(asked), entered)
    today = (bench.moment.date() - date(1970, 1, 1)).days
    since = pc.fill_null(first.cast(pa.int32()), today + 1)
    return np.asarray(today - np.asarray(since, np.int64))


def _unconfirm(bench: Bench, row: int, version: int | None = None) -> None:
    """Take the answers in the national system back, or all answers to one version."""
    sheet = bench.sheets["confirmations"]
    for other in bench.rows_of("confirmations", row):
        national = sheet.get(other, "place") == "national"
        if national if version is None else sheet.get(other, "version") == version:
            sheet.drop(other)


def plant_shared_devices(bench: Bench) -> None:
    """C603: one device confirms for four; three may live together."""
    for count, verdict, note in (
        (_DEVICE, "fault", f"同一设备确认了 {_DEVICE} 人。"),
        (_DEVICE - 1, None, f"对照：同一设备确认了 {_DEVICE - 1} 人，不应报告。"),
    ):
        rows = bench.choose(bench.graduates.rows_where(_confirmed(bench)), count)
        if len(rows) == count:
            device = _device(10**9 + count)
            for row in rows:
                _lend(bench, row, device)
            key = {"device_hash": device}
            bench.tell("C603", "device", key, note, verdict=verdict, rows=rows)


def _confirmed(bench: Bench) -> Flags:
    """Return who has confirmed anything."""
    table = bench.sheets["confirmations"].table
    known = table.filter(pc.equal(table.column("outcome"), "confirmed")).column("graduate_id")
    return np.asarray(pc.is_in(bench.graduates.table.column("graduate_id"), known.combine_chunks()))


def _lend(bench: Bench, row: int, device: str) -> None:
    """Let all confirmations of somebody come from a device."""
    sheet = bench.sheets["confirmations"]
    for other in bench.rows_of("confirmations", row):
        if sheet.get(other, "outcome") == "confirmed":
            sheet.set(other, device_hash=device)


def plant_changes_unconfirmed(bench: Bench) -> None:
    """C604: another employer or destination since the graduate last confirmed."""
    for row in bench.choose(_changed_in(bench, "code") & _unasked(bench), _TIMES):
        version = bench.graduates.get(row, "version")
        _unconfirm(bench, row, version)
        _confirm(bench, row, version - 1)
        bench.tell_graduate("C604", row, "确认后又改了去向，没有重新确认。")
    fresh = _changed_in(bench, "contact_name") & (_due(bench) < _LATE)
    for field in ("code", "employer_name", "employer_uscc"):
        fresh &= ~_changed_in(bench, field)
    for row in bench.choose(bench.graduates.rows_where(fresh), 1):
        version = bench.graduates.get(row, "version")
        _unconfirm(bench, row, version)
        _confirm(bench, row, version - 1)
        bench.tell_graduate("C604", row, "对照：只改了联系人，不应报告。", verdict=None)


def _changed_in(bench: Bench, field: str) -> Flags:
    """Return whose shown version has changed a field."""
    table = bench.sheets["changes"].table
    table = table.filter(pc.equal(table.column("field"), field))
    found = pc.index_in(bench.graduates.table.column("graduate_id"),
                        table.column("graduate_id").combine_chunks())  # fmt: skip
    version = table.column("version").take(found)
    same = pc.equal(version, bench.graduates.table.column("version"))
    return np.asarray(pc.fill_null(same, False))


def _confirm(bench: Bench, row: int, version: int) -> None:
    at = bench.graduates.get(row, "recorded_at") - timedelta(days=1)
    bench.sheets["confirmations"].add(
        **bench.who(row), version=version, place="school", outcome="confirmed", at=at,
        device_hash=_device(row),
    )  # fmt: skip


PLANTERS: tuple[Planter, ...] = (
    plant_differing_answers,
    plant_late_confirmations,
    plant_shared_devices,
    plant_changes_unconfirmed,
)
