"""Whom and what a legal hold keeps, as sets the deletion leaves out."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q, QuerySet

from quxiang.web.accounts.models import User
from quxiang.web.privacy.models import LegalHold
from quxiang.web.roster.models import Cohort, Graduate


@dataclass(frozen=True)
class Held:
    """What is held at one school now; with ``none`` nothing, to count what holds keep."""

    school_id: int
    none: bool = False

    def _holds(self) -> QuerySet[LegalHold]:
        holds = LegalHold.objects.filter(school_id=self.school_id, lifted_at__isnull=True)
        return holds.none() if self.none else holds

    def graduates(self) -> QuerySet[Graduate]:
        """Return held persons in every cohort of theirs, and everybody of held cohorts."""
        return Graduate.objects.filter(
            Q(cohort__holds__in=self._holds()) | Q(person__holds__in=self._holds())
        ).distinct()

    def users(self) -> QuerySet[User]:
        return User.objects.filter(person__graduates__in=self.graduates())

    def cohorts(self) -> QuerySet[Cohort]:
        """Return cohorts with anything held: files and registers are kept whole or not at all."""
        return Cohort.objects.filter(graduates__in=self.graduates()) | Cohort.objects.filter(
            holds__in=self._holds()
        )
