"""The signals there are, and what an office calls them."""

from __future__ import annotations

from functools import lru_cache

from quxiang.engine.figureform import FigureRule, shipped_figures

#: the one signal that is no rate: how many inversions were found
INVERSIONS = "inversion_findings"
INVERSION_RULE = "T103"


@lru_cache(maxsize=1)
def signals() -> dict[str, FigureRule | None]:
    """Return every signal by name, with its figure; the inversions have none."""
    figures = {figure.code: figure for figure in shipped_figures() if figure.kind == "subjects"}
    return {**figures, INVERSIONS: None}


def signal_title(name: str, lang: str = "zh") -> str:
    """Return what a person calls a signal."""
    figure = signals()[name]
    if figure is None:
        return "inversions" if lang == "en" else "倒挂"
    return figure.text("title", lang)
