"""The three axes of a destination: how far it is signed, confirmed, exchanged."""

from __future__ import annotations

from django.db.models import TextChoices

from quxiang.web.common.states import Transition, table


class RegistrationState(TextChoices):
    DRAFT = "draft", "填写中"
    IN_REVIEW = "in_review", "审签中"
    RETURNED = "returned", "退回修改"
    SIGNED = "signed", "已审签"
    ENTERED = "entered", "已录入"


S = RegistrationState
TRANSITIONS = table(
    Transition("submit", (S.DRAFT, S.RETURNED), S.IN_REVIEW),
    Transition("withdraw", (S.IN_REVIEW,), S.DRAFT),
    Transition("return", (S.IN_REVIEW,), S.RETURNED),
    Transition("complete", (S.IN_REVIEW,), S.SIGNED),
    Transition("enter", (S.SIGNED,), S.ENTERED),
    Transition("refuse", (S.ENTERED,), S.RETURNED),
    Transition("reopen", (S.SIGNED, S.ENTERED), S.DRAFT),
    # what the registering system held before the school began here: signed on paper (N3.5)
    Transition("adopt", (S.DRAFT,), S.ENTERED),
)
#: how far a version has come, for ``counts_from``; a version returned or being written is nowhere
REACHED = {S.IN_REVIEW: 1, S.SIGNED: 2, S.ENTERED: 3}


def counts(state: str, counts_from: str) -> bool:
    """Say whether a version in this state is in force where counting starts at ``counts_from``."""
    return REACHED.get(S(state), 0) >= REACHED[S(counts_from)]


class Place(TextChoices):
    """Where a graduate confirmed: here, or in the national system."""

    SCHOOL = "school", "校内核对"
    NATIONAL = "national", "全国系统"


class ConfirmationState(TextChoices):
    AWAITED = "awaited", "待核对"
    CONFIRMED = "confirmed", "已确认"
    CORRECTION_ASKED = "correction_asked", "要求更正"
    DISPUTED = "disputed", "有异议"


C = ConfirmationState
#: whoever disputed may find it right later, or changed: the dispute itself stays with the centre
CONFIRMING = table(
    Transition("confirm", (C.AWAITED, C.CORRECTION_ASKED, C.DISPUTED), C.CONFIRMED),
    Transition("ask_correction", (C.AWAITED, C.CONFIRMED, C.DISPUTED), C.CORRECTION_ASKED),
    Transition("dispute", (C.AWAITED, C.CONFIRMED, C.CORRECTION_ASKED), C.DISPUTED),
)


class DisputeState(TextChoices):
    OPEN = "open", "待答复"
    ANSWERED = "answered", "已答复"


D = DisputeState
DISPUTING = table(Transition("answer", (D.OPEN,), D.ANSWERED))


class ExchangeState(TextChoices):
    """What the registering system said of a version; that it is stale follows from the rest."""

    SENT = "sent", "已导出待回执"
    ACCEPTED = "accepted", "已接收"
    REFUSED = "refused", "被退回"


X = ExchangeState
EXCHANGING = table(
    Transition("accept", (X.SENT, X.REFUSED), X.ACCEPTED),
    Transition("refuse", (X.SENT, X.ACCEPTED), X.REFUSED),
)
