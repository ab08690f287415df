"""The catalogue pages of ``docs/reference``: ``python -m quxiang.reports.catalogue [FOLDER]``."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from quxiang.reports.figurepage import figures_page
from quxiang.reports.rulepage import rules_page

FOLDER = Path("docs") / "reference"
PAGES: Mapping[str, Callable[[], str]] = {"rules.md": rules_page, "figures.md": figures_page}


def main(arguments: Sequence[str]) -> int:
    """Write every page anew into a folder."""
    folder = Path(arguments[0]) if arguments else FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    for name, page in PAGES.items():
        (folder / name).write_text(page(), encoding="utf-8")
        sys.stdout.write(f"{folder / name}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
