"""The papers on the page of one graduate's destination, fetched after the page itself."""

from __future__ import annotations

from django.http import HttpRequest
from django.template.loader import render_to_string

from quxiang.web.destinations import fragments
from quxiang.web.destinations.models import Registration
from quxiang.web.roster.models import Graduate


def papers(request: HttpRequest, graduate: Graduate, registration: Registration | None) -> str:
    """Draw the place of the papers, with the way to them; the page itself fetches what is there."""
    return render_to_string("evidence/parts/place.html", {"graduate": graduate})


fragments.register(30, papers)
