"""What comes out of an intake; known to the web without the libraries that make it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Prepared:
    """What is kept of an upload; ``stripped`` says that a PDF lost what acts by itself."""

    content: bytes
    thumbnail: bytes
    media_type: str
    pages: int
    redacted: bool
    stripped: bool
