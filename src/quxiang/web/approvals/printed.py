"""A printed form as the app that prints it knows it, found by the number under its QR code."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

#: how much of a file's hash a form shows
SHORT = 16
_NUMBER = re.compile(r"(20\d\d)\D*?(\d{1,6})\D*")


@dataclass(frozen=True)
class Printed:
    """What a form was printed for: which version of whose registration, with which files."""

    label: str
    registration_id: int
    version_id: int
    version_number: int
    #: the beginnings of the hashes it lists, ``SHORT`` characters each
    evidence: frozenset[str]
    made_on: date


@dataclass(frozen=True)
class Coded:
    """The document a QR code leads to: what it is called, and what it is of."""

    label: str
    title: str
    is_form: bool
    sheet_id: int | None
    #: what app keeps it under this key, where it is of no registration and no sheet
    subject: int | None = None


Decoder = Callable[[int, str], "Coded | None"]
_decoders: list[Decoder] = []


def decodes(decoder: Decoder) -> Decoder:
    """Register who knows what a QR code of a school leads to."""
    _decoders.append(decoder)
    return decoder


def find_by_codes(school_id: int, codes: Sequence[str]) -> Coded | None:
    """Return the document one of these codes leads to; codes of others' are passed over."""
    known = (decoder(school_id, code) for code in codes for decoder in _decoders)
    return next((each for each in known if each is not None), None)


Finder = Callable[[int, int, int], "Printed | None"]
_finders: list[Finder] = []


def finds_printed(finder: Finder) -> Finder:
    """Register who knows printed forms by school, year and number."""
    _finders.append(finder)
    return finder


def find_printed(school_id: int, typed: str) -> Printed | None:
    """Return the form of a number as somebody typed it: 审〔2024〕00012 号, 2024-12, 202400012."""
    found = _NUMBER.search(unicodedata.normalize("NFKC", typed))
    if found is None:
        return None
    year, number = int(found[1]), int(found[2])
    known = (finder(school_id, year, number) for finder in _finders)
    return next((each for each in known if each is not None), None)
