"""Documents for tests: somebody files, a document is made, its text is read from the PDF."""

from __future__ import annotations

import io
import json
import re
import zipfile

import pypdfium2

from quxiang.web.audit import trail
from quxiang.web.common import sealed
from quxiang.web.destinations.models import Registration, Version
from quxiang.web.destinations.services import entering, filing
from quxiang.web.documents import store
from quxiang.web.documents.models import Bundle, Document
from quxiang.web.documents.selectors import RELATED
from quxiang.web.documents.services.making import INPUT, make_form, make_person_file
from quxiang.web.release.services import gate
from quxiang.web.roster.models import Graduate
from web.cast import Cast

SITE = "https://example.test"
CONTRACT = {
    "code": "11", "employer_uscc": "91410700MA0000001X", "employer_name": "云梦种业有限公司",
    "employer_nature": "31", "industry": "11", "place_code": "410000", "place_name": "新乡市",
    "job": "13", "agreed_on": "2024-05-20", "contact_name": "何经理",
    "contact_phone": "13900000002",
}  # fmt: skip
FREELANCE = {"code": "76", "occupation": "图书翻译", "wage_floor_met": "yes"}


def filed(cast: Cast, graduate: Graduate | None = None, **typed: str) -> Version:
    """File a destination for somebody (王 by default) and return its version as documents read."""
    whom = graduate or cast.wang_graduate
    found = Registration.objects.filter(graduate=whom).first()
    by = cast.wang if whom == cast.wang_graduate else cast.zhao
    made = filing.submit(
        graduate=whom, typed={**CONTRACT, **typed}, seen=found.revision if found else 0,
        note="换了单位", by=by,
    )  # fmt: skip
    return Version.objects.select_related(*RELATED).get(pk=made.pk)


def entered(cast: Cast, **typed: str) -> Version:
    """File and let it be signed and entered."""
    version = filed(cast, **typed)
    with trail.atomic():
        entering.complete(version.registration, by=cast.li)
    fresh = Registration.objects.select_related("current").get(pk=version.registration_id)
    entering.enter(registrations=[fresh], by=cast.zhao)
    return version


def form(cast: Cast, **typed: str) -> Document:
    return make_form(filed(cast, **typed), site=SITE, by=cast.zhao)


def pages_of(content: bytes) -> list[str]:
    """Return the text of every page of a PDF, its lines joined."""
    with pypdfium2.PdfDocument(content) as pdf:
        return ["".join(page.get_textpage().get_text_bounded().split()) for page in pdf]


def text_of(content: bytes) -> str:
    return "".join(pages_of(content))


def texts_in(content: bytes) -> str:
    """Return what stands in a PDF, a Word file, or in all PDFs of an archive."""
    if content.startswith(b"%PDF"):
        return text_of(content)
    with zipfile.ZipFile(io.BytesIO(content)) as whole:
        if "word/document.xml" in whole.namelist():
            return re.sub(r"<[^>]+>", "", whole.read("word/document.xml").decode())
        names = [name for name in whole.namelist() if name.endswith(".pdf")]
        return "".join(text_of(whole.read(name)) for name in names)


def address_of(document: Document) -> str:
    """Return where the QR code of a document leads, without the site."""
    address = json.loads(sealed.unseal(document.input_sealed, INPUT))["address"]
    return str(address).removeprefix(SITE)


def printed(cast: Cast) -> dict[str, int | str]:
    """Make what the paths of documents name: a file of 王, fetched in a bundle of the centre."""
    made = make_person_file(cast.wang_graduate, site=SITE, by=cast.qian)
    released = gate(
        cast.qian, what="一人一档", purpose="测试用途", columns=["编号"], rows=[[made.label]],
        subjects=[cast.wang_graduate.pk], files={"1.pdf": store.content_of(made)},
    )  # fmt: skip
    bundle = Bundle.objects.create(
        school=cast.school, by=cast.qian, export=released.export, filename=released.filename,
        subjects=[cast.wang_graduate.pk], at=made.made_at,
        **store.keep(cast.school.pk, released.content),
    )  # fmt: skip
    token = address_of(made).split("/")[2]
    return {"document": made.pk, "bundle": bundle.pk, "token": token}
