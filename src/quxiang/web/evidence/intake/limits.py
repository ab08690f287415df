"""How large an upload may be, and the refusal of everything that cannot be used."""

from __future__ import annotations

from dataclasses import dataclass

from quxiang.problems import Problem

MEGABYTE = 2**20


@dataclass(frozen=True)
class Limits:
    """What may come in, and how large what is kept becomes; in bytes, pages and pixels."""

    size: int = 20 * MEGABYTE
    pages: int = 60
    #: of a picture as the file declares it, and as it has to be decoded
    declared_pixels: int = 200_000_000
    decoded_pixels: int = 50_000_000
    #: the longer side of a kept picture, of a rendered page and of a thumbnail
    picture_side: int = 2400
    page_side: int = 2000
    thumbnail_side: int = 360


class RefusedError(Exception):
    """Raised where an upload is not taken; carries one problem that says why and what to do."""

    def __init__(self, code: str, message: str, remedy: str) -> None:
        self.problem = Problem(code, message, remedy)
        super().__init__(message)
