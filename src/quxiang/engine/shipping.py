"""Check the shipped rules when the package is made, so that no installation has to.

``python -m quxiang.engine.shipping`` writes what is learned beside the engine. Each file is named
by everything it was made from, so one that is out of date is simply not found.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from tempfile import TemporaryDirectory

from quxiang.engine.checked import checked_shipped, shipped_queries, view_facts
from quxiang.engine.remembered import SHIPPED


def ship(folder: Path) -> None:
    """Fill ``folder`` with what checking the shipped rules, views and figures learns."""
    with TemporaryDirectory() as cache:
        os.environ["XDG_CACHE_HOME"] = cache
        shutil.rmtree(folder, ignore_errors=True)
        view_facts()
        checked_shipped()
        shipped_queries()
        folder.mkdir()
        for made in (Path(cache) / "quxiang").iterdir():
            (folder / made.name).write_bytes(made.read_bytes())


if __name__ == "__main__":
    ship(SHIPPED)
