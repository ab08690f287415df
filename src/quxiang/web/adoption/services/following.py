"""Note which file took over whom, as it does so."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from quxiang.web.adoption.models import Adopted, Adoption
from quxiang.web.destinations.models import Version
from quxiang.web.destinations.services.holding import moment_of
from quxiang.web.destinations.services.many import follows_list
from quxiang.web.imports.models import Import

if TYPE_CHECKING:
    from quxiang.web.accounts.models import User


@follows_list
def list_takes_over(versions: Sequence[Version], upload_id: int, by: User) -> None:
    """Put what a file took over into the batch of its college, of which one is made a file."""
    taken = [each for each in versions if each.source == Version.Source.ADOPTED]
    if not taken:
        return
    upload = Import.objects.only("filename", "cohort_id").get(pk=upload_id)
    first = taken[0].registration
    Adoption.objects.bulk_create(
        (
            Adoption(
                school_id=first.school_id, cohort_id=first.cohort_id, college_id=college,
                upload=upload, filename=upload.filename, by=by, at=moment_of(first),
            )
            for college in sorted({each.registration.college_id for each in taken})
        ),
        ignore_conflicts=True,
    )  # fmt: skip
    of_college = dict(Adoption.objects.filter(upload=upload).values_list("college_id", "pk"))
    Adopted.objects.bulk_create(
        (
            Adopted(version=each, adoption_id=of_college[each.registration.college_id])
            for each in taken
        ),
        batch_size=500,
    )  # fmt: skip
