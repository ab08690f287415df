"""A printed form by its number, for whoever takes the signed paper in."""

from __future__ import annotations

import json
import re

from quxiang.web.approvals.printed import Coded, Printed, decodes, finds_printed
from quxiang.web.common import clock, sealed
from quxiang.web.documents.models import Document, Kind
from quxiang.web.documents.selectors import find_by_token
from quxiang.web.documents.services.making import INPUT

#: what is said of a paper on a form that was taken out before it was printed
TAKEN_OUT = "已撤下"


#: where a QR code leads, whatever the site was called when it was printed
_ADDRESS = re.compile(r"/verify/([\w-]{16,64})/?$")


@decodes
def document_of_code(school_id: int, code: str) -> Coded | None:
    """Return the document of this school a QR code leads to."""
    address = _ADDRESS.search(code.strip())
    found = find_by_token(address[1]) if address is not None else None
    if found is None or found.school_id != school_id:
        return None
    kind, sheet = Kind(found.kind), found.batch if found.kind == Kind.BATCH else None
    return Coded(found.label, kind.label, kind == Kind.FORM, sheet, found.batch)


@finds_printed
def form_of_number(school_id: int, year: int, number: int) -> Printed | None:
    """Return what a review form was printed for, with the files it lists."""
    found = (
        Document.objects.select_related("version")
        .filter(school_id=school_id, kind=Kind.FORM, year=year, number=number)
        .first()
    )
    if found is None or found.version is None:
        return None
    listed = json.loads(sealed.unseal(found.input_sealed, INPUT))["papers"]
    return Printed(
        found.label, found.version.registration_id, found.version.pk, found.version.number,
        frozenset(each["digest"] for each in listed if each["note"] != TAKEN_OUT),
        clock.local(found.made_at).date(),
    )  # fmt: skip
