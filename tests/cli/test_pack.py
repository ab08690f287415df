"""A pack is checked without a server: whole, or what is missing, changed and added in it."""

from __future__ import annotations

import hashlib
import io
import json
import subprocess
import sys
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from quxiang import cli
from quxiang.packs.checking import check
from quxiang.packs.tables import Workbook
from quxiang.packs.writing import MANIFEST, ROOT, SEAL, Writer, safe
from quxiang.seals.detached import sign
from quxiang.seals.making import Keyed
from seals.making import authority, issued, revoking, unit
from seals.making import written as put

AT = datetime(2024, 8, 1, 9)
FILES = {
    "索引.html": b"<p>index</p>",
    "佐证材料/农学院/王-1.jpg": b"\xff\xd8" * 3000,
    "空.txt": b"",
}


ABOUT = {"school": "云梦大学", "cohort": "2024 届", "made_at": "2024-08-01"}


def written(path: Path, files: dict[str, bytes] = FILES, by: Keyed | None = None) -> str:
    def seal(manifest: bytes) -> bytes:
        assert by is not None
        return sign(hashlib.sha256(manifest).digest(), by, datetime.now(UTC))

    with path.open("wb") as out:
        writer = Writer(out, AT)
        for name, content in files.items():
            writer.add(name, [content[:7], content[7:]], squeeze=name.endswith("html"))
        return writer.close(ABOUT, by="云梦大学", seal=seal if by is not None else None)


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


def test_a_workbook_holds_every_text_as_it_is_and_no_formula() -> None:
    book = Workbook("标记 & <甲>")
    book.sheet("农学院/一", ("学号", "姓名"))
    book.row(("=1+1", "王\x00<&>\n芳"))
    book.row((None, "𠮷" * 3))
    book.sheet("农学院/一", ("只有表头",))
    found = openpyxl.load_workbook(io.BytesIO(book.close()))
    first, second = found.worksheets
    assert (first.title, second.title) == ("农学院_一", "农学院_一1")
    rows = [list(row) for row in first.values]
    assert rows[:3] == [["学号", "姓名"], ["=1+1", "王<&>\n芳"], ["", "𠮷𠮷𠮷"]]
    assert first["A2"].data_type != "f"
    assert rows[-1][0] == "标记 & <甲>"
    assert second["A1"].value == "只有表头"


def test_a_path_is_written_once_and_leads_nowhere_else() -> None:
    writer = Writer(io.BytesIO(), AT)
    writer.add("a", [b"a"])
    for name in ("a", MANIFEST, ROOT):
        with pytest.raises(ValueError, match=name):
            writer.add(name, [])
    assert [safe(each) for each in ("../a", "a/b", 'c:"d"', "..", "王 芳")] == [
        "_a", "a_b", "c__d_", "_", "王 芳",
    ]  # fmt: skip


TOP, ELSEWHERE = authority("云梦大学文件签章根证书"), authority("别处的根证书")
OWN = unit(TOP, name="云梦大学")
NOW = datetime.now(UTC)
OLD = issued(TOP, begins=NOW - timedelta(days=9), ends=NOW - timedelta(days=2), name="旧证书")


def sealed_by(keyed: Keyed) -> Callable[[dict[str, bytes]], None]:
    """Lay another seal over the manifest, as somebody with another certificate could."""

    def change(files: dict[str, bytes]) -> None:
        files[SEAL] = sign(hashlib.sha256(files[MANIFEST]).digest(), keyed, datetime.now(UTC))

    return change


def forged(files: dict[str, bytes]) -> None:
    """Change a file, and make the manifest and its hash anew."""
    files["空.txt"] = b"forged"
    manifest = json.loads(files[MANIFEST])
    for each in manifest["files"]:
        if each["path"] == "空.txt":
            each |= {"size": 6, "sha256": hashlib.sha256(b"forged").hexdigest()}
    files[MANIFEST] = json.dumps(manifest, ensure_ascii=False).encode()
    files[ROOT] = f"{hashlib.sha256(files[MANIFEST]).hexdigest()}  {MANIFEST}\n".encode()


def unsealed(files: dict[str, bytes]) -> None:
    """Take the seal away, and all the manifest says of it."""
    del files[SEAL]
    manifest = {**json.loads(files[MANIFEST]), "sealed_by": ""}
    files[MANIFEST] = json.dumps(manifest, ensure_ascii=False).encode()
    files[ROOT] = f"{hashlib.sha256(files[MANIFEST]).hexdigest()}  {MANIFEST}\n".encode()


@pytest.mark.parametrize(
    ("change", "wanted", "said"),
    [
        (lambda files: None, (0, True), "云梦大学的签章有效"),
        (lambda files: files.update({"空.txt": b"x"}), (1, True), "改动　空.txt　比清单里的"),
        (lambda files: files.pop("空.txt"), (1, True), "缺少　空.txt　清单里有，包里没有"),
        (lambda files: files.update({"新.txt": b"x"}), (1, True), "多出　新.txt　包里有"),
        (forged, (1, False), "签章之后文件被改动过（云梦大学的签章已不成立）"),
        (unsealed, (1, False), "清单没有单位签章，给出的根证书没有用上"),
        (lambda files: files.pop(SEAL), (1, False), "清单说由“云梦大学”签章，包里没有签章"),
        (lambda files: files.update({SEAL: b"broken"}), (1, False), "清单的签章读不出来"),
        (sealed_by(unit(ELSEWHERE, name="外单位")), (1, False),
         "证书（外单位）不是由信任的机构签发的"),
        (sealed_by(OLD), (1, False), "证书（旧证书）不在有效期内"),
    ],
)  # fmt: skip
def test_a_sealed_pack_says_in_a_sentence_what_was_done_to_it(
    tmp_path: Path, capfd: pytest.CaptureFixture[str],
    change: Callable[[dict[str, bytes]], None], wanted: tuple[int, bool], said: str,
) -> None:  # fmt: skip
    path, root = tmp_path / "包.zip", put(tmp_path, "root.pem", TOP.certificate)
    written(path, by=OWN)
    again(path, change)
    asked = ["pack", "verify", str(path), "--trust", root]
    code, holds = wanted
    assert cli.run(asked) == code
    assert said in capfd.readouterr().out
    assert cli.run([*asked, "--format", "json"]) == code
    assert json.loads(capfd.readouterr().out)["seal"]["holds"] is holds


def test_a_seal_says_what_was_not_looked_at_and_what_is_no_certificate_is_refused(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    path, root = tmp_path / "包.zip", put(tmp_path, "root.pem", TOP.certificate)
    written(path, by=OWN)
    assert cli.run(["pack", "verify", str(path)]) == 0
    assert "没有给 --trust，签章的证书是否可信没有核验" in capfd.readouterr().out
    asked = ["pack", "verify", str(path), "--trust", root, "--crl"]
    assert cli.run([*asked, put(tmp_path, "a.crl", revoking(TOP))]) == 0
    assert "吊销" not in capfd.readouterr().out
    assert cli.run([*asked, put(tmp_path, "b.crl", revoking(TOP, OWN))]) == 1
    assert "证书（云梦大学）已被吊销" in capfd.readouterr().out
    assert cli.run(["pack", "verify", str(path), "--trust", str(path)]) == 2
    assert "不是证书" in capfd.readouterr().err
    written(path)
    assert cli.run(["pack", "verify", str(path)]) == 0
    assert "清单没有单位签章" in capfd.readouterr().out


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(at=st.integers(0, 10_000), flip=st.integers(1, 255))
def test_no_byte_a_pack_holds_changes_without_being_told(
    tmp_path: Path, at: int, flip: int
) -> None:
    """Whatever byte of a file or of the manifest is another: told, and never a traceback."""
    path = tmp_path / "包.zip"
    root = written(path, by=OWN)
    with zipfile.ZipFile(path) as pack:
        files = {name: pack.read(name) for name in pack.namelist() if pack.read(name)}
    # behind the hash stands a name nobody reads, and a seal carries certificates it does not need
    files = {**files, ROOT: files[ROOT][:64]}
    name = sorted(files.keys() - {SEAL})[at % (len(files) - 1)]
    content, place = files[name], at % len(files[name])
    changed = content[:place] + bytes([content[place] ^ flip]) + content[place + 1 :]
    again(path, lambda all_: all_.update({name: changed}))
    if name == MANIFEST:
        code = cli.run(["pack", "verify", str(path), "--root", root])
        assert code in (1, 2)
    else:
        assert [each.path for each in check(path, root).differences] == [
            MANIFEST if name == ROOT else name
        ]
