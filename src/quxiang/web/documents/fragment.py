"""Documents on the page of one graduate's destination: make one, open those that were made."""

from __future__ import annotations

from django.http import HttpRequest
from django.template.loader import render_to_string

from quxiang.web.destinations import fragments
from quxiang.web.destinations.models import Registration
from quxiang.web.documents.models import Document
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


fragments.register(80, documents, beside=True)
