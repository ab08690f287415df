"""Which files of the store are named by a row somewhere; what nothing names is swept."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from quxiang.web.evidence.models import Evidence

#: school and SHA-256 of files
Names = Iterable[tuple[int, str]]
_naming: list[Callable[[], Names]] = []


def names_files(names: Callable[[], Names]) -> Callable[[], Names]:
    """Register an app that keeps files in the store under rows of its own."""
    _naming.append(names)
    return names


@names_files
def of_evidence() -> Names:
    return Evidence.objects.order_by().values_list("school_id", "sha256").distinct().iterator()


def named_files() -> set[tuple[int, str]]:
    """Return every file a row names, whoever keeps it."""
    return {pair for names in _naming for pair in names()}
