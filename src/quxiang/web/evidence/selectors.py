"""What is filed of a graduate, what is missing, and where a file was used before."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery, TextChoices

from quxiang.standards import Standard
from quxiang.standards.proofs import Proof, asked_of
from quxiang.web.evidence.models import Evidence
from quxiang.web.evidence.retention import KIND
from quxiang.web.privacy.models import Period
from quxiang.web.roster.access import graduates_visible_to
from quxiang.web.roster.models import Graduate

if TYPE_CHECKING:
    from quxiang.web.accounts.models import User

LIST = "list"


class Standing(TextChoices):
    """How far one requirement is met."""

    THERE = "there", "已有"
    ALTERNATIVE = "alternative", "已有可替代的"
    UNCERTAIN = "uncertain", "待核"
    MISSING = "missing", "缺少"


@dataclass(frozen=True)
class Requirement:
    """One line of the checklist: what is asked, how far it is met, and by which files."""

    proof: Proof
    standing: Standing
    files: tuple[Evidence, ...]

    @property
    def is_met(self) -> bool:
        return self.standing in (Standing.THERE, Standing.ALTERNATIVE)


def files_of(graduate: Graduate) -> list[Evidence]:
    """Return every file of a graduate that was not removed, of whatever version."""
    found = graduate.evidence.filter(removed_at__isnull=True)
    return list(found.select_related("by").order_by("pk"))


def shown_files_of(graduate: Graduate) -> list[Evidence]:
    """Return the same, each with ``shared`` (it is used for somebody else too) and its period."""
    others = _others(OuterRef("graduate_id"), OuterRef("school_id")).filter(
        Q(sha256=OuterRef("sha256")) | Q(upload_blind=OuterRef("upload_blind"))
    )
    decided = Period.objects.filter(school=OuterRef("school"), kind=KIND.name).order_by("-pk")
    found = graduate.evidence.filter(removed_at__isnull=True).select_related("by")
    return list(
        found.annotate(
            shared=Exists(others),
            decided=Exists(decided),
            days=Subquery(decided.values("days")[:1]),
        ).order_by("pk")
    )


def _others(graduate: Any, school: Any) -> QuerySet[Evidence]:
    """Return what proves other graduates of a school, official lists left out."""
    return Evidence.objects.filter(
        school_id=school, is_list=False, removed_at__isnull=True
    ).exclude(graduate_id=graduate)


def hashes_of(graduate_id: int, version: int) -> list[tuple[str, str]]:
    """Return kind and SHA-256 of every file of a version: what a signature binds with it.

    Files are bound once, when a version is submitted; one that is removed later was bound all the
    same, so this never changes.
    """
    own = Evidence.objects.filter(graduate_id=graduate_id, version=version)
    return list(own.order_by("kind", "sha256").values_list("kind", "sha256"))


def proving(files: Iterable[Evidence], version: int | None) -> list[Evidence]:
    """Return those that prove a version; those of no version yet prove what is filed next."""
    return [each for each in files if each.version in (None, version)]


def missing_kinds(
    standard: Standard,
    code: str,
    startup_form: str,
    files: Sequence[Evidence],
    version: int | None = None,
) -> list[Requirement]:
    """Return every requirement of a code with how far it is met, as rule V501 judges it.

    ``files`` are all of the graduate: one of another version proves nothing here, but makes the
    lack a question, as it may only stand in the wrong place.
    """  # fmt: skip
    own = proving(files, version)
    asked = asked_of(standard, code, startup_form)
    return [_judged(proof, own, files) for proof in asked]


def _judged(proof: Proof, own: Sequence[Evidence], files: Sequence[Evidence]) -> Requirement:
    proved = tuple(each for each in own if _proves(each, proof))
    if any(each.kind == proof.kind for each in proved):
        return Requirement(proof, Standing.THERE, proved)
    if proved:
        return Requirement(proof, Standing.ALTERNATIVE, proved)
    elsewhere = any(_proves(each, proof) for each in files)
    doubtful = bool(files) and (elsewhere or not proof.certain)
    return Requirement(proof, Standing.UNCERTAIN if doubtful else Standing.MISSING, ())


def _proves(file: Evidence, proof: Proof) -> bool:
    return file.kind in proof.accepted or (file.is_list and LIST in proof.accepted)


@dataclass(frozen=True)
class Reuse:
    """That a file is used for another graduate too; ``numbers`` are those the reader may know."""

    numbers: tuple[str, ...]
    hidden: int


def reused(user: User, files: Sequence[Evidence]) -> Mapping[int, Reuse]:
    """Return which of these files prove somebody else as well, by their key.

    A graduate learns only that it is so; the staff learn the number of whom they may see. Official
    lists prove many by their nature and are left out.
    """
    own = [each for each in files if not each.is_list and getattr(each, "shared", True)]
    if not own:
        return {}
    hashes = {each.sha256 for each in own}
    uploads = {each.upload_blind for each in own}
    others = _others(own[0].graduate_id, own[0].school_id).filter(
        Q(sha256__in=hashes) | Q(upload_blind__in=uploads)
    )
    rows = list(others.values_list("sha256", "upload_blind", "graduate_id"))
    known = _known(user, {graduate for _, _, graduate in rows})
    found = {}
    for each in own:
        whom = {g for s, b, g in rows if each.sha256 == s or each.upload_blind == b}
        if whom:
            numbers = tuple(sorted(known[g] for g in whom if g in known))
            found[each.pk] = Reuse(numbers, len(whom) - len(numbers))
    return found


def _known(user: User, graduates: set[int]) -> dict[int, str]:
    if user.is_graduate or not graduates:
        return {}
    seen = graduates_visible_to(user).filter(pk__in=graduates)
    return dict(seen.values_list("pk", "student_no"))


def kept_until(file: Evidence) -> date | None:
    """Return the day a shown file is kept until at least; ``None`` where the school keeps all."""
    days = file.days if file.decided else KIND.days  # type: ignore[attr-defined]
    return None if days is None else file.keep_from + timedelta(days=days)
