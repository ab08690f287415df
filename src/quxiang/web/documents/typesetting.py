"""Turn plain data into a PDF: the same data gives the same bytes.

Data goes in as JSON, never as part of a template. One compiler lives in each process and keeps its
fonts, which makes the second document a hundred times cheaper than the first.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from threading import Lock
from typing import Any

import segno

from quxiang.web.documents import glyphs

TEMPLATES = Path(__file__).with_name("typst")
_one_at_a_time = Lock()


@dataclass(frozen=True)
class Typeset:
    """A PDF, and the code points no font here could show in it."""

    content: bytes
    missing: tuple[str, ...]

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


@lru_cache(maxsize=1)
def _compiler() -> Any:
    import typst  # noqa: PLC0415 - large, and only whoever makes documents needs it

    return typst.Compiler(root=TEMPLATES, font_paths=glyphs.fonts(), ignore_system_fonts=True)


def typeset(
    template: str, data: Mapping[str, Any], timestamp: int, pictures: Sequence[str] = (), *,
    archival: bool = True,
) -> Typeset:  # fmt: skip
    """Set a document; ``timestamp`` (seconds) is the moment the PDF says it was made.

    ``pictures`` are addresses of data (``data:image/jpeg;base64,…``) its template draws in order.
    It is a PDF/A-2b (ISO 19005-2), unless it is not ``archival``: a frame others' pages are set
    into must not say so of them.
    """
    text = json.dumps(data, ensure_ascii=False, sort_keys=True)
    lacking = glyphs.missing_in(text)
    if lacking:
        text = text.translate(dict.fromkeys(map(ord, lacking), glyphs.GETA))
    serif, sans = glyphs.families()
    body, title = glyphs.official()
    around = {
        "missing": glyphs.code_points(lacking), "serif": serif, "sans": sans,
        "body": body, "title": title,
        "qr": _picture(str(data["address"])), "pictures": list(pictures),
    }  # fmt: skip
    inputs = {"data": text, "around": json.dumps(around, ensure_ascii=False)}
    with _one_at_a_time:
        content = _compiler().compile(
            TEMPLATES / f"{template}.typ",
            format="pdf",
            sys_inputs=inputs,
            timestamp=timestamp,
            pdf_standards=["a-2b"] if archival else [],
        )
    return Typeset(bytes(content), tuple(around["missing"]))


def _picture(address: str) -> str:
    """Return a QR code as a drawing."""
    drawing = BytesIO()
    code = segno.make(address, error="m", micro=False)
    code.save(drawing, kind="svg", border=0, omitsize=True, xmldecl=False, nl=False)
    return drawing.getvalue().decode("ascii")
