"""A pack is checked without a server: whole, or what is missing, changed and added in it."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import zipfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

from quxiang import cli
from quxiang.packs.writing import MANIFEST, ROOT, Writer, safe

AT = datetime(2024, 8, 1, 9)
FILES = {
    "索引.html": b"<p>index</p>",
    "佐证材料/农学院/王-1.jpg": b"\xff\xd8" * 3000,
    "空.txt": b"",
}


def written(path: Path, files: dict[str, bytes] = FILES) -> str:
    with path.open("wb") as out:
        writer = Writer(out, AT)
        for name, content in files.items():
            writer.add(name, [content[:7], content[7:]], squeeze=name.endswith("html"))
        return writer.close({"school": "云梦大学", "cohort": "2024 届", "made_at": "2024-08-01"})


def again(path: Path, change: Callable[[dict[str, bytes]], None]) -> None:
    """Write a pack's files anew after a change, as somebody who meddles does."""
    with zipfile.ZipFile(path) as pack:
        files = {name: pack.read(name) for name in pack.namelist()}
    change(files)
    with zipfile.ZipFile(path, "w") as pack:
        for name, content in files.items():
            pack.writestr(name, content)


def verified(path: Path, *more: str) -> tuple[int, str]:
    done = subprocess.run(
        [sys.executable, "-m", "quxiang", "pack", "verify", str(path), *more],
        capture_output=True, text=True, encoding="utf-8", check=False,
    )  # fmt: skip
    return done.returncode, done.stdout + done.stderr


def test_a_whole_pack_is_whole_and_known_by_its_root(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "包.zip"
    root = written(path)
    assert cli.run(["pack", "verify", str(path)]) == 0
    assert "请再用 --root 核对" in capfd.readouterr().out
    assert cli.run(["pack", "verify", str(path), "--root", root.upper()]) == 0
    told = capfd.readouterr().out
    assert root in told
    assert "与另行记下的散列一致" in told
    assert cli.run(["pack", "verify", str(path), "--root", "0" * 64]) == 1
    assert "不是当初做成的那一份" in capfd.readouterr().out


@pytest.mark.parametrize(
    ("change", "kind", "name"),
    [
        (lambda files: files.pop("空.txt"), "missing", "空.txt"),
        (lambda files: files.update({"索引.html": b"<p>inde!</p>"}), "changed", "索引.html"),
        (lambda files: files.update({"索引.html": b"<p>index</p>."}), "changed", "索引.html"),
        (lambda files: files.update({"索引.html": b"<p>"}), "changed", "索引.html"),
        (lambda files: files.update({"新的.txt": b"x"}), "added", "新的.txt"),
        (lambda files: files.pop(ROOT), "missing", ROOT),
        (
            lambda files: files.update({MANIFEST: files[MANIFEST].replace(b"2024-08", b"2024-07")}),
            "changed", MANIFEST,
        ),
    ],
)  # fmt: skip
def test_whatever_was_done_to_a_pack_is_named(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], change: Callable[[dict[str, bytes]], None],
    kind: str, name: str,
) -> None:  # fmt: skip
    path = tmp_path / "包.zip"
    written(path)
    again(path, change)
    assert cli.run(["pack", "verify", str(path), "--format", "json"]) == 1
    found = json.loads(capfd.readouterr().out)["differences"]
    assert [(each["kind"], each["path"]) for each in found] == [(kind, name)]


def test_a_manifest_that_was_made_anew_is_told_by_the_root_alone(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "包.zip"
    root = written(path)
    written(path, {**FILES, "空.txt": b"forged"})
    assert cli.run(["pack", "verify", str(path)]) == 0
    capfd.readouterr()
    assert cli.run(["pack", "verify", str(path), "--root", root]) == 1


def test_a_damaged_byte_is_a_change_and_half_a_pack_is_no_pack(tmp_path: Path) -> None:
    path = tmp_path / "包.zip"
    written(path)
    content = path.read_bytes()
    at = content.index(b"\xff\xd8" * 100)
    path.write_bytes(content[:at] + b"\x00" + content[at + 1 :])
    code, told = verified(path)
    assert (code, "王-1.jpg" in told, "Traceback" in told) == (1, True, False)
    path.write_bytes(content[: len(content) // 2])
    code, told = verified(path)
    assert (code, "不是完整的压缩包" in told, "Traceback" in told) == (2, True, False)


@pytest.mark.parametrize("content", [b"", b"PK", b"%PDF-1.7", "不是包".encode()])
def test_what_is_no_pack_is_one_sentence(
    tmp_path: Path, content: bytes, capfd: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "包.zip"
    path.write_bytes(content)
    assert cli.run(["pack", "verify", str(path)]) == 2
    assert cli.run(["pack", "verify", str(tmp_path / "没有.zip")]) == 2
    assert "没有这个文件" in capfd.readouterr().err


def test_a_zip_without_a_manifest_and_one_with_nonsense_are_refused(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    for content in (None, b"{", b"[]", b'{"schema": 1}', b'{"schema": 9, "files": []}',
                    b'{"schema": 1, "files": [{"path": 1}]}'):  # fmt: skip
        path = tmp_path / "包.zip"
        with zipfile.ZipFile(path, "w") as pack:
            pack.writestr("a.txt", b"a")
            if content is not None:
                pack.writestr(MANIFEST, content)
        assert cli.run(["pack", "verify", str(path)]) == 2
        assert "。" in capfd.readouterr().err


def test_a_file_that_unfolds_to_more_than_is_listed_is_not_unfolded(tmp_path: Path) -> None:
    path = tmp_path / "包.zip"
    written(path)

    def swell(files: dict[str, bytes]) -> None:
        files["空.txt"] = b"0" * 50_000_000

    with zipfile.ZipFile(path) as pack:
        files = {name: pack.read(name) for name in pack.namelist()}
    swell(files)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as pack:
        for name, content in files.items():
            pack.writestr(name, content)
    code, told = verified(path)
    assert (code, "比清单里的 0 字节大" in told) == (1, True)


def test_it_knows_no_web_and_no_database(tmp_path: Path) -> None:
    path = tmp_path / "包.zip"
    written(path)
    script = (
        "import sys\nfrom quxiang.cli import run\n"
        f"code = run(['pack', 'verify', {str(path)!r}])\n"
        "heavy = {'django', 'duckdb', 'pyarrow', 'sqlglot'} & set(sys.modules)\n"
        "sys.exit(code or len(heavy))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_path_is_written_once_and_leads_nowhere_else() -> None:
    writer = Writer(io.BytesIO(), AT)
    writer.add("a", [b"a"])
    for name in ("a", MANIFEST, ROOT):
        with pytest.raises(ValueError, match=name):
            writer.add(name, [])
    assert [safe(each) for each in ("../a", "a/b", 'c:"d"', "..", "王 芳")] == [
        "_a", "a_b", "c__d_", "_", "王 芳",
    ]  # fmt: skip
