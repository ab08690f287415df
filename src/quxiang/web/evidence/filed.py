"""What a graduate files or has filed: by this the checklist knows what to ask for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Subquery

from quxiang.web.destinations.models import Draft, Registration
from quxiang.web.destinations.services.drafts import typed_in
from quxiang.web.destinations.states import RegistrationState
from quxiang.web.roster.models import Graduate

if TYPE_CHECKING:
    from quxiang.web.accounts.models import User


@dataclass(frozen=True)
class Filed:
    """Code and form of the start-up; ``version`` is the number of the current one, if any."""

    code: str = ""
    startup_form: str = ""
    version: int | None = None
    in_review: bool = False
    in_force: int | None = None
    state: str = RegistrationState.DRAFT

    @property
    def bound(self) -> int | None:
        """Return the version whose files stay: signed by all, else in force."""
        return self.version if self.state == RegistrationState.SIGNED else self.in_force


def filed_by(graduate: Graduate, reader: User) -> Filed:
    """Return what the reader is typing for a graduate, else what was filed last."""
    drafts = Draft.objects.filter(graduate=graduate, author=reader, slot=1)
    found = (
        Registration.objects.filter(graduate=graduate)
        .select_related("current", "in_force")
        .annotate(typed=Subquery(drafts.values("typed_sealed")[:1]))
        .first()
    )
    if found is None:
        draft = drafts.first()
        return Filed(*_typed(draft.typed_sealed)) if draft is not None else Filed()
    current, in_review = found.current, found.state == RegistrationState.IN_REVIEW
    number = current.number if current is not None else None
    in_force = found.in_force.number if found.in_force is not None else None
    if found.typed and not in_review:
        return Filed(*_typed(found.typed), number, in_review, in_force, found.state)
    if current is None:
        return Filed()
    return Filed(current.code, current.startup_form, number, in_review, in_force, found.state)


def _typed(sealed: str) -> tuple[str, str]:
    typed = typed_in(Draft(typed_sealed=sealed))
    return typed.get("code", ""), typed.get("startup_form", "")
