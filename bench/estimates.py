"""Campaigns of calls on made-up schools whose truth is known: does the interval hold it?

``python -m bench.estimates``: 1,000 campaigns a truth and design. Each draws a school anew, so
that the share that is true differs a little from one to the next; its sample is drawn, and who
answers is chance that differs by stratum.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from bench.measure import cost, machine
from quxiang.estimates.drawing import Unit, drawn, frame_hash
from quxiang.estimates.proportions import Answers, Estimate, estimated
from quxiang.estimates.sizes import Stratum, allocated, needed

TRUTHS = (0.01, 0.05, 0.20, 0.90)
COLLEGES, CLASSES = 12, 6
#: heads of a college's classes: a large one, a few of usual size, tiny ones that are risky
SHARES = (0.55, 0.25, 0.12, 0.04, 0.025, 0.015)
RISKY = (4, 5)


@dataclass(frozen=True)
class Design:
    """How a campaign asks: whom, how many, and how many of them answer."""

    title: str
    heads: int
    half_width: float
    minimum: int
    whole: bool
    answers: tuple[float, float]


DESIGNS = (
    Design("比例分配，全部应答", 5000, 0.05, 0, whole=False, answers=(1.0, 1.0)),
    Design("每层至少 5 人", 5000, 0.05, 5, whole=False, answers=(1.0, 1.0)),
    Design("重点类别全查", 5000, 0.05, 2, whole=True, answers=(1.0, 1.0)),
    Design("重点类别全查，应答 50%–90%", 5000, 0.05, 2, whole=True, answers=(0.5, 0.9)),
    Design("大样本 ±2%，应答 50%–90%", 5000, 0.02, 2, whole=True, answers=(0.5, 0.9)),
    Design("小学校，重点全查，应答 50%–90%", 600, 0.05, 2, whole=True, answers=(0.5, 0.9)),
    Design("小样本 ±10%，应答 60%–80%", 5000, 0.10, 0, whole=False, answers=(0.6, 0.8)),
)


@dataclass(frozen=True)
class Cell:
    """What came of one truth and design."""

    design: Design
    truth: float
    covered: float
    width: float
    answered: float


def campaign(design: Design, truth: float, chance: np.random.Generator) -> tuple[Estimate, float]:
    """Do one campaign on a school made for it; return what it says, and what is so."""
    colleges = chance.dirichlet(np.full(COLLEGES, 8.0))
    sizes = chance.multinomial(design.heads, np.outer(colleges, SHARES).ravel())
    # strata differ: risky classes have two and a half times the odds of the others
    odds = truth / (1 - truth) * np.exp(chance.normal(0, 0.4, sizes.size))
    risky = np.isin(np.arange(sizes.size) % CLASSES, RISKY)
    odds[risky] *= 2.5
    rates = odds / (1 + odds)
    yes = chance.binomial(sizes, rates)
    strata = [
        Stratum(int(n), bool(design.whole and each)) for n, each in zip(sizes, risky, strict=True)
    ]
    rest = sum(each.size for each in strata if not each.whole)
    wanted = allocated(strata, needed(rest, design.half_width), design.minimum)
    answering = chance.uniform(*design.answers, sizes.size)
    told = []
    for at, (n, asked) in enumerate(zip(sizes, wanted, strict=True)):
        answered = chance.binomial(asked, answering[at])
        found = chance.hypergeometric(yes[at], n - yes[at], answered) if answered else 0
        told.append(Answers(str(at % CLASSES), int(n), int(answered), int(found)))
    return estimated(told), float(yes.sum() / sizes.sum())


def cell(design: Design, truth: float, rounds: int, seed: int) -> Cell:
    chance = np.random.Generator(np.random.PCG64(seed))
    held, width, answered = 0, 0.0, 0
    for _ in range(rounds):
        said, true = campaign(design, truth, chance)
        held += said.low <= true <= said.high
        width += (said.high - said.low) / 2
        answered += said.answered
    return Cell(design, truth, held / rounds, width / rounds, answered / rounds)


def cells(rounds: int, seed: int = 8) -> Iterator[Cell]:
    for at, design in enumerate(DESIGNS):
        for number, truth in enumerate(TRUTHS):
            yield cell(design, truth, rounds, seed * 1000 + at * 10 + number)


def main() -> None:
    print(machine(), "\n")
    rows = list(cells(1000))
    print("| 设计 | " + " | ".join(f"真值 {each:.0%}" for each in TRUTHS) + " |")
    print("| --- |" + " --- |" * len(TRUTHS))
    for design in DESIGNS:
        mine = [each for each in rows if each.design is design]
        print(f"| {design.title} | " + " | ".join(map(_told, mine)) + " |")
    means = [np.mean([e.covered for e in rows if e.truth == truth]) for truth in TRUTHS]
    print("| 平均 | " + " | ".join(f"{each:.2%}" for each in means) + " |\n")
    spent = cost(lambda: print("抽取", len(draw(30_000)), "人"))
    print(f"30,000 人的名单计算散列并抽取：{spent.wall:.2f} s，CPU {spent.cpu:.2f} s")


def _told(each: Cell) -> str:
    return f"{each.covered:.1%} (±{each.width:.2%}, n={each.answered:.0f})"


def draw(heads: int) -> list[str]:
    """Hash a frame of so many and draw of each stratum, as a campaign is drawn."""
    units = [Unit(str(10**6 + at), f"{at % 25}|{at % 7}") for at in range(heads)]
    keys = sorted({each.stratum for each in units})
    counts = Counter(each.stratum for each in units)
    sizes = allocated([Stratum(counts[key]) for key in keys], needed(heads, 0.02), 5)
    return drawn(units, dict(zip(keys, sizes, strict=True)), frame_hash(units))


if __name__ == "__main__":
    main()
