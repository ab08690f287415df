"""Level of study and completion, kept apart; the official code says both (03 博士生结业)."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from quxiang.standards.sources import FOLDER, read_rows, shipped

_STUDY = {row["code"]: row for row in read_rows(FOLDER / "study_level.csv")}
_SPLIT = {
    code: (row["study_level"], row["completion"])
    for code, row in shipped("education_level", "").items()
}
#: codes of the levels of study, from the highest down
LEVELS: tuple[str, ...] = tuple(_STUDY)
COMPLETIONS: Mapping[str, str] = MappingProxyType(
    {"graduated": "毕业", "completed": "结业", "withdrawn": "肄业"}
)


def split(code: str) -> tuple[str, str]:
    """Return (level, completion) of an official code: 33 is (31, completed).

    Raises ``KeyError`` for a code that is not of the education level table.
    """
    return _SPLIT[code]


def rank(level: str) -> int:
    """Return the rank of a level; higher study has the higher rank. Raises ``KeyError``."""
    return int(_STUDY[level]["rank"])


def research(level: str) -> bool:
    """Say whether a level is of research students (研究生). Raises ``KeyError``."""
    return _STUDY[level]["research"] == "true"


def name(level: str) -> str:
    """Return what a level is called: 博士生. Raises ``KeyError``."""
    return _STUDY[level]["name"]


def completion_name(completion: str) -> str:
    """Return what a completion is called: 结业. Raises ``KeyError``."""
    return COMPLETIONS[completion]
