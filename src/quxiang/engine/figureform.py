"""What a figure is: one YAML file; who is in its numerator, over whom, per how many."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Protocol

from quxiang.engine.yamlform import Form, raise_if, read_form
from quxiang.problems import Problem

FIGURES_FOLDER = Path(__file__).parent / "figures"
KINDS = ("members", "subjects")
KEYS = (
    "code", "title", "standard", "order", "kind", "categories", "codes", "when", "per", "needs",
    "formula", "sentence", "clause", "basis", "confidence", "numerator", "denominator",
    "exclusive", "en",
)  # fmt: skip
#: columns of graduates figures can be grouped by; not by whoever filed: no rate by person (N6.1)
DIMENSIONS = (
    "school", "college", "residence", "major_code", "major_name", "direction", "level",
    "completion", "gender", "study_mode", "training_mode", "origin", "hardship",
    "teacher_student", "status", "code", "employer_nature", "industry", "job", "place_code",
)  # fmt: skip
#: the members of the flexible rate, when the settings name them
FLEXIBLE = "flexible_members"


class Settled(Protocol):
    """What of the settings decides about figures."""

    @property
    def flexible_members(self) -> tuple[str, ...] | None: ...

    @property
    def other_hire_is_employer(self) -> bool: ...


@dataclass(frozen=True)
class FigureRule:
    """One figure. ``categories`` are exclusive classes, ``codes`` two-digit parents."""

    code: str
    title: str
    standards: tuple[str, ...]
    order: int
    kind: str
    categories: tuple[str, ...]
    codes: tuple[str, ...]
    when: str
    per: int
    formula: str
    sentence: str
    clause: str
    basis: str
    confidence: str
    numerator: str
    denominator: str
    needs: tuple[str, ...]
    exclusive: bool
    en: Mapping[str, str]
    file: str

    def text(self, name: str, lang: str = "zh") -> str:
        """Return title, formula, sentence or basis in a language."""
        own = str(getattr(self, name))
        return self.en.get(name, own) if lang == "en" else own

    def applies(self, scheme: str, settings: Settled) -> bool:
        """Say whether a scheme has this figure under these settings."""
        if self.standards and scheme not in self.standards:
            return False
        return {
            "": True,
            "flexible_set": settings.flexible_members is not None,
            "flexible_unset": settings.flexible_members is None,
            "other_hire_apart": not settings.other_hire_is_employer,
        }[self.when]

    def members(self, settings: Settled) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Return the exclusive classes and the codes that count."""
        codes = settings.flexible_members or () if self.codes == (FLEXIBLE,) else self.codes
        return self.categories, codes


@lru_cache(maxsize=1)
def shipped_figures() -> tuple[FigureRule, ...]:
    """Return every shipped figure in the order they are shown."""
    return read_figures(FIGURES_FOLDER.glob("*.yaml"))


def read_figures(paths: Iterable[Path]) -> tuple[FigureRule, ...]:
    """Read figure files; refuse all of them for one bad file."""
    problems: list[Problem] = []
    forms = [(path, read_form(path, problems)) for path in sorted(paths)]
    figures = [_figure(form, path) for path, form in forms if form is not None]
    for _, form in forms:
        if form is not None:
            form.refuse_other(KEYS)
    raise_if(problems)
    return tuple(sorted(figures, key=lambda figure: (figure.order, figure.code)))


def _figure(form: Form, path: Path) -> FigureRule:
    en = form.form("en")
    return FigureRule(
        code=form.text("code"),
        title=form.text("title"),
        standards=form.names("standard"),
        order=int(form.text("order")),
        kind=form.text("kind", choices=KINDS),
        categories=form.names("categories"),
        codes=form.names("codes"),
        when=form.text("when", required=False),
        per=int(form.text("per")),
        formula=form.text("formula"),
        sentence=form.text("sentence"),
        clause=form.text("clause"),
        basis=form.text("basis"),
        confidence=form.text("confidence"),
        numerator=form.text("numerator", required=False),
        denominator=form.text("denominator", required=False),
        needs=form.names("needs"),
        exclusive=form.text("exclusive", required=False) == "true",
        en={name: en.text(name) for name in en.nodes} if en is not None else {},
        file=str(path),
    )
