"""What each caller of a survey did, and how far two who asked the same person agree."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Q

from quxiang.estimates.agreement import Agreement, kappa
from quxiang.web.verification.models import Call, SampledRecord, Survey
from quxiang.web.verification.states import ANSWERED, Outcome

#: answers below which no share is told
FEW = 30


@dataclass(frozen=True)
class Caller:
    """What one caller did: calls, records ended, how many answered and differed, second calls."""

    name: str
    calls: int
    ended: int
    answered: int
    inconsistent: int
    twice: Agreement

    @property
    def share(self) -> str:
        if self.answered < FEW:
            return f"{self.inconsistent}／{self.answered}（不足 {FEW} 人，不报比例）"
        return f"{self.inconsistent}／{self.answered}（{self.inconsistent / self.answered:.2%}）"

    @property
    def agreement(self) -> str:
        return agreement_words(self.twice)


def agreement_words(found: Agreement) -> str:
    """Return how far two agreed: κ with its interval, of few pairs only how many were alike."""
    if not found.pairs:
        return "没有复核"
    alike = f"{found.agreed}／{found.pairs} 次一致"
    if found.pairs < FEW:
        return f"{alike}（不足 {FEW} 次，不报 κ）"
    if found.kappa is None:
        return f"{alike}（两次结果只有一种，κ 无从计算）"
    return f"{alike}，κ = {found.kappa:.2f}（95 % 区间 {found.low:.2f}–{found.high:.2f}）"


def pairs_of(survey: Survey) -> list[tuple[int, str, str]]:
    """Return who made the first of two calls, and what both came to, where both were answered."""
    rows = SampledRecord.objects.filter(survey=survey, outcome__in=ANSWERED).order_by("pk")
    told: dict[int, dict[int, tuple[int, str]]] = defaultdict(dict)
    for graduate, number, by, outcome in rows.values_list(
        "graduate_id", "round", "done_by_id", "outcome"
    ):
        told[graduate][number] = (by, outcome)
    return [(each[1][0], each[1][1], each[2][1]) for each in told.values() if len(each) == 2]


def callers_of(survey: Survey, pairs: Sequence[tuple[int, str, str]]) -> list[Caller]:
    rows = SampledRecord.objects.filter(survey=survey, done_by__isnull=False).order_by()
    ended = {
        by: (count, answered, differing)
        for by, count, answered, differing in rows.values_list("done_by_id").annotate(
            n=Count("pk"), a=Count("pk", filter=Q(outcome__in=ANSWERED)),
            d=Count("pk", filter=Q(outcome=Outcome.INCONSISTENT)),
        )
    }  # fmt: skip

    calls = Call.objects.filter(record__survey=survey, undone_at__isnull=True).order_by()
    made = list(calls.values_list("by_id", "by__name").annotate(n=Count("pk")))
    return [
        Caller(
            name, count, *ended.get(by, (0, 0, 0)),
            kappa([(first, last) for first_by, first, last in pairs if first_by == by]),
        )
        for by, name, count in sorted(made, key=lambda each: each[1])
    ]  # fmt: skip
