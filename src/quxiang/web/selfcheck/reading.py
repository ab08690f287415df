"""A report's parts as they came back from Word: their text, never the numbers."""

from __future__ import annotations

import unicodedata
from io import BytesIO

from quxiang.web.selfcheck.wording import NUMBERS, PLANNED, SECTIONS
from quxiang.web.wordfiles.packing import BROKEN, SAVE_AS, looked_through, refusal

SEE = "请从本页下载的 Word 文件改起，不要改动各部分的标题。"


def texts_in(content: bytes) -> dict[str, str]:
    """Return the text of each part by key.

    Refuses a file that is no Word file, has a heading no report has, lacks a part or has it twice.
    """
    looked_through(content)
    titles = {_folded(title): key for key, (title, _) in SECTIONS.items()}
    ours = {_folded(NUMBERS), _folded(PLANNED)}
    found: dict[str, list[str]] = {}
    into: list[str] | None = None
    for text, heading in _paragraphs(content):
        folded = _folded(text)
        if not folded:
            continue
        key = titles.get(folded)
        if key is not None and key in found:
            raise refusal("twice", f"“{text}”在文件里出现了两次，没有保存。", SEE)
        if key is not None:
            into = found.setdefault(key, [])
        elif folded in ours:
            into = None
        elif heading and found:
            raise refusal("heading", f"文件里有报告没有的标题“{text[:30]}”，没有保存。", SEE)
        elif into is not None:
            into.append(text)
    lacking = [title for key, (title, _) in SECTIONS.items() if key not in found]
    if lacking:
        raise refusal("lacking", f"文件里没有“{lacking[0]}”这一部分，没有保存。", SEE)
    return {key: "\n".join(lines).strip() for key, lines in found.items()}


def _paragraphs(content: bytes) -> list[tuple[str, bool]]:
    from docx import Document  # noqa: PLC0415 - large, and only Word files need it

    try:
        file = Document(BytesIO(content))
        return [
            (each.text.strip(), str(each.style.name if each.style else "").startswith("Heading"))
            for each in file.paragraphs
        ]
    except Exception as error:  # the library says in many ways that it cannot read a file
        raise refusal("broken", BROKEN, SAVE_AS) from error


def _folded(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())
