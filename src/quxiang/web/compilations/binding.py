"""Bind one volume: a frame with cover, contents and numbered pages, and the files set into it."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass

import pikepdf
from pikepdf import Array, Dictionary, Name
from PIL import Image

from quxiang.problems import Problem
from quxiang.web.common.refusals import InvalidError
from quxiang.web.compilations.laying import Laid, Part

#: where a page of evidence stands on its A4 page, in points: binding edge left, number below
BOX = pikepdf.Rectangle(71, 60, 595 - 28, 842 - 28)
#: what a page of evidence is called in its A4 page; the frame has no drawing of that name
ITS_NAME = "/Evidence"
#: gives a file's bytes and its media type
Read = Callable[[str], tuple[bytes, str]]


@dataclass(frozen=True)
class Bound:
    content: bytes
    pages: int


def bind(volume: Laid, frame: bytes, read: Read) -> Bound:
    """Set every page of a volume into its frame; the same files give the same bytes.

    Raises :class:`InvalidError` naming the record whose file cannot be read.
    """
    sources: list[pikepdf.Pdf] = []  # a page is copied when all is written: they stay open
    try:
        with pikepdf.open(io.BytesIO(frame)) as made:
            for part, at in zip(volume.parts, volume.pages_at(), strict=True):
                source = _opened(part, read)
                sources.append(source)
                for offset, number in enumerate(range(part.first, part.last + 1)):
                    _set(made, at - 1 + offset, source.pages[number - 1])
            written = io.BytesIO()
            made.save(
                written, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate
            )
            return Bound(written.getvalue(), len(made.pages))
    finally:
        for each in sources:
            each.close()


def _set(made: pikepdf.Pdf, at: int, page: pikepdf.Page) -> None:
    """Set a page into the box of another, as large as it fits, under a name that is no chance."""
    target = made.pages[at]
    drawn = made.copy_foreign(page.as_form_xobject())
    resources = target.obj.get("/Resources", Dictionary())
    target.obj.Resources = resources
    if "/XObject" not in resources:
        resources.XObject = Dictionary()
    resources.XObject[ITS_NAME] = drawn
    target.contents_add(b"q\n", prepend=True)
    target.contents_add(
        b"\nQ\n" + target.calc_form_xobject_placement(drawn, Name(ITS_NAME), BOX, allow_expand=True)
    )  # fmt: skip


def _opened(part: Part, read: Read) -> pikepdf.Pdf:
    content, media_type = read(part.piece.sha256)
    try:
        pdf = (
            pikepdf.open(io.BytesIO(content))
            if media_type == "application/pdf"
            else picture(content)
        )
    except (pikepdf.PdfError, OSError, ValueError) as error:
        raise _unreadable(part) from error
    if len(pdf.pages) < part.last:
        pdf.close()
        raise _unreadable(part)
    return pdf


def _unreadable(part: Part) -> InvalidError:
    message = f"第 {part.piece.record} 号记录的材料“{part.piece.kind}”读不出来，没有汇编成。"
    remedy = "请打开这名毕业生的材料核对，重新上传后再汇编。"
    return InvalidError(Problem("compilation.unreadable", message, remedy))


def picture(content: bytes) -> pikepdf.Pdf:
    """Return a JPEG as a PDF of one page of its own size, its bytes as they are.

    Evidence keeps pictures so: upright, grey or RGB (``evidence.intake.pictures``). Raises
    ``ValueError`` for another.
    """
    with Image.open(io.BytesIO(content)) as opened:
        (width, height), mode = opened.size, opened.mode
        if opened.format != "JPEG" or mode not in ("L", "RGB"):
            raise ValueError(mode)
    pdf = pikepdf.new()
    image = pdf.make_stream(content)
    for key, value in {
        "/Type": Name.XObject, "/Subtype": Name.Image, "/Width": width, "/Height": height,
        "/ColorSpace": Name.DeviceGray if mode == "L" else Name.DeviceRGB, "/BitsPerComponent": 8,
        "/Filter": Name.DCTDecode,
    }.items():  # fmt: skip
        image[key] = value
    drawn = pdf.make_stream(f"{width} 0 0 {height} 0 0 cm /Im Do".encode())
    page = Dictionary(
        Type=Name.Page, MediaBox=Array([0, 0, width, height]), Contents=drawn,
        Resources=Dictionary(XObject=Dictionary(Im=image)),
    )  # fmt: skip
    pdf.pages.append(pikepdf.Page(pdf.make_indirect(page)))
    return pdf
