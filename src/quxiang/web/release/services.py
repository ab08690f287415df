"""The gate: whoever lets rows leave passes here, says why, and leaves a mark."""

from __future__ import annotations

import hashlib
import secrets
import zipfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import TYPE_CHECKING

import xlsxwriter

from quxiang.web.audit import trail
from quxiang.web.common import clock
from quxiang.web.common.refusals import InvalidError
from quxiang.web.release.models import Export

if TYPE_CHECKING:
    from quxiang.web.accounts.models import User

#: a cell that begins so would be a formula in whoever's spreadsheet
FORMULA = ("=", "+", "-", "@", "\t", "\r")
#: what the workbook is called among files it lists
LISTED = "清单.xlsx"
#: makes a workbook that bears a watermark, and says how many rows are in it
Book = Callable[[str], tuple[bytes, int]]


@dataclass(frozen=True)
class Released:
    """A file that may leave: its bytes, its name, the record of its leaving."""

    content: bytes
    filename: str
    export: Export


@dataclass(frozen=True)
class Leaving:
    """Something that is about to leave: of whom, why, by which mark, and the line it bears."""

    user: User
    what: str
    purpose: str
    mark: str
    at: datetime
    line: str


def leaving(user: User, *, what: str, purpose: str) -> Leaving:
    """Give what leaves its mark. Refuses a purpose nobody could understand later."""
    purpose = purpose.strip()
    if len(purpose) < 4:
        raise InvalidError("请写明用途（至少 4 个字），例如“报学院党委会讨论”。")
    mark, at = secrets.token_hex(8), clock.now()
    line = f"{user.name}（{user.number}）{clock.local(at):%Y-%m-%d %H:%M} 导出 · {purpose} · {mark}"
    return Leaving(user, what, purpose, mark, at, line)


def left(
    it: Leaving, *, columns: Sequence[str], rows: int, sha256: str, subjects: Sequence[int]
) -> Export:
    """Record what left, within the caller's transaction."""
    export = Export.objects.create(
        school_id=it.user.school_id, by=it.user, at=it.at, what=it.what, purpose=it.purpose[:200],
        columns=list(columns), rows=rows, sha256=sha256, mark=it.mark,
    )  # fmt: skip
    after = {"what": it.what, "rows": rows, "columns": list(columns), "mark": it.mark}
    trail.record(
        "export", export, by=it.user, reason=it.purpose, subjects=subjects, after=after
    )  # fmt: skip
    return export


@trail.atomic()
def gate(
    user: User, *, what: str, purpose: str, columns: Sequence[str],
    rows: Iterable[Sequence[object]], subjects: Sequence[int] = (),
    files: Mapping[str, bytes] | None = None, book: Book | None = None,
) -> Released:  # fmt: skip
    """Let rows leave as a workbook with a watermark, and record who took what for which purpose.

    With ``files``, by name, they leave in one archive together with the workbook; ``book`` makes
    one of another layout. Refuses a purpose nobody could understand later.
    """
    it = leaving(user, what=what, purpose=purpose)
    content, count = workbook(what, columns, rows, it.line) if book is None else book(it.line)
    if files is not None:
        content = archive({LISTED: content, **files})
    sha256 = hashlib.sha256(content).hexdigest()
    export = left(it, columns=columns, rows=count, sha256=sha256, subjects=subjects)
    ending = "xlsx" if files is None else "zip"
    return Released(content, f"{what}-{clock.local(it.at):%Y%m%d-%H%M}.{ending}", export)


def archive(files: Mapping[str, bytes]) -> bytes:
    """Return files by name as one archive."""
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as whole:
        for name, content in files.items():
            whole.writestr(name, content)
    return buffer.getvalue()


def workbook(
    title: str, columns: Sequence[str], rows: Iterable[Sequence[object]], mark: str
) -> tuple[bytes, int]:
    """Return a workbook of texts with its watermark in the last row and the footer."""
    buffer, count = BytesIO(), 0
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        sheet = book.add_worksheet(title[:31])
        sheet.write_row(0, 0, columns, book.add_format({"bold": True}))
        for count, row in enumerate(rows, 1):
            for at, value in enumerate(row):
                sheet.write_string(count, at, "" if value is None else str(value))
        sheet.freeze_panes(1, 0)
        sheet.set_footer(f"&L{mark}&R&P / &N")
        sheet.write_string(count + 2, 0, mark, book.add_format({"font_color": "#888888"}))
    return buffer.getvalue(), count
