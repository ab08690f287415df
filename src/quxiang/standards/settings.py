"""What a school decides for a cohort: who counts, since when, and how the calendar is read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from functools import cached_property
from types import MappingProxyType
from typing import Any

from quxiang.standards.sources import digest

STATUSES = ("预计毕业", "毕业", "结业", "结业换毕业证", "延期", "休学", "退学", "肄业", "死亡")
COUNTED_STATUSES = STATUSES[:4]
COUNTS_FROM = ("in_review", "signed", "entered")
SWING_UNITS = ("points", "relative")

Value = int | str | bool | tuple[int | str | bool, ...]


@dataclass(frozen=True, slots=True)
class CalendarSettings:
    """How N4 is read. Days are ``MM-DD`` of the cohort's year.

    An inclusive deadline counts its own day (含当日), an exclusive one (不含当日) does not.
    """

    monthly_inclusive: bool = False
    weekly_inclusive: bool = False
    self_check_on: str = "07-24"
    self_check_inclusive: bool = False
    update_on: str = "08-30"
    update_inclusive: bool = False
    ministry_closing_on: str = "08-31"
    substitutes_on: str = "07-15"
    bulletins_from: str = "06-15"
    texts_on: str = "08-01"
    until_december: bool = False


@dataclass(frozen=True)
class Settings:
    """The settings of one cohort, printed with every figure that depends on them.

    ``flexible_members`` is ``None`` until the centre has chosen: then both readings are printed.
    ``rules`` holds overrides of rule parameters by rule code.
    """

    version: int = 1
    scheme: str = "2024"
    cohort: str | None = None
    counted_statuses: tuple[str, ...] = COUNTED_STATUSES
    counts_from: str = "entered"
    flexible_members: tuple[str, ...] | None = None
    other_hire_is_employer: bool = True
    swing_unit: str = "points"
    swing_base: int = 30
    own_school_codes: tuple[str, ...] = ()
    calendar: CalendarSettings = CalendarSettings()
    rules: Mapping[str, Mapping[str, Value]] = field(
        default_factory=lambda: MappingProxyType({}), hash=False
    )

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the canonical JSON of every setting."""
        return digest(self.values)

    @property
    def values(self) -> Mapping[str, Any]:
        """Return every setting by name, as :func:`settings_of_values` takes them back."""
        plain = {name: value for name, value in vars(self).items() if name != "digest"}
        return plain | {"calendar": asdict(self.calendar)}

    @property
    def overrides(self) -> Mapping[str, Mapping[str, Value]]:
        """Return rule parameters by rule: the swing's unit and base, then ``rules``."""
        swing: dict[str, Value] = {"unit": self.swing_unit, "base": self.swing_base}
        return MappingProxyType({**self.rules, "T101": {**swing, **self.rules.get("T101", {})}})
