"""Documents on the page of one graduate's destination, and what they print of a version."""

from __future__ import annotations

from django.http import HttpRequest
from django.template.loader import render_to_string

from quxiang.web.destinations import fragments
from quxiang.web.destinations.models import Registration
from quxiang.web.documents.models import Document
from quxiang.web.documents.sources import evidence_of, signatures_of
from quxiang.web.roster.models import Graduate

_SHOWN = 20


def documents(request: HttpRequest, graduate: Graduate, registration: Registration | None) -> str:
    """Draw the buttons and the list; the form only where something is filed."""
    context = {
        "graduate": graduate,
        "filed": registration is not None and registration.current_id is not None,
        "documents": Document.objects.filter(graduate=graduate)[:_SHOWN],
    }
    return render_to_string("documents/fragment.html", context, request)


def bound(request: HttpRequest, _graduate: Graduate, registration: Registration | None) -> str:
    """Draw who signed what a graduate is asked about, and which kinds of papers belong to it."""
    if registration is None:
        return ""
    shown = registration.in_force or registration.current
    if shown is None:
        return ""
    shown.registration = registration
    signed = [each for each in signatures_of(shown) if each.name]
    context = {"shown": shown, "signed": signed, "papers": evidence_of(shown)}
    return render_to_string("documents/bound.html", context, request)


fragments.register(10, bound, answered=True)
fragments.register(80, documents, beside=True)
