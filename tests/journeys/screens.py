"""Take pictures of every page: ``python3 dev.py screens FOLDER``, by default ``screens``."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser

import conftest  # noqa: F401 - sets Django up, over a folder that is thrown away
from journeys.installation import Installation, seeded, served
from journeys.pages import STRANGER, Shot, shots
from journeys.visitors import visitor
from reports.screens import browser

#: a folder each: on a phone, in the dark, on paper
LOOKS = {
    "1280": (False, False, False), "390": (True, False, False), "1280-dark": (False, True, False),
    "print": (False, False, True),
}  # fmt: skip


def take(folder: Path) -> int:
    """Serve the demo school and picture every page at each look; return how many pictures."""
    with (
        tempfile.TemporaryDirectory() as home,
        served(seeded(Path(home)), demo=True) as school,
        browser() as chromium,
    ):
        listed = shots(school.ask("journeys.places"))
        return sum(_taken(chromium, school, listed, folder, look) for look in LOOKS)


def _taken(
    chromium: Browser, school: Installation, listed: list[Shot], folder: Path, look: str
) -> int:
    phone, dark, paper = LOOKS[look]
    (folder / look).mkdir(parents=True, exist_ok=True)
    for who in dict.fromkeys(shot.who for shot in listed):
        with visitor(chromium, school, phone=phone, dark=dark) as made:
            if who != STRANGER:
                made.log_in_as(who)
            if paper:
                made.page.emulate_media(media="print")
            for shot in (each for each in listed if each.who == who):
                made.open(shot.path).screenshot(
                    path=folder / look / f"{shot.name}.png", full_page=True
                )
                if made.overflow > 0:
                    sys.stdout.write(f"{look} {shot.name}: {made.overflow} px too wide\n")
    return len(listed)


if __name__ == "__main__":
    target = Path(sys.argv[1] if len(sys.argv) > 1 else "screens").resolve()
    sys.stdout.write(f"{take(target)} pictures in {target}\n")
