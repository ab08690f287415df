"""A pack: one zip that says of itself what is in it, written as a stream and checked off-line.

``manifest.json`` lists every other file with size and SHA-256; ``manifest.sha256`` holds its own
hash, the root, which whoever makes a pack keeps elsewhere (on paper, in the trail). Where a unit
seals, ``manifest.p7s`` is its seal over the manifest, and the manifest says that there is one.
"""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any, BinaryIO

MANIFEST, ROOT, SEAL = "manifest.json", "manifest.sha256", "manifest.p7s"
#: what a pack is itself, beside what it holds
OWN = (MANIFEST, ROOT, SEAL)
SCHEMA = 1
#: what would lead out of the folder a pack is unfolded in, or mean something to a system
_BARRED = dict.fromkeys(map(ord, '\\:*?"<>|\r\n\t\0'), "_")


def safe(name: str) -> str:
    """Return one part of a path as any system may write it; never empty, never a folder above."""
    plain = name.translate(_BARRED).replace("/", "_").strip(". ")[:120]
    return plain or "_"


class Writer:
    """Writes a pack into anything with ``write``: what it holds at once is one chunk of a file.

    Beside that it keeps a line a file, for the manifest and the zip's own directory.
    """

    def __init__(self, out: BinaryIO, at: datetime) -> None:
        self._zip = zipfile.ZipFile(out, "w", zipfile.ZIP_STORED, allowZip64=True)
        self._at = at.timetuple()[:6]
        self._lines: list[bytes] = []
        self._names: set[str] = set()

    def add(self, path: str, chunks: Iterable[bytes], *, squeeze: bool = False) -> str:
        """Write one file; return its SHA-256. ``squeeze`` is for texts, pictures gain nothing.

        Raises ``ValueError`` for a path that was written before or is the pack's own.
        """
        if path in self._names or path in OWN:
            raise ValueError(path)
        self._names.add(path)
        size, digest = self._write(path, chunks, squeeze=squeeze)
        line = {"path": path, "size": size, "sha256": digest}
        self._lines.append(json.dumps(line, ensure_ascii=False).encode())
        return digest

    def close(
        self, about: Mapping[str, Any], *, by: str = "",
        seal: Callable[[bytes], bytes] | None = None,
    ) -> str:  # fmt: skip
        """Write the manifest with what is said ``about`` the pack; return the root.

        ``seal`` gives a seal over the manifest; ``by`` is who seals.
        """
        said = {"schema": SCHEMA, **about, "sealed_by": by if seal is not None else ""}
        head = json.dumps(said, ensure_ascii=False).encode()
        parts = [head[:-1], b', "files": [\n', b",\n".join(self._lines), b"\n]}\n"]
        _, root = self._write(MANIFEST, parts, squeeze=True)
        self._write(ROOT, [f"{root}  {MANIFEST}\n".encode()], squeeze=False)
        if seal is not None:
            self._write(SEAL, [seal(b"".join(parts))], squeeze=False)
        self._zip.close()
        return root

    @property
    def count(self) -> int:
        return len(self._lines)

    def _write(self, path: str, chunks: Iterable[bytes], *, squeeze: bool) -> tuple[int, str]:
        info = zipfile.ZipInfo(path, self._at)
        info.compress_type = zipfile.ZIP_DEFLATED if squeeze else zipfile.ZIP_STORED
        info.external_attr = 0o600 << 16
        size, digest = 0, hashlib.sha256()
        with self._zip.open(info, "w", force_zip64=True) as file:
            for chunk in chunks:
                file.write(chunk)
                digest.update(chunk)
                size += len(chunk)
        return size, digest.hexdigest()
