"""Reads of templates: the version in use, its file, and a paper filled by it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from quxiang.web.documents import store
from quxiang.web.wordfiles.fields import picked
from quxiang.web.wordfiles.filling import filled
from quxiang.web.wordfiles.kinds import WordKind, kind_of
from quxiang.web.wordfiles.models import WordTemplate

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def latest(school_id: int, kind: str) -> WordTemplate | None:
    """Return the version in use; none where the shipped one never was replaced."""
    return WordTemplate.objects.filter(school_id=school_id, kind=kind).first()


def content_of(kind: WordKind, template: WordTemplate | None) -> bytes:
    """Return a template's file: the office's, or the one the product ships."""
    if template is None or template.shipped:
        return kind.shipped()
    return store.content_of(template)


def word_of(school_id: int, kind: str, data: Mapping[str, Any]) -> bytes:
    """Return a paper as a Word file by the template in use."""
    return word_by(latest(school_id, kind), kind, data)


def word_by(template: WordTemplate | None, kind: str, data: Mapping[str, Any]) -> bytes:
    """Return a paper as a Word file by this version; what is no field of its kind stays out."""
    found = kind_of(kind)
    return filled(content_of(found, template), picked(found.fields, data))


def tried(kind: WordKind, template: WordTemplate | None) -> bytes:
    """Return the sample by this version, so that somebody sees how a paper will look."""
    return filled(content_of(kind, template), kind.sample())


def versions_by_kind(school_id: int) -> dict[str, WordTemplate]:
    """Return the version in use of every kind that has one of the office's or was restored."""
    rows = WordTemplate.objects.filter(school_id=school_id).select_related("by")
    return {each.kind: each for each in reversed(rows)}
