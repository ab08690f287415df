"""Documents on the page of one graduate's destination, and what they print of a version."""

from __future__ import annotations

from django.http import HttpRequest
from django.template.loader import render_to_string

from quxiang.web.accounts.readers import reader
from quxiang.web.destinations import fragments
from quxiang.web.destinations.models import Registration, Version
from quxiang.web.documents.models import Document
from quxiang.web.documents.sources import evidence_of, signatures_of
from quxiang.web.roster.access import is_lent
from quxiang.web.roster.models import Graduate

_SHOWN = 20


def documents(request: HttpRequest, graduate: Graduate, registration: Registration | None) -> str:
    """Draw the buttons and the list; the form only where something is filed.

    Whoever reads a graduate that is lent to them prints nothing of it.
    """
    if is_lent(reader(request), graduate):
        return ""
    context = {
        "graduate": graduate,
        "filed": registration is not None and registration.current_id is not None,
        "documents": Document.objects.filter(graduate=graduate)[:_SHOWN],
    }
    return render_to_string("documents/fragment.html", context, request)


def signed(request: HttpRequest, graduate: Graduate, registration: Registration | None) -> str:
    """Draw who signed what a graduate is asked about."""
    shown = _shown(graduate, registration)
    if shown is None:
        return ""
    names = [each for each in signatures_of(shown) if each.name]
    return render_to_string("documents/signed.html", {"shown": shown, "signed": names}, request)


def proved(request: HttpRequest, graduate: Graduate, registration: Registration | None) -> str:
    """Draw which kinds of papers belong to what a graduate is asked about."""
    shown = _shown(graduate, registration)
    if shown is None:
        return ""
    return render_to_string("documents/proved.html", {"papers": evidence_of(shown)}, request)


def _shown(graduate: Graduate, registration: Registration | None) -> Version | None:
    shown = registration and (registration.in_force or registration.current)
    if registration is None or not isinstance(shown, Version):
        return None
    registration.graduate, shown.registration = graduate, registration
    return shown


fragments.register(10, signed, place=fragments.SIGNED)
fragments.register(10, proved, place=fragments.PROVED)
fragments.register(80, documents, beside=True)
