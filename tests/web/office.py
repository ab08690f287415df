"""Let an office program open a Word file, as whoever gets it does."""

from __future__ import annotations

import subprocess
from pathlib import Path

from web.papers import pages_of


def pages_in_office(word: bytes, folder: Path) -> list[str]:
    """Return the text of each page as LibreOffice lays it out."""
    (folder / "文件.docx").write_bytes(word)
    own = f"-env:UserInstallation=file://{folder}/office"
    command = ["soffice", "--headless", own, "--convert-to", "pdf", "--outdir", str(folder)]
    subprocess.run(
        [*command, str(folder / "文件.docx")], check=True, capture_output=True, timeout=180
    )
    return list(pages_of((folder / "文件.pdf").read_bytes()))
