"""A bulletin as files: the PDF that went out or a look at it before, and the Word file."""

from __future__ import annotations

import json
from typing import Any

from quxiang.web.bulletins.fields import CODE, context_of
from quxiang.web.bulletins.models import Bulletin
from quxiang.web.bulletins.paper import data_of, number_of
from quxiang.web.common import sealed
from quxiang.web.documents import store
from quxiang.web.documents.services.making import INPUT
from quxiang.web.documents.typesetting import typeset
from quxiang.web.wordfiles.selectors import latest, word_by


def pdf_of(bulletin: Bulletin, site: str) -> bytes:
    """Return the PDF as it went out; before, one set from the draft, marked as such."""
    if bulletin.document is not None:
        return store.content_of(bulletin.document)
    data = {**data_of(bulletin), "label": "", "digest": "", "address": site}
    return typeset("bulletin", data, int(bulletin.drafted_at.timestamp())).content


def word_of(bulletin: Bulletin) -> bytes:
    """Return the Word file: of what went out by the template of then, of a draft by the newest."""
    issued = bulletin.document is not None
    template = bulletin.template if issued else latest(bulletin.school_id, CODE)
    data = said_by(bulletin)
    return word_by(template, CODE, context_of(data, number_of(data["code"], bulletin.document)))


def said_by(bulletin: Bulletin) -> dict[str, Any]:
    """Return what a bulletin says: what its PDF was made of, else what it would be."""
    if bulletin.document is None:
        return data_of(bulletin)
    found: dict[str, Any] = json.loads(sealed.unseal(bulletin.document.input_sealed, INPUT))
    return found
