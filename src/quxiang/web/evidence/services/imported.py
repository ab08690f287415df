"""An official list that was imported is the evidence of everybody it registered."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from quxiang.web.destinations.models import Version
from quxiang.web.destinations.services.many import follows_list
from quxiang.web.evidence.services.listing import attach_list, keep_imported
from quxiang.web.imports import files
from quxiang.web.imports.models import Import

if TYPE_CHECKING:
    from quxiang.web.accounts.models import User


@follows_list
def list_proves(versions: Sequence[Version], upload_id: int, by: User) -> None:
    """Bind the imported file to each version it registered; it counts as a list, never as reused.

    A file of a signing platform is no official list: the contracts themselves prove there.
    """
    listed = [each for each in versions if each.source == Version.Source.LIST]
    if not listed:
        return
    for each in listed:  # known already: not asked for once a graduate
        each.registration.graduate.cohort = each.registration.cohort
    upload = Import.objects.get(pk=upload_id)
    with files.opened(upload.path, upload.filename) as path:
        content = path.read_bytes()
    attach_list(
        kept=keep_imported(content=content, school_id=upload.school_id),
        title=upload.filename, graduates=[each.registration.graduate for each in listed], by=by,
        numbers={each.registration.graduate_id: each.number for each in listed},
    )  # fmt: skip
