"""The web's side of the child process: hand an upload over, get back what is kept of it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import asdict
from typing import Any

from quxiang.web.evidence.intake.formats import looked_at
from quxiang.web.evidence.intake.limits import Limits, RefusedError
from quxiang.web.evidence.intake.prepared import Prepared

MEMORY = 3 << 29  # 1.5 GB: a photo of 50 million pixels with all its copies
SECONDS = 25
_MODULE = "quxiang.web.evidence.intake.child"


def prepared_apart(content: bytes, areas: str, limits: Limits) -> Prepared:
    """Return what is kept of an upload; ``areas`` as the page sends them.

    Raises :class:`RefusedError` for what cannot be used, also when the child does not come back.
    """
    facts, (kept, thumbnail) = _run({"do": "prepare", "areas": areas}, content, limits)
    return Prepared(content=kept, thumbnail=thumbnail, **facts)


def scanned_apart(content: bytes, limits: Limits) -> tuple[Prepared, list[str]]:
    """Return what is kept of a scan, and what the QR codes on it say.

    Raises :class:`RefusedError` as :func:`prepared_apart` does; a code nobody can read is none.
    """
    facts, (kept, thumbnail) = _run({"do": "scan", "areas": ""}, content, limits)
    codes = [str(each) for each in facts.pop("codes")]
    return Prepared(content=kept, thumbnail=thumbnail, **facts), codes


def previews_apart(content: bytes, limits: Limits) -> list[bytes]:
    """Return every page as a picture to draw on. Raises :class:`RefusedError`."""
    return _run({"do": "previews"}, content, limits)[1]


def page_apart(content: bytes, number: int, limits: Limits) -> bytes:
    """Return one page of a kept PDF as a picture to read. Raises :class:`RefusedError`."""
    return _run({"do": "page", "number": number}, content, limits)[1][0]


def _run(job: dict[str, Any], content: bytes, limits: Limits) -> tuple[dict[str, Any], list[bytes]]:
    looked_at(content, limits)  # what is told from its first bytes needs no process
    told = {**job, "limits": asdict(limits), "memory": MEMORY, "seconds": SECONDS}
    try:
        child = subprocess.run(  # noqa: S603 - our own module
            [sys.executable, "-m", _MODULE], input=json.dumps(told).encode() + b"\n" + content,
            capture_output=True, timeout=SECONDS + 5, env=_environment(), check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired as error:
        raise _gave_up() from error
    head, _, body = child.stdout.partition(b"\n")
    if child.returncode or not head:
        raise _gave_up()
    facts: dict[str, Any] = json.loads(head)
    if "refused" in facts:
        raise RefusedError(*facts["refused"])
    files = []
    for length in facts.pop("lengths"):
        files.append(body[:length])
        body = body[length:]
    return facts, files


def _environment() -> dict[str, str]:
    """Return what the child may know: where the program lies, and no secret."""
    paths = os.pathsep.join(each for each in sys.path if each)
    return {"PYTHONPATH": paths, "PATH": os.environ.get("PATH", ""), "PYTHONUTF8": "1"}


def _gave_up() -> RefusedError:
    message = "这个文件太复杂，或内容已损坏，处理没有完成，文件没有保存。"
    return RefusedError("gave_up", message, "请重新拍成照片，或重新导出 PDF 后再传。")
