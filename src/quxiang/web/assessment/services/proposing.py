"""Propose something for the negative list, resting on what was confirmed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db.models import Max

from quxiang.problems import Problem, Where
from quxiang.web.assessment.access import PROPOSES, may_propose
from quxiang.web.assessment.grounds import candidates
from quxiang.web.assessment.models import Ground, Listing
from quxiang.web.assessment.services.stepping import note
from quxiang.web.assessment.services.telling import tell_college
from quxiang.web.assessment.states import ListingState
from quxiang.web.assessment.terms import terms_of, uses_of
from quxiang.web.assessment.wording import TITLE, refuse_names, written
from quxiang.web.audit import trail
from quxiang.web.common import clock
from quxiang.web.common.refusals import InvalidError, StaleStateError, require
from quxiang.web.orgs.models import School, Unit
from quxiang.web.reference.workdays import after_working_days
from quxiang.web.roster.models import Cohort

if TYPE_CHECKING:
    from quxiang.web.accounts.models import User

TAKEN = "所选的依据里有的刚才已用在另一条里，或已不再是查实的；没有提出。请刷新后重选。"


@dataclass(frozen=True)
class Proposal:
    """What is proposed: in words, for what it would be used, on which grounds, by kind."""

    title: str
    facts: str
    uses: Sequence[str]
    grounds: Mapping[str, Sequence[int]] = field(default_factory=dict)


@trail.atomic()
def propose(*, cohort: Cohort, college: Unit, proposal: Proposal, by: User) -> Listing:
    """Put a matter of a college forward; it is asked to reply in so many working days.

    Refuses one without grounds, for no use the table knows, or that names somebody. Raises
    :class:`StaleStateError` where a ground was used elsewhere meanwhile.
    """
    require(may_propose(by), PROPOSES)
    title = written(proposal.title, "title", "请写明是什么事项。", TITLE)
    facts = written(proposal.facts, "facts", "请写明事实和理由。")
    refuse_names(f"{title}\n{facts}", college)
    uses = sound_uses(cohort, proposal.uses)
    School.objects.select_for_update().get(pk=cohort.school_id)  # one number after another
    grounds = _grounds(by, cohort, college, proposal.grounds)
    today = clock.today()
    last = Listing.objects.filter(school_id=cohort.school_id).aggregate(last=Max("number"))["last"]
    made = Listing.objects.create(
        school_id=cohort.school_id, cohort=cohort, college=college, number=(last or 0) + 1,
        title=title, state=ListingState.PROPOSED, uses=uses, proposed_by=by,
        proposed_at=clock.now(),
        reply_due_on=after_working_days(
            cohort.school_id, today, terms_of(cohort.pk).reply_days
        ),
    )  # fmt: skip
    for each in grounds:
        each.listing = made
    Ground.objects.bulk_create(grounds)
    note(made, "propose", facts, by)
    after = {"unit": college.pk, "title": title, "count": len(grounds)}
    trail.record("listing.propose", made, by=by, reason=facts[:200], after=after)
    tell_college(made, f"拟列入，请于 {made.reply_due_on} 前（含当日）答复")
    return made


def sound_uses(cohort: Cohort, uses: Sequence[str]) -> list[str]:
    """Return for what it is to be used, in the table's order; refuses none and unknown ones."""
    known = uses_of(cohort)
    if not uses or not set(uses) <= set(known):
        message = "没有选用于哪些方面。"
        remedy = "请从列出的用途里至少选一项。"
        raise InvalidError(Problem("listing.uses", message, remedy, Where(column="uses")))
    return [each for each in known if each in uses]


def _grounds(
    by: User, cohort: Cohort, college: Unit, chosen: Mapping[str, Sequence[int]]
) -> list[Ground]:
    """Return the grounds that were ticked; all must be there, confirmed and in no other listing."""
    if not any(chosen.values()):
        message = "没有选依据。"
        raise InvalidError(Problem("listing.grounds", message, "请至少勾选一件查实的依据。"))
    found: list[Ground] = []
    for kind, rows in candidates(by, cohort, college).items():
        wanted = set(chosen.get(kind, ()))
        keys = list(rows.filter(pk__in=wanted).values_list("pk", flat=True)) if wanted else []
        if set(keys) != wanted:
            raise StaleStateError(TAKEN)
        found += [Ground(kind=kind, **{f"{kind}_id": key}) for key in sorted(keys)]
    return found
