"""What ``papers`` is told of reports: what stands against signing one, and where it came from."""

from __future__ import annotations

from django.urls import reverse

from quxiang.web.papers.kinds import complete
from quxiang.web.papers.models import Paper
from quxiang.web.selfcheck.selectors import KIND
from quxiang.web.selfcheck.services.sending import problems_of


def place_of(paper: Paper) -> str:
    """Return the page of the self-check a paper was made from."""
    year = f"?cohort={paper.cohort.year}" if paper.cohort is not None else ""
    return f"{reverse('selfcheck:one', args=[paper.unit_id])}{year}"


complete(KIND, problems=problems_of, place=place_of)
