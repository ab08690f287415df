"""The papers that prove each destination: of one's own, or an official list for many."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from quxiang.simulation.codes import CODES, LISTED
from quxiang.simulation.columns import chosen, digits, either, hexadecimal, joined, moments
from quxiang.simulation.draws import Flags, Ints
from quxiang.simulation.happenings import Columns, Past, of_graduates, past, stacked
from quxiang.simulation.lives import CHANGED, TERMINATION
from quxiang.simulation.records import Scene

#: the papers of each destination, one or two; those of 75 follow from the form of the start-up
PAPERS: Mapping[str, tuple[str, ...]] = MappingProxyType({
    "10": ("agreement",), "11": ("contract",), "12": ("certificate", "income"),
    "271": ("certificate", "service_agreement"), "272": ("postdoc",), "46": ("enlistment",),
    "501": ("project",), "502": ("project",), "503": ("project",), "512": ("project",),
    "75": ("licence",), "76": ("statement", "income"), "801": ("admission",),
    "802": ("admission",), "803": ("admission",), "85": ("admission_abroad",),
})  # fmt: skip
#: what an official list is called, by destination
_LISTS: Mapping[str, str] = MappingProxyType({
    "46": "定兵公示名单", "501": "特岗教师公示名单", "502": "三支一扶公示名单",
    "503": "西部计划录用名单", "512": "选调生公示名单", "801": "拟录取名单",
    "803": "专升本录取名单",
})  # fmt: skip
LIST, _RELEASED = "list", "termination"
#: papers of employers and start-ups that have no agreement or licence
_FORMS: Mapping[str, tuple[str, ...]] = MappingProxyType({
    "army": ("military",), "overseas": ("abroad_offer",), "startup_team": ("incubator",),
    "startup_net": ("shop_page", "income"),
})  # fmt: skip
#: what each kind of paper is called in a file name
NAMES: Mapping[str, str] = MappingProxyType({
    "agreement": "就业协议书", "contract": "劳动合同", "certificate": "聘用证明",
    "income": "收入流水", "service_agreement": "服务协议", "postdoc": "博士后进站批准函",
    "enlistment": "入伍通知书", "project": "项目录用文件", "licence": "营业执照",
    "statement": "本人签字证明", "admission": "录取通知书", "admission_abroad": "境外录取通知书",
    "incubator": "孵化协议", "shop_page": "网店截图", "termination": "解约证明", "list": "名单",
    "military": "部队录用文件", "abroad_offer": "境外单位接收证明",
})  # fmt: skip
_KINDS = tuple(NAMES)
_ON_LIST = 0.9
_OWN_SALT, _LIST_SALT = 21, 22


def evidence(scene: Scene, people: Columns) -> pa.Table:
    """Return every paper uploaded by the scene's moment, from recording to signing."""
    whose, slot, version, kind, listed, at = stacked(
        [part for each in past(scene) for part in _of_version(each)]
    )
    serial = scene.cohort.people.serial[whose] + scene.cohort.people.cohort * 10**9
    own = hexadecimal((serial * 3 + slot) * len(_KINDS) + kind, _OWN_SALT, 4)
    shared = hexadecimal(_list_numbers(scene, whose, slot), _LIST_SALT, 4)
    is_list = listed == 1
    columns = {
        "version": pa.array(version),
        "kind": chosen(_KINDS, kind),
        "title": either(is_list, _list_titles(scene, whose, slot), _titles(people, whose, kind)),
        "is_list": pa.array(is_list),
        "sha256": either(is_list, shared, own),
        "at": moments(at),
    }
    return of_graduates("evidence", people, whose, columns)


def _of_version(version: Past) -> list[tuple[Ints, ...]]:
    """Return the first papers of a version and the second ones, of those who have them."""
    scene, lives = version.scene, version.scene.cohort.lives
    recorded, signed = lives.recorded[version.slot], lives.signed[version.slot]
    late = scene.drawn("late papers", 100) < 8
    spent = np.where(late, 9, scene.drawn("uploads", 8))
    made = np.where(recorded <= version.now, recorded, 0)
    at = made + (np.where(made > 0, signed, 0) - made) * spent // 10
    there = (recorded <= version.now) & (at <= version.now)
    listed = scene.coded(*LISTED) & scene.chance("listed", _ON_LIST)
    first, second = _kinds(version, listed)
    parts: list[tuple[Ints, ...]] = []
    for kind, minutes in ((first, at), (second, at + 1)):
        whose = np.flatnonzero(there & (kind >= 0) & (minutes <= version.now))
        on_list = (kind[whose] == _KINDS.index(LIST)).astype(np.int64)
        slot = scene.terms[whose]  # a clerical change carries the papers on
        parts.append((whose, slot, scene.standing.number[whose], kind[whose], on_list,
                      minutes[whose]))  # fmt: skip
    return parts


def _kinds(version: Past, listed: Flags) -> tuple[Ints, Ints]:
    """Return the first and second kind of paper of each, places in _KINDS or -1."""
    scene = version.scene
    made = [_places([PAPERS.get(code, ()) for code in CODES], part)[scene.code] for part in (0, 1)]
    made = [np.where(scene.code < 0, -1, each) for each in made]
    for name, papers in _FORMS.items():
        own = scene.of_kind(name) & scene.coded("10", "75")
        made = [np.where(own, _places([papers], part)[0], each) for part, each in enumerate(made)]
    first = np.where(listed, _KINDS.index(LIST), made[0])
    if version.slot == CHANGED:
        ended = scene.cohort.lives.reason == TERMINATION
        first = np.where(ended, _KINDS.index(_RELEASED), first)
    return first, made[1]


def _places(names: list[tuple[str, ...]], part: int) -> Ints:
    return np.array([
        _KINDS.index(each[part]) if len(each) > part and each[part] else -1 for each in names
    ])  # fmt: skip


def _list_numbers(scene: Scene, whose: Ints, slot: Ints) -> Ints:
    """Return a number of the list each is on: one a destination and day, of one university."""
    lives = scene.cohort.lives
    code, on = lives.code[slot, whose], lives.agreed[slot, whose]
    return np.asarray((scene.cohort.people.campus.number * 100 + code) * 100_000 + on)


def _titles(people: Columns, whose: Ints, kind: Ints) -> pa.Array:
    """Return file names that bear the owner's name."""
    name = people["name"].take(pa.array(whose))
    return joined(pc.coalesce(name, ""), chosen(tuple(NAMES.values()), kind), ".pdf")


def _list_titles(scene: Scene, whose: Ints, slot: Ints) -> pa.Array:
    """Return file names that bear the day of a list."""
    code = scene.cohort.lives.code[slot, whose]
    days = scene.cohort.lives.agreed[slot, whose].astype("datetime64[D]")
    years, months = days.astype("datetime64[Y]"), days.astype("datetime64[M]")
    stamp = (years.astype(np.int64) + 1970) * 10_000 + (months.astype(np.int64) % 12 + 1) * 100
    stamp += (days - months).astype(np.int64) + 1
    return joined(digits(stamp, 8), chosen([_LISTS.get(each) for each in CODES], code), ".pdf")
