"""QR codes on a scan, whichever way up it lies; of a long one the first pages are looked at."""

from __future__ import annotations

from itertools import islice

import zxingcpp
from PIL import Image

from quxiang.web.evidence.intake import papers, pictures
from quxiang.web.evidence.intake.formats import looked_at
from quxiang.web.evidence.intake.limits import Limits

#: what is printed here bears its code on every page: further ones tell nothing new
PAGES = 4
_QR = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
#: longer texts lead to no document of ours
_LONGEST = 300


def codes_of(content: bytes, limits: Limits) -> list[str]:
    """Return what the codes of the first page that bears any say; none where none is legible."""
    kind = looked_at(content, limits)
    if kind != "pdf":
        return _on(pictures.opened(content, kind, limits))
    drawn = islice(papers.drawn(content, limits), PAGES)
    return next((found for page in drawn if (found := _on(page))), [])


def _on(image: Image.Image) -> list[str]:
    read = zxingcpp.read_barcodes(image.convert("L"), formats=_QR, try_invert=False)
    return [each.text for each in read if each.valid and len(each.text) <= _LONGEST]
