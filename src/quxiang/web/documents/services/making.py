"""Make a document: number it, set it, keep it. The same content again is the same document."""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from quxiang.web.audit import trail
from quxiang.web.common import clock, sealed
from quxiang.web.destinations.models import Registration, Version
from quxiang.web.documents import store
from quxiang.web.documents.models import Counter, Document, Kind
from quxiang.web.documents.selectors import (
    SHORT,
    Data,
    Reply,
    SigningPage,
    Yearly,
    batch_of,
    form_of,
    hash_of,
    person_of,
    reply_of,
    signing_of,
    visit_of,
    yearly_of,
)
from quxiang.web.documents.sources import Signature, pictures_of
from quxiang.web.documents.typesetting import Typeset, typeset
from quxiang.web.documents.wording import NOTICE
from quxiang.web.orgs.models import School, Unit
from quxiang.web.roster.models import Cohort, Graduate

if TYPE_CHECKING:
    from quxiang.web.accounts.models import User

INPUT = "input"
#: more than any year has
YEARS = 10_000


@trail.atomic()
def make_form(version: Version, *, site: str, by: User | None) -> Document:
    """Make the review form of a version; ``site`` is where its QR code leads."""
    about = {**_of(version.registration.graduate), "version": version}
    return _make(Kind.FORM, form_of(version), about, site=site, by=by)


@trail.atomic()
def make_person_file(graduate: Graduate, *, site: str, by: User | None) -> Document:
    """Make the one-person file of a graduate, whether or not anything is registered."""
    related = ("cohort", "current", "in_force")
    registration = Registration.objects.filter(graduate=graduate).select_related(*related).first()
    data = person_of(graduate, registration)
    return _make(Kind.PERSON, data, _of(graduate), site=site, by=by)


@trail.atomic()
def make_whole_file(
    graduate: Graduate, more: Sequence[Data], *, site: str, by: User | None
) -> Document:  # fmt: skip
    """Make everything known of a graduate as one file; only the app that opens it gives it out."""
    related = ("cohort", "current", "in_force")
    registration = Registration.objects.filter(graduate=graduate).select_related(*related).first()
    data = {
        **person_of(graduate, registration), "kind": Kind.WHOLE.label, "more": list(more),
    }  # fmt: skip
    return _make(Kind.WHOLE, data, _of(graduate), site=site, by=by)


@trail.atomic()
def make_batch_sheet(
    *, batch: int, cohort: Cohort, college: Unit, versions: Sequence[Version], site: str,
    by: User | None, signatures: Sequence[Signature] = (),
    facts: Sequence[tuple[str, str]] = (), mark: str = "",
) -> Document:  # fmt: skip
    """Make the sheet of a batch; ``batch`` is the key of the app that signs it."""
    data = batch_of(
        cohort=cohort,
        college=college,
        versions=versions,
        signatures=signatures,
        facts=facts,
        mark=mark,
    )
    about = {
        "batch": batch, "college_id": college.pk, "school_id": cohort.school_id,
        "subjects": [each.registration.graduate_id for each in versions],
    }  # fmt: skip
    return _make(Kind.BATCH, data, about, site=site, by=by)


@trail.atomic()
def make_reply(*, reply: int, said: Reply, college: Unit, site: str, by: User | None) -> Document:
    """Make a college's reply to a list from above; ``reply`` is the key of the app that keeps it.

    A newer text of the same reply takes its place.
    """
    about = {
        "batch": reply, "college_id": college.pk, "school_id": college.school_id,
        "subjects": list(said.subjects),
    }  # fmt: skip
    return _make(Kind.REPLY, reply_of(college, said), about, site=site, by=by)


@trail.atomic()
def make_yearly(*, college: Unit, year: int, said: Yearly, site: str, by: User | None) -> Document:
    """Make a college's sheet of a year; a newer one of the same year takes its place.

    Only the app that counts it gives it to anybody: ``batch`` is the college and the year.
    """
    about = {
        "batch": college.pk * YEARS + year, "college_id": college.pk,
        "school_id": college.school_id,
    }  # fmt: skip
    return _make(Kind.YEARLY, yearly_of(college, said), about, site=site, by=by)


@trail.atomic()
def make_bulletin(
    *, bulletin: int, school_id: int, college: Unit | None, data: Data, site: str, by: User
) -> Document:
    """Make the PDF of a bulletin that goes out; its number stands in the document's own.

    Only the app that keeps bulletins gives it to anybody: ``bulletin`` is its key.
    """
    college_id = college.pk if college is not None else None
    about = {"batch": bulletin, "college_id": college_id, "school_id": school_id}
    return _make(Kind.BULLETIN, data, about, site=site, by=by)


@trail.atomic()
def make_visit_sheet(
    *, visit: int, school_id: int, said: Data, subjects: Sequence[int], site: str, by: User
) -> Document:  # fmt: skip
    """Make the sheet of a visit; only the app that keeps visits gives it to anybody."""
    about = {"batch": visit, "school_id": school_id, "subjects": list(subjects)}
    school = School.objects.get(pk=school_id)
    return _make(Kind.VISIT, visit_of(school.name, said), about, site=site, by=by)


def make_signing_page(
    *, paper: int, unit: Unit | None, school: School, said: SigningPage, site: str, by: User
) -> Document:  # fmt: skip
    """Make the page on which a paper is signed in ink; ``paper`` is the key of the app's."""
    unit_id = unit.pk if unit is not None else None
    about = {"batch": paper, "college_id": unit_id, "school_id": school.pk}
    return _make(Kind.SIGNING, signing_of(school.name, said), about, site=site, by=by)


@trail.atomic()
def make_sampling(*, survey: int, school_id: int, data: Data, site: str, by: User) -> Document:
    """Make the plan of a survey, with frame hash and seed; ``survey`` is the key of its app."""
    about = {"batch": survey, "school_id": school_id}
    return _make(Kind.SAMPLING, data, about, site=site, by=by)


@trail.atomic()
def make_notice(
    *, kind: str, notice: int, college: Unit, subjects: Sequence[int], said: Data, site: str,
    by: User,
) -> Document:  # fmt: skip
    """Make the PDF of a notice that goes out; only the app that keeps notices gives it out.

    ``notice`` is its key there; its number is the next of its kind and year.
    """
    about = {
        "batch": notice, "college_id": college.pk, "school_id": college.school_id,
        "subjects": list(subjects),
    }  # fmt: skip
    data = {**said, "legal": list(NOTICE)}
    return _make(Kind(kind), data, about, site=site, by=by)


def take_back(document: Document) -> None:
    """Let whoever verifies a bulletin or a notice be told that it was withdrawn; the PDF stays."""
    document.superseded_at = clock.now().replace(microsecond=0)
    document.save(update_fields=["superseded_at"])


def made_again(document: Document) -> Typeset:
    """Set a document once more from what it was made of; the bytes must be the same."""
    data = json.loads(sealed.unseal(document.input_sealed, INPUT))
    pictures = pictures_of(document.kind, document.school_id, data)
    return typeset(document.kind, data, int(document.made_at.timestamp()), pictures)


def _of(graduate: Graduate) -> dict[str, Any]:
    return {
        "graduate": graduate, "college_id": graduate.college_id, "school_id": graduate.school_id,
    }  # fmt: skip


def _make(kind: Kind, data: Data, about: dict[str, Any], *, site: str, by: User | None) -> Document:
    """Number and keep what ``data`` says of a subject; what it says already is given back."""
    content = _digest(data)
    at = clock.now().replace(microsecond=0)
    counter = _held_counter(about["school_id"], kind, clock.local(at).year)
    same = Document.objects.filter(kind=kind, superseded_at__isnull=True, **_subject(about))
    if found := same.filter(content=content).first():
        return found
    same.update(superseded_at=at)
    document = Document(
        kind=kind, year=counter.year, number=_next(counter), content=content, made_at=at,
        made_by=by, **about,
    )  # fmt: skip
    _set_and_keep(document, data, site)
    document.save()
    after = {"kind": kind.label, "number": document.label, "sha256": document.sha256}
    told = document.subjects or [each for each in [document.graduate_id] if each is not None]
    trail.record("document.make", document, by=by, subjects=told, after=after)
    return document


def _digest(data: Data) -> str:
    text = json.dumps(data, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def _subject(about: dict[str, Any]) -> dict[str, Any]:
    """Return what a newer document must share with an older one to take its place."""
    named = ("school_id", "graduate", "version", "batch")
    return {name: about[name] for name in named if name in about}


def _held_counter(school_id: int, kind: Kind, year: int) -> Counter:
    """Hold the counter until the document stands, so that nobody takes a number in between."""
    Counter.objects.get_or_create(school_id=school_id, kind=kind, year=year)
    return Counter.objects.select_for_update().get(school_id=school_id, kind=kind, year=year)


def _next(counter: Counter) -> int:
    counter.last += 1
    counter.save(update_fields=["last"])
    return counter.last


def _set_and_keep(document: Document, data: Data, site: str) -> None:
    """Give a document its token, set it and put the PDF away."""
    token = secrets.token_urlsafe(16)
    whole = {
        **data, "label": document.label, "year": document.year, "number": document.number,
        "made_at": _moment(document.made_at),
        "digest": document.content[:SHORT], "address": f"{site.rstrip('/')}/verify/{token}/",
    }  # fmt: skip
    pictures = pictures_of(document.kind, document.school_id, whole)
    made = typeset(document.kind, whole, int(document.made_at.timestamp()), pictures)
    document.missing = list(made.missing)
    document.token_hash = hash_of(token)
    document.input_sealed = sealed.seal(json.dumps(whole, ensure_ascii=False), INPUT)
    for name, value in store.keep(document.school_id, made.content).items():
        setattr(document, name, value)


def _moment(at: datetime) -> str:
    return f"{clock.local(at):%Y-%m-%d %H:%M}"
