"""What a row of a code table knows about itself, and how sure we are of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

#: what the first level of every scheme is called
CLASSES: Mapping[str, str] = MappingProxyType(
    {"employed": "就业", "further_study": "升学", "none": "未就业"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sourced:
    """Where a row rests and how sure it is; ``overlaid`` names the fields a school has set."""

    basis: str = ""
    confidence: str = ""
    overlaid: tuple[str, ...] = ()

    @property
    def unverified(self) -> bool:
        """Say whether the row must be shown as unverified: so marked, or of low confidence."""
        return "unverified" in self.basis or "low" in self.confidence


@dataclass(frozen=True, slots=True, kw_only=True)
class Row(Sourced):
    """A row of a code table; ``level`` is 0 where a table has no levels, ``extra`` what is left."""

    code: str
    name: str
    parent: str = ""
    level: int = 0
    extra: Mapping[str, str] = field(default_factory=dict)

    @property
    def internal(self) -> bool:
        """Say whether the code is our own (``70-QZZ``) and must carry no official look."""
        return "-" in self.code

    @property
    def last_part(self) -> str:
        """Return the part of ``父级—子级`` after the dash, or the whole name."""
        return self.name.rpartition("—")[2]


@dataclass(frozen=True, slots=True, kw_only=True)
class Destination(Row):
    """A destination: ``group`` is its exclusive class (table ``destination_group``), ``cls`` that
    group's place among CLASSES.

    Levels 1 and 2 are headings; only levels 3 and 4 can be filed.
    """

    group: str
    cls: str
    definition: str = ""
    evidence: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RequiredField(Sourced):
    """A field a destination asks for: an engine column, or one of ``alternatives`` instead."""

    code: str
    field: str
    alternatives: tuple[str, ...]
    severity: str  # error | notice


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence(Sourced):
    """What proves a destination: the text as printed, and alternatives, one of which will do."""

    code: str
    text: str
    alternatives: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RequiredEvidence(Sourced):
    """A kind of paper a destination asks for, or one of ``alternatives`` instead.

    With a ``startup_form`` it is asked of that form only. An official list is a kind: ``list``.
    """

    code: str
    kind: str
    alternatives: tuple[str, ...]
    startup_form: str
    severity: str  # error | notice


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeConflict(Sourced):
    """Which values of ``field`` go with ``value`` of ``given``; ``fits`` may begin with ``!``.

    Where ``fits`` is empty the field must be empty; a ``doubtful`` value asks for a look only.
    """

    given: str
    value: str
    field: str
    fits: str
    doubtful: tuple[str, ...]
    reason: str
    severity: str  # error | notice

    def certain(self, value: str) -> bool | None:
        """Say of a value whether it conflicts for certain; ``None`` where it does not."""
        if value in self.doubtful:
            return False
        refused = self.fits.startswith("!")
        listed = value in self.fits.removeprefix("!").split("|")
        return None if listed != refused else self.severity == "error"


@dataclass(frozen=True, slots=True, kw_only=True)
class Indicator(Sourced):
    """A figure of a scheme as the sources define it; the engine's own figures cite it."""

    figure: str
    short: str
    name: str
    numerator: str
    denominator: str
    formula: str
