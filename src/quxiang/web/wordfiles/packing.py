"""The archive a Word file is: opened within limits, and written so that the same is the same."""

from __future__ import annotations

import lzma
import zlib
from io import BytesIO
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile, ZipInfo

from quxiang.problems import Problem, Where
from quxiang.web.common.refusals import InvalidError

#: bytes of an upload, bytes it may unpack to, parts in it
SIZE, UNPACKED, PARTS = 5 << 20, 40 << 20, 500
#: no clock in the file
_LONG_AGO = (2000, 1, 1, 0, 0, 0)
#: what would run, or be fetched, where somebody opens the file
_ACTIVE = ("vbaproject", "activex", "embeddings/", "oleobject")
BROKEN = "这不是能打开的 Word 文件（docx），没有保存。"
SAVE_AS = "请用 Word 或 WPS 另存为 docx 后再传。"
_DAMAGED = (BadZipFile, zlib.error, lzma.LZMAError)
_DOCUMENT = "word/document.xml"


def refusal(code: str, message: str, remedy: str) -> InvalidError:
    return InvalidError(Problem(f"wordfile.{code}", message, remedy, Where(column="file")))


def looked_through(content: bytes) -> dict[str, bytes]:
    """Return the parts of a Word file by name; refuses one that is none, too much, or active."""
    if len(content) > SIZE:
        raise refusal("size", f"文件超过 {SIZE >> 20} MB。", "请去掉大图片后再传。")
    try:
        with ZipFile(BytesIO(content)) as whole:
            infos = whole.infolist()
            if len(infos) > PARTS or sum(each.file_size for each in infos) > UNPACKED:
                raise refusal("size", "文件展开后太大。", "请去掉大图片后再传。")
            found = {each.filename: whole.read(each) for each in infos}
    except (*_DAMAGED, EOFError, ValueError, NotImplementedError, RuntimeError, OSError) as error:
        raise _broken() from error
    if _DOCUMENT not in found:
        raise _broken()
    for name, part in found.items():
        _refuse_active(name, part)
    return found


def _broken() -> InvalidError:
    return refusal("broken", BROKEN, SAVE_AS)


def _refuse_active(name: str, part: bytes) -> None:
    if any(each in name.lower() for each in _ACTIVE):
        raise refusal("active", "文件里有宏或嵌入的对象，没有保存。", "请另存为不带宏的 docx。")
    if name.endswith((".xml", ".rels")) and b"<!" in part and b"<!--" not in part:
        raise refusal("active", "文件里有不能接受的声明，没有保存。", "请用 Word 重新另存。")
    if name.endswith(".rels") and b'TargetMode="External"' in part and _fetches(part):
        raise refusal(
            "active", "文件链接到外部的模板或图片，没有保存。", "请把图片嵌入文件，去掉外部链接。"
        )


def _fetches(part: bytes) -> bool:
    """Say whether something from outside is fetched as soon as the file is opened."""
    links = [each for each in part.split(b"<Relationship ") if b'TargetMode="External"' in each]
    return any(b"/relationships/hyperlink" not in each for each in links)


def repacked(content: bytes) -> bytes:
    """Return a Word file with no time in it: the same paper is the same bytes."""
    buffer = BytesIO()
    with ZipFile(BytesIO(content)) as old, ZipFile(buffer, "w") as new:
        for each in old.infolist():
            new.writestr(ZipInfo(each.filename, _LONG_AGO), old.read(each), ZIP_DEFLATED)
    return buffer.getvalue()
