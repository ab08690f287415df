"""Check a pack off-line: what is missing, changed or added, against its manifest and the root."""

from __future__ import annotations

import hashlib
import json
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from quxiang.packs.writing import MANIFEST, OWN, ROOT, SCHEMA, SEAL
from quxiang.problems import Problem, UnusableError, Where

CHUNK = 1 << 20
#: a manifest of a million files; a larger one is no manifest
LARGEST = 400 << 20
#: more than any seal with its certificates
LARGEST_SEAL = 1 << 20
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError,
           ValueError)  # fmt: skip


@dataclass(frozen=True)
class Difference:
    """One thing that is not as the manifest says: missing, changed, added, or the root itself."""

    kind: str
    path: str
    told: str


@dataclass(frozen=True)
class Checked:
    """What a pack says of itself, how many files were read, and every difference.

    ``seal`` is the one beside ``manifest``, for whoever verifies seals; empty where there is none.
    """

    about: Mapping[str, Any]
    root: str
    files: int
    size: int
    differences: tuple[Difference, ...]
    manifest: bytes = b""
    seal: bytes = b""

    @property
    def sealed_by(self) -> str:
        return str(self.about.get("sealed_by") or "")


def check(path: Path, root: str = "") -> Checked:
    """Read every byte of a pack, chunk by chunk; ``root`` is what its maker kept elsewhere.

    Raises :class:`UnusableError` for what is no pack at all.
    """
    try:
        with zipfile.ZipFile(path) as pack:
            return _checked(pack, path, root.strip().lower())
    except FileNotFoundError as error:
        raise _unusable(path, "没有这个文件。", "请核对路径。") from error
    except _BROKEN as error:
        message = "这不是完整的压缩包，可能没有传完或已损坏。"
        raise _unusable(path, message, "请重新取得后再核对。") from error


def _checked(pack: zipfile.ZipFile, path: Path, root: str) -> Checked:
    manifest, content = _manifest(pack, path)
    digest = hashlib.sha256(content).hexdigest()
    found = list(_of_the_root(pack, digest, root))
    listed = {str(each["path"]): each for each in manifest["files"]}
    there = Counter(pack.namelist())
    size = 0
    for name, each in listed.items():
        if not there[name]:
            found.append(Difference("missing", name, "清单里有，包里没有。"))
            continue
        told = _fault(pack, name, each)
        size += int(each["size"])
        found += [Difference("changed", name, told)] if told else []
    for name, times in there.items():
        if name not in listed and name not in OWN:
            found.append(Difference("added", name, "包里有，清单里没有。"))
        elif times > 1:
            found.append(Difference("added", name, f"包里有 {times} 份同名的。"))
    about = {name: value for name, value in manifest.items() if name != "files"}
    seal = _seal(pack, about, found)
    return Checked(about, digest, len(listed), size, tuple(found), content, seal)


def _seal(pack: zipfile.ZipFile, about: Mapping[str, Any], found: list[Difference]) -> bytes:
    """Return the seal beside the manifest; one that is missing, or not spoken of, is told."""
    there, by = SEAL in pack.namelist(), str(about.get("sealed_by") or "")
    if by and not there:
        found.append(Difference("missing", SEAL, f"清单说由“{by}”签章，包里没有签章。"))
    if not there:
        return b""
    if not by:
        found.append(Difference("added", SEAL, "清单没有说到签章，签章是后来加的。"))
    content = _own(pack, SEAL)
    if not content:
        found.append(Difference("changed", SEAL, "签章读不出来，已损坏。"))
    return content


def _own(pack: zipfile.ZipFile, name: str) -> bytes:
    """Return a short file of the pack's own; nothing where it cannot be read."""
    try:
        with pack.open(name) as file:
            return bytes(file.read(LARGEST_SEAL))
    except _BROKEN:
        return b""


def _manifest(pack: zipfile.ZipFile, path: Path) -> tuple[dict[str, Any], bytes]:
    """Return the manifest, read and as it lies. Refuses a pack without one that can be read."""
    name = "这个压缩包"
    try:
        info = pack.getinfo(MANIFEST)
    except KeyError as error:
        raise _unusable(path, f"{name}里没有清单（{MANIFEST}）。", "它不是迎检材料包。") from error
    if info.file_size > LARGEST:
        raise _unusable(path, f"{name}的清单太大，无法读取。", "请重新取得后再核对。")
    try:
        content = pack.read(info)
        found = json.loads(content)
        entries = [(each["path"], int(each["size"]), each["sha256"]) for each in found["files"]]
    except (*_BROKEN, KeyError, TypeError) as error:
        message = f"{name}的清单读不出来，已损坏或被改动。"
        raise _unusable(path, message, "请重新取得后再核对。") from error
    if found.get("schema") != SCHEMA:
        raise _unusable(path, f"{name}由更新的版本做成。", "请换新版本的程序再核对。")
    if len({each for each, *_ in entries}) != len(entries):
        message = f"{name}的清单里有重复的文件名，已被改动。"
        raise _unusable(path, message, "请重新取得后再核对。")
    return found, content


def _of_the_root(pack: zipfile.ZipFile, digest: str, root: str) -> Iterator[Difference]:
    """Compare the manifest with the hash beside it, and with the one that was kept elsewhere."""
    if ROOT not in pack.namelist():
        yield Difference("missing", ROOT, "包里没有清单的散列。")
    elif _own(pack, ROOT)[:64].decode("ascii", "replace") != digest:
        yield Difference("changed", MANIFEST, "清单与包里记下的散列不同，清单被改动过。")
    if root and root != digest:
        told = f"清单的散列是 {digest}，与您给的不同：不是当初做成的那一份。"
        yield Difference("root", MANIFEST, told)


def _fault(pack: zipfile.ZipFile, name: str, listed: Mapping[str, Any]) -> str:
    """Say why a file is not what is listed; nothing where it is. No more is unfolded than that."""
    wanted, digest, size = int(listed["size"]), hashlib.sha256(), 0
    try:
        with pack.open(name) as file:
            for chunk in _chunks(file):
                size += len(chunk)
                if size > wanted:
                    return f"比清单里的 {wanted} 字节大。"
                digest.update(chunk)
    except _BROKEN:
        return "读不出来，已损坏。"
    if size < wanted:
        return f"只有 {size} 字节，清单里是 {wanted} 字节。"
    return "" if digest.hexdigest() == listed["sha256"] else "内容与清单里的散列不同。"


def _chunks(file: BinaryIO | Any) -> Iterator[bytes]:
    while chunk := file.read(CHUNK):
        yield chunk


def _unusable(path: Path, message: str, remedy: str) -> UnusableError:
    return UnusableError(Problem("pack", message, remedy, Where(file=path.name)))
