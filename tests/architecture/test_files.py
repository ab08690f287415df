"""What is committed: no path of anybody's machine, no download address, licences beside copies."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
VENDOR = ROOT / "src" / "quxiang" / "reports" / "static" / "vendor"

# Written so that this file does not match itself.
FORBIDDEN = {
    "a home directory": r"(?<![\w.])/(?:home|Users)/\w+/|(?<![\w.])/roo[t]/|[A-Z]:\\Users\\",
    "a download address": r"://\S+\.(?:whl|tgz|tar\.gz)\b",
    "a package index": r"(?m)^\s*(?:--)?(?:extra-)?index-url\b|\"resolved\": *\"http",
    "a registry's host": r"pypi[.]org|python[h]osted|npmjs[.](?:org|com)|npm[m]irror|tuna[.]tsing",
}


def committed_texts() -> dict[str, str]:
    """Return what git would commit, files not yet added included, binary files left out."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, capture_output=True, check=True,
    )  # fmt: skip
    texts = {}
    for name in listed.stdout.decode().split("\0"):
        data = (ROOT / name).read_bytes() if name and (ROOT / name).is_file() else b""
        if data and b"\0" not in data[:8192]:
            texts[name] = data.decode("utf-8", errors="replace")
    return texts


@pytest.fixture(scope="module")
def texts() -> dict[str, str]:
    return committed_texts()


@pytest.mark.parametrize("what", FORBIDDEN)
def test_no_file_holds(what: str, texts: dict[str, str]) -> None:
    found = {
        name: match[0]
        for name, text in texts.items()
        if (match := re.search(FORBIDDEN[what], text))
    }
    assert found == {}


def test_no_file_names_the_folder_it_was_written_in(texts: dict[str, str]) -> None:
    if len(ROOT.parts) < 4:  # /src/ or /app/ would be found in good paths too
        return
    assert [name for name, text in texts.items() if f"{ROOT}/" in text] == []


def test_every_front_end_file_lies_beside_its_licence() -> None:
    names = {path.name for path in VENDOR.iterdir()}
    scripts = [name for name in names if name.endswith(".js")]
    assert scripts
    assert [name for name in scripts if f"{name.split('.')[0]}.LICENSE" not in names] == []


def test_no_front_end_file_points_to_a_source_map() -> None:
    assert [p.name for p in VENDOR.glob("*.js") if "sourceMappingURL" in p.read_text("utf-8")] == []
