"""What other apps tell a document of a version: signatures, papers. Nothing, until they do."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from quxiang.web.destinations.models import Version


@dataclass(frozen=True)
class Signature:
    """One line of signing; without ``name`` it is still open and drawn as a line to sign on.

    ``way`` says how it was signed (登录审签, 纸质签字, 批次审签单 …); ``stamp``: a stamped paper
    belongs to this step.
    """

    step: str
    name: str = ""
    post: str = ""
    at: datetime | None = None
    way: str = ""
    note: str = ""
    stamp: bool = False


@dataclass(frozen=True)
class Paper:
    """One file that proves a version, by title, hash and when it was taken in."""

    title: str
    sha256: str
    at: datetime
    note: str = ""


#: returns pictures of a school, by their hashes, as addresses of data
Picturing = Callable[[int, Sequence[str]], Sequence[str]]
Signing = Callable[[Version], Sequence[Signature]]
Proving = Callable[[Version], Sequence[Paper]]
_signing: list[Signing] = []
_proving: list[Proving] = []
_picturing: dict[str, Picturing] = {}


def tells_signatures(source: Signing) -> Signing:
    """Register who knows the signatures of a version, open steps among them."""
    _signing.append(source)
    return source


def tells_evidence(source: Proving) -> Proving:
    """Register who knows the papers of a version."""
    _proving.append(source)
    return source


def signatures_of(version: Version) -> list[Signature]:
    return [each for source in _signing for each in source(version)]


def evidence_of(version: Version) -> list[Paper]:
    return [each for source in _proving for each in source(version)]


def tells_pictures(kind: str) -> Callable[[Picturing], Picturing]:
    """Register who has the pictures a kind of document names in its data, under ``photos``."""

    def known(source: Picturing) -> Picturing:
        _picturing[kind] = source
        return source

    return known


def pictures_of(kind: str, school_id: int, data: Mapping[str, Any]) -> list[str]:
    """Return the pictures a document shows, in the order its data names them."""
    named = [str(each[0]) for each in data.get("photos", ())]
    return list(_picturing[kind](school_id, named)) if named else []
