"""Small pictures and PDFs as people upload them, made on the spot."""

from __future__ import annotations

import base64
import io
import zlib
from collections.abc import Callable

import pikepdf
from PIL import Image, ImageDraw

Shape = tuple[int, int]
#: a red square of 64 by 64 as an iPhone would write it; the libraries here only read HEIC
_HEIC = (
    "c-muNV30{GsVvAy%}izhg51nBLl8SRGck>UfiWyMwIq=N0u(b+a*CjAhJwuG5(YG&l$nzcHpIn&fe{FSfUycf1A!"
    "zED`#frrGa@MQBfc#l?lqrC`&d3G5HEIOLE~#u4NV!6#(h&nFY!DK)M2`%$boHBs2l6NbUo}pT9qTFfi~lCjfOwI"
    "56@s{{IhBzzkBs3_^0dm>d#;lG;v;jA$|o6dGBlz4Fvtm&YW<!vPXH0U|gYl7Q;jT^J7*ZBTLmS|gmCpHq~VoKpc"
    "5=4D`O01Am@78j&K{pJA00tJ~BnIHjX4i2Dc4C0vuxv<~^h6qa|6Eh1aBy&>|L7^wA!ML79;!mZ;>;JzZ{qF~e=k"
    "T~YHvj-7X-NG"
)


def picture(size: Shape = (320, 240), kind: str = "JPEG", **how: object) -> bytes:
    """Return a picture: red left half, white right half."""
    image = Image.new("RGB", size, "white")
    ImageDraw.Draw(image).rectangle((0, 0, size[0] // 2 - 1, size[1]), fill="red")
    out = io.BytesIO()
    image.save(out, kind, **how)  # type: ignore[arg-type]
    return out.getvalue()


def heic() -> bytes:
    return zlib.decompress(base64.b85decode(_HEIC))


def photo(turned: int = 1) -> bytes:
    """Return a phone's photo with its make and where it was taken."""
    exif = Image.Exif()
    exif[0x010F], exif[0x0112] = "PhoneMaker", turned
    exif.get_ifd(0x8825).update({1: "N", 2: (34.0, 15.0, 36.0), 3: "E", 4: (108.0, 56.0, 24.0)})
    return picture(exif=exif)


def paper(pages: int = 1, change: Callable[[pikepdf.Pdf], None] | None = None) -> bytes:
    """Return a PDF of so many small pages, each with a black line of text-like marks."""
    pdf = pikepdf.new()
    for _ in range(pages):
        pdf.add_blank_page(page_size=(200, 280))
        pdf.pages[-1].Contents = pdf.make_stream(b"0 0 1 rg 20 200 160 20 re f")
    if change is not None:
        change(pdf)
    out = io.BytesIO()
    pdf.save(out, deterministic_id=True)
    return out.getvalue()


def opened(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(content))
