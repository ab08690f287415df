"""One number of a bulletin as it is kept: what it is, of whom, from how many, and from where."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from quxiang.engine.results import Figure

#: where there was nothing to divide, or nothing was counted
NONE = "—"


@dataclass(frozen=True)
class Number:
    """A rate with both head counts; ``code`` and ``group`` say what explains it.

    ``source`` is the place in the bulletin's list of sources.
    """

    code: str
    title: str
    value: str = NONE
    numerator: int | None = None
    denominator: int | None = None
    group: str | None = None
    source: int = 0
    note: str = ""

    @property
    def counts(self) -> str:
        if self.numerator is None or not self.denominator:
            return ""
        return f"{self.numerator:,}/{self.denominator:,}"

    @property
    def data(self) -> dict[str, Any]:
        return asdict(self)


def of_figure(figure: Figure | None, code: str, title: str, group: str | None) -> Number:
    if figure is None:
        return Number(code, title, group=group)
    return Number(
        code, figure.title, f"{figure.text} %" if figure.text is not None else NONE,
        figure.numerator, figure.denominator, group,
    )  # fmt: skip


def rate(numerator: int, denominator: int) -> str:
    """Return a rate with two decimals, half up, from head counts alone."""
    if not denominator:
        return NONE
    part = (20_000 * numerator + denominator) // (2 * denominator)
    return f"{part // 100}.{part % 100:02d} %"


def points(now: Figure | None, before: Figure | None) -> str:
    """Return by how many points a rate changed, each of the two rounded as it was printed."""
    if now is None or before is None or now.rate is None or before.rate is None:
        return NONE
    step = now.rate - before.rate
    sign = "+" if step > 0 else "−" if step < 0 else "±"
    return f"{sign}{abs(step) // 100}.{abs(step) % 100:02d}"


def read(data: dict[str, Any]) -> Number:
    return Number(**data)
