"""PDFs: opened within limits, what acts by itself taken out, pages drawn as pictures."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence

import pikepdf
import pypdfium2
from PIL import Image

from quxiang.web.evidence.intake.active import strip
from quxiang.web.evidence.intake.limits import Limits, RefusedError

#: a whole file says so at its end; one cut off on its way does not
_END, _TAIL = b"%%EOF", 4096
#: the longer side of A4 in inches: what a drawn page is printed as
_PAPER = 11.69


def inspected(content: bytes, limits: Limits) -> tuple[bytes, int, bool]:
    """Return a PDF that does nothing by itself, its pages, and whether anything was taken out.

    One that was clean is kept byte for byte, so that a signature in it can still be verified.
    Refuses one that needs a password, is damaged or has too many pages.
    """
    if _END not in content[-_TAIL:]:
        raise _damaged()
    try:
        with pikepdf.open(io.BytesIO(content)) as pdf:
            pages = len(pdf.pages)
            _counted(pages, limits)
            if not strip(pdf):
                return content, pages, False
            out = io.BytesIO()
            pdf.save(out, deterministic_id=not pdf.is_encrypted, encryption=False)
            return out.getvalue(), pages, True
    except pikepdf.PasswordError as error:
        message = "这个 PDF 设了密码，打不开。"
        raise RefusedError("locked", message, "请去掉密码后再传，或打印出来拍成照片。") from error
    except (pikepdf.PdfError, ValueError, RuntimeError, KeyError, TypeError) as error:
        raise _damaged() from error


def _counted(pages: int, limits: Limits) -> None:
    if pages == 0:
        raise _damaged()
    if pages > limits.pages:
        message = f"这个 PDF 有 {pages} 页，最多 {limits.pages} 页。"
        raise RefusedError("pages", message, "请只保留能证明去向的页，或分成几份上传。")


def _damaged() -> RefusedError:
    message = "这个 PDF 打不开，文件可能已损坏或没有传完整。"
    return RefusedError("damaged", message, "请重新下载或重新导出后再传，也可以打印出来拍成照片。")


def drawn(content: bytes, limits: Limits) -> Iterator[Image.Image]:
    """Give every page as a picture."""
    return _drawn(content, limits, None)


def page_of(content: bytes, number: int, limits: Limits) -> Image.Image:
    """Return one page as a picture; the first is 1. Refuses a page there is not."""
    for image in _drawn(content, limits, number):
        return image
    raise RefusedError("pages", "这个文件没有这一页。", "请返回材料页重新打开。")


def _drawn(content: bytes, limits: Limits, number: int | None) -> Iterator[Image.Image]:
    try:
        paper = pypdfium2.PdfDocument(content)
        pages = range(len(paper)) if number is None else range(len(paper))[number - 1 : number]
        for at in pages:
            page = paper[at]
            scale = limits.page_side / max(*page.get_size(), 1)
            yield page.render(scale=scale, may_draw_forms=True).to_pil().convert("RGB")
            page.close()
    except (pypdfium2.PdfiumError, ValueError) as error:
        raise _damaged() from error


def as_pdf(pages: Sequence[Image.Image]) -> bytes:
    """Return pictures as a PDF that holds only them: no text below, no time, no author."""
    out = io.BytesIO()
    resolution = max(pages[0].size) / _PAPER
    pages[0].save(
        out, "PDF", save_all=True, append_images=pages[1:], resolution=resolution, quality=80,
        creationDate=None, modDate=None,
    )  # fmt: skip
    return out.getvalue()
