"""What verifying a snapshot found: what was looked at, and every difference by name."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from quxiang.problems import Problem, Where


@dataclass(frozen=True, slots=True)
class TableSeen:
    """A table looked at; ``state`` is same, changed, missing or retired."""

    name: str
    rows: int
    state: str


@dataclass(frozen=True, slots=True)
class RunSeen:
    """A run looked at; ``state`` is same, differs or not_recomputed."""

    name: str
    figures: int
    findings: int
    state: str


@dataclass(frozen=True, slots=True)
class Link:
    """A manifest of the chain, newest first; ``state`` is same, changed or missing."""

    name: str
    sha256: str
    state: str


@dataclass
class Report:
    """Everything verifying said. It verifies where there are no ``differences``.

    ``notices`` are sentences about what was not looked at, or not as it was then; it is
    ``complete`` where everything was looked at and worked out again.
    """

    folder: Path
    sha256: str
    differences: list[Problem] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)
    tables: list[TableSeen] = field(default_factory=list)
    runs: list[RunSeen] = field(default_factory=list)
    chain: list[Link] = field(default_factory=list)
    complete: bool = True

    def differs(
        self, code: str, message: str, *, file: str = "", cell: str = "", value: str = ""
    ) -> None:
        """Add one difference: the file it is in, the row or line, what was found."""
        where = Where(file=file, cell=cell)
        self.differences.append(Problem(code, message, _REMEDIES.get(code, ""), where, value))

    def leave_out(self, notice: str) -> None:
        """Say what was not looked at."""
        self.complete = False
        self.notices.append(notice)

    def codes(self) -> Iterator[str]:
        return (each.code for each in self.differences)


_RESTORE = "请从备份取回原来的文件。"
_REMEDIES = {
    "manifest_changed": _RESTORE,
    "seal_missing": "请从备份取回 manifest.sha256。",
    "not_the_expected": "请核对给出的散列，或取回原来的快照。",
    "table_changed": _RESTORE,
    "table_missing": "请从备份取回；保存期满的数据应由 quxiang snapshot retire 删除，会留下记录。",
    "unknown_file": "请移走这个文件。",
    "row_digests_changed": _RESTORE,
    "run_changed": _RESTORE,
    "run_missing": "请从备份取回运行；运行时中断的，再运行一次。",
    "run_of_another": "请把这次运行移回它自己的快照。",
    "retired_unfinished": "请再运行一次 quxiang snapshot retire，或移走这份记录。",
    "rule_changed": _RESTORE,
    "rule_missing": _RESTORE,
    "results_changed": _RESTORE,
    "results_missing": _RESTORE,
    "chain_of_another": "请取回上一份快照原来的清单。",
    "chain_changed": "请取回上一份快照原来的清单。",
    "chain_missing": "请用 --previous-snapshot 指明上一份快照在哪里。",
}
