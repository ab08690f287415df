"""What becomes of a case a run does not find any more: explained, withdrawn, or confirmed gone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from quxiang.web.alerts.found import causes
from quxiang.web.alerts.models import Case, CaseEvent
from quxiang.web.alerts.states import CASES, CaseState, Outcome
from quxiang.web.common.columns import among
from quxiang.web.common.states import move_all

if TYPE_CHECKING:
    from quxiang.web.alerts.services.reconciling import Ran

Kind = CaseEvent.Kind
WITHDRAWN = "运行不再发现，期间无人答复。"
EXEMPT = "按豁免第 {} 号，不再要求答复；豁免结束后会再次提出。"


def vanish(ran: Ran, missing: Sequence[Case]) -> int:
    """Settle the cases that were not found; return how many are gone.

    Nothing is said of a case whose rule did not run, or whose period is over. One that another
    finding explains now waits with its cause. What is exempt closes and says by which exemption.
    What nobody answered is withdrawn, for everybody to see; of an answer it is noted that the run
    bears it out.
    """
    looked = [each for each in missing if _looked_for(ran, each)]
    exempt = [each for each in looked if each.fingerprint in ran.exempted]
    _exempt(ran, exempt)
    looked = [each for each in looked if each.fingerprint not in ran.exempted]
    muted = dict(_muted(ran, looked))
    for code in sorted(set(muted.values())):
        keys = [key for key, cause in muted.items() if cause == code]
        Case.objects.filter(among(Case, "id", keys)).exclude(muted_by=code).update(muted_by=code)
    gone = [each for each in looked if each.pk not in muted]
    _withdraw(ran, [each for each in gone if each.state == CaseState.OPEN])
    answered = [each for each in gone if each.state == CaseState.ANSWERED and each.gone_at is None]
    _note_gone(ran, answered)
    return len(gone)


def _looked_for(ran: Ran, case: Case) -> bool:
    """Say whether this run would have found it: its rule ran whole, in the same period."""
    if not case.fingerprint or case.rule not in ran.rules:
        return False
    return not case.window or case.window == ran.windows.get(case.rule)


def _muted(ran: Ran, cases: Sequence[Case]) -> Iterator[tuple[int, str]]:
    """Give the cases a fault of another rule explains now, as the engine mutes them."""
    by_rule: dict[str, list[Case]] = defaultdict(list)
    for case in cases:
        by_rule[case.rule].append(case)
    told = list(causes([each.finding for each in ran.found.values()], ran.explains))
    for cause, effect, key in told:
        for case in by_rule.get(effect, ()):
            shared = key.keys() & case.key.keys()
            if shared and all(key[name] == case.key[name] for name in shared):
                yield case.pk, cause


def _withdraw(ran: Ran, cases: Sequence[Case]) -> None:
    if not cases:
        return
    move_all(
        cases, CASES["withdraw"], by=None, reason=WITHDRAWN, outcome=Outcome.WITHDRAWN,
        closed_at=ran.at, gone_at=ran.at, muted_by="",
    )  # fmt: skip
    _note(ran, cases, Kind.WITHDRAWN)


def _exempt(ran: Ran, cases: Sequence[Case]) -> None:
    """Close what is exempt now, answered or not; it is found still, and opens when that ends."""
    groups: dict[tuple[str, int], list[Case]] = defaultdict(list)
    for case in cases:
        groups[(case.state, ran.exempted[case.fingerprint])].append(case)
    for (_, key), group in groups.items():
        move_all(
            group, CASES["exempt"], by=None, reason=EXEMPT.format(key), outcome=Outcome.EXEMPTED,
            closed_at=ran.at, exemption_id=key, muted_by="",
        )  # fmt: skip
        _note(ran, group, Kind.EXEMPTED, EXEMPT.format(key))


def _note_gone(ran: Ran, cases: Sequence[Case]) -> None:
    keys = [each.pk for each in cases]
    Case.objects.filter(among(Case, "id", keys)).update(gone_at=ran.at, muted_by="")
    _note(ran, cases, Kind.GONE)


def _note(ran: Ran, cases: Sequence[Case], kind: CaseEvent.Kind, text: str = "") -> None:
    from quxiang.web.alerts.services.reconciling import note  # noqa: PLC0415 - they need each other

    note(ran, [(each.pk, kind) for each in cases], {each.pk: text for each in cases})
