"""From an upload to what is kept of it: one file, one thumbnail, and what was done to it."""

from __future__ import annotations

from collections.abc import Sequence

from PIL import Image

from quxiang.web.evidence.intake import papers, pictures
from quxiang.web.evidence.intake.areas import Area, covered
from quxiang.web.evidence.intake.formats import looked_at
from quxiang.web.evidence.intake.limits import Limits, RefusedError
from quxiang.web.evidence.intake.prepared import Prepared

JPEG, PDF = "image/jpeg", "application/pdf"
#: a preview is for drawing on, and travels back to the phone
_PREVIEW_SIDE = 1200


def prepare(content: bytes, areas: Sequence[Area], limits: Limits) -> Prepared:
    """Return what is kept of an upload. Refuses what cannot be used, with one problem."""
    kind = looked_at(content, limits)
    if kind != "pdf":
        image = pictures.opened(content, kind, limits)
        _on_its_pages(areas, 1)
        image = covered(image, areas, 1)
        thumbnail = pictures.thumbnail_of(image, limits)
        return Prepared(pictures.as_jpeg(image), thumbnail, JPEG, 1, bool(areas), False)
    clean, pages, stripped = papers.inspected(content, limits)
    _on_its_pages(areas, pages)
    if not areas:
        first = papers.page_of(clean, 1, limits)
        return Prepared(clean, pictures.thumbnail_of(first, limits), PDF, pages, False, stripped)
    painted = [covered(page, areas, at) for at, page in enumerate(papers.drawn(clean, limits), 1)]
    thumbnail = pictures.thumbnail_of(painted[0], limits)
    return Prepared(papers.as_pdf(painted), thumbnail, PDF, pages, True, stripped)


def previews(content: bytes, limits: Limits) -> list[bytes]:
    """Return every page as a picture to draw on; nothing is kept."""
    kind = looked_at(content, limits)
    if kind != "pdf":
        return [_previewed(pictures.opened(content, kind, limits))]
    clean, _, _ = papers.inspected(content, limits)
    return [_previewed(page) for page in papers.drawn(clean, limits)]


def page_of(content: bytes, number: int, limits: Limits) -> bytes:
    """Return one page of a kept PDF as a picture to read; the first is 1."""
    return pictures.as_jpeg(papers.page_of(content, number, limits))


def _previewed(image: Image.Image) -> bytes:
    image.thumbnail((_PREVIEW_SIDE, _PREVIEW_SIDE))
    return pictures.as_jpeg(image)


def _on_its_pages(areas: Sequence[Area], pages: int) -> None:
    """Refuse an area on a page that is not there: what it was to cover would stay in sight."""
    if any(each.page > pages for each in areas):
        message = "遮盖的位置在这个文件没有的页上，文件没有保存。"
        raise RefusedError("areas", message, "请重新选择文件，再画一次。")
