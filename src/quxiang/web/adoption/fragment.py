"""启用前的纸质审签: on the page of one graduate, the scans of the batch it was taken over with."""

from __future__ import annotations

from django.http import HttpRequest
from django.template.loader import render_to_string

from quxiang.web.accounts.readers import reader
from quxiang.web.adoption.access import adoptions_visible_to, sees_whole
from quxiang.web.adoption.selectors import find_adoption, scans_of
from quxiang.web.destinations import fragments
from quxiang.web.destinations.models import Registration, Version
from quxiang.web.documents.sources import Paper, tells_evidence
from quxiang.web.evidence.access import may_open
from quxiang.web.roster.models import Graduate


def papers_before(
    request: HttpRequest, graduate: Graduate, registration: Registration | None
) -> str:
    """Draw which scans show how the version that was taken over was signed."""
    adoption = find_adoption(_taken_over(registration))
    if adoption is None:
        return ""
    user = reader(request)
    context = {
        "adoption": adoption, "scans": scans_of(adoption),
        "opens": may_open(user) and sees_whole(user, adoption),
        "keeps": adoptions_visible_to(user).filter(pk=adoption.pk).exists(),
    }  # fmt: skip
    return render_to_string("adoption/fragment.html", context, request)


@tells_evidence
def papers_of_version(version: Version) -> list[Paper]:
    """Tell the documents of a version that was taken over which scans show how it was signed."""
    adoption = find_adoption(version)
    scans = scans_of(adoption) if adoption is not None else []
    return [
        Paper(f"启用前纸质审签：{each.title}", each.sha256, each.at, "整批一份") for each in scans
    ]


def _taken_over(registration: Registration | None) -> Version | None:
    """Return the version that was taken over: the first, whatever was changed since."""
    return registration.versions.filter(number=1).first() if registration is not None else None


fragments.register(20, papers_before)
fragments.register(11, papers_before, place=fragments.SIGNED)
