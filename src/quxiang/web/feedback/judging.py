"""The five signals of every college, read from a run: counts, rate, threshold, what they mean."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from quxiang.engine.results import Finding
from quxiang.engine.signalform import INVERSION_RULE, INVERSIONS, signal_title, signals
from quxiang.engine.snapshots import Run, open_snapshot, runs_of
from quxiang.engine.snapshots.results import FigureLine
from quxiang.problems import Problem, UnusableError
from quxiang.web.alerts.models import RuleRun

#: the signals in the Ministry's order, each with the rule that compares it with a threshold;
#: of complaints that proved true there is no threshold
JUDGED = {
    "inconsistency_rate": "F701", "suspect_rate": "F702", "error_rate": "F703",
    "complaint_rate": "F704", "complaint_upheld_rate": "", INVERSIONS: "F705",
}  # fmt: skip
INVERSION_FORMULA = "未了结的去向落实率倒挂处数（待核的不计）；是处数，不是比率"
INVERSION_BASIS = "本系统的工作定义，官方定义未公开"
COLLEGE = "college"
Parameters = Mapping[str, Mapping[str, object]]
_OPTION = re.compile("（--[a-z-]+）")


@dataclass(frozen=True)
class Definition:
    """What a signal is: in words, by which formula, on what basis, and its threshold."""

    name: str
    title: str
    formula: str
    clause: str
    basis: str
    threshold: str
    #: why it was not judged, or judged in part
    lacking: str = ""


@dataclass(frozen=True)
class Count:
    """One signal of one unit; ``over`` as its rule found, ``small`` below the least denominator."""

    numerator: int
    denominator: int | None
    rate: str
    over: bool = False
    small: bool = False
    title: str = ""


@dataclass(frozen=True)
class Judged:
    """The signals of a run: what they mean, and their counts by unit and name."""

    definitions: Sequence[Definition]
    counts: Mapping[str, Mapping[str, Count]]
    #: whether inversions were looked for, if only in part
    inverted: bool

    def of(self, unit: str) -> list[Count]:
        """Return a college's counts in the order of the definitions; the school's without one.

        What was not counted has no rate. Where inversions were looked for, none is nought.
        """
        found = dict(self.counts.get(unit, {}))
        if self.inverted:
            found.setdefault(INVERSIONS, Count(0, None, "0 处"))
        none = Count(0, None, "—")
        return [replace(found.get(e.name, none), title=e.title) for e in self.definitions]


def judged(run: RuleRun) -> Judged:
    """Read the signals of a run that came to its end; raises ``UnusableError`` for a changed one.

    What lies beside a snapshot never changes, so it is read once a process.
    """
    if run.snapshot is None:
        raise ValueError(run.pk)  # a run that is done has one
    return _judged(run.snapshot.path, run.folder)


@lru_cache(maxsize=32)
def _judged(folder: Path, name: str) -> Judged:
    recorded = found_run(folder, name)
    parameters, findings = recorded.manifest.parameters, recorded.findings()
    over = {
        (_unit(each.subject.key), each.rule)
        for each in findings
        if each.rule in JUDGED.values() and each.verdict == "fault"
    }
    counts: dict[str, dict[str, Count]] = {}
    for line in recorded.figures():
        if line.code in JUDGED and line.group.keys() <= {COLLEGE}:
            unit, rule = line.group.get(COLLEGE, ""), JUDGED[line.code]
            counts.setdefault(unit, {})[line.code] = Count(
                line.numerator, line.denominator, _rate(line), (unit, rule) in over,
                line.denominator < _whole(parameters, rule, "base"),
            )  # fmt: skip
    for unit, number in _inversions(findings).items():
        is_over = (unit, JUDGED[INVERSIONS]) in over
        counts.setdefault(unit, {})[INVERSIONS] = Count(number, None, f"{number} 处", is_over)
    lines = recorded.not_run()
    why = {each.rule: _OPTION.sub("", each.reason) for each in lines}
    inverted = INVERSION_RULE not in {each.rule for each in lines if not each.partial}
    return Judged([_defined(code, parameters, why) for code in JUDGED], counts, inverted)


def found_run(folder: Path, name: str) -> Run:
    """Return a run that lies beside a snapshot; raises ``UnusableError`` where it is gone."""
    for each in runs_of(open_snapshot(folder)):
        if each.name == name:
            return each
    message = "这次运行的结果不在了，可能已按保存期限删除。"
    raise UnusableError(Problem("run_gone", message, "请重新运行规则。"))


def _unit(key: Mapping[str, str]) -> str:
    """Return the college a finding about a unit names; nothing for the school."""
    return key.get("unit", "") if key.get("unit_kind") == COLLEGE else ""


def _inversions(findings: Iterable[Finding]) -> Counter[str]:
    sure = (each for each in findings if each.rule == INVERSION_RULE and each.verdict == "fault")
    told = (each.subject.key for each in sure)
    return Counter(_unit(key) for key in told if key.get("unit_kind") in (COLLEGE, "school"))


def _rate(line: FigureLine) -> str:
    if line.rate is None:
        return "—"
    return f"{line.rate} %" if line.per == 100 else f"每千人 {line.rate} 件"


def _whole(parameters: Parameters, rule: str, name: str) -> int:
    value = parameters.get(rule, {}).get(name, 0)
    return value if isinstance(value, int) else 0


def _defined(code: str, parameters: Parameters, why: Mapping[str, str]) -> Definition:
    rule, figure = JUDGED[code], signals()[code]
    return Definition(
        code, signal_title(code),
        figure.formula if figure is not None else INVERSION_FORMULA,
        figure.clause if figure is not None else "N5",
        figure.basis if figure is not None else INVERSION_BASIS,
        _threshold(code, parameters), why.get(code, "") or why.get(rule, ""),
    )  # fmt: skip


def _threshold(code: str, parameters: Parameters) -> str:
    """Return a threshold in words, as it stood in the run."""
    rule = JUDGED[code]
    limit, base = _whole(parameters, rule, "limit"), _whole(parameters, rule, "base")
    if not rule or rule not in parameters:
        return "不设界限" if not rule else "这次没有判断"
    if code == INVERSIONS:
        return f"{limit} 处及以上"
    unit = f"每千人超过 {limit} 件" if code == "complaint_rate" else f"超过 {limit} %"
    least = _whole(parameters, rule, "least")
    more = f"，且不少于 {least} 件" if least else ""
    return f"{unit}{more}（分母不足 {base} 人的不判断）"
