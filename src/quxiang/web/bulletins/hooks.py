"""What other apps do when a bulletin goes out: they register here, and tell whom they tell."""

from __future__ import annotations

from collections.abc import Callable

from quxiang.web.bulletins.models import Bulletin

OnIssued = Callable[[Bulletin], None]
_handlers: list[OnIssued] = []


def on_issued(handler: OnIssued) -> OnIssued:
    """Register what is done when a bulletin is issued, in the transaction that issues it.

    A handler only writes rows and enqueues jobs: what it raises takes the issuing back.
    """
    _handlers.append(handler)
    return handler


def tell_issued(bulletin: Bulletin) -> None:
    for each in _handlers:
        each(bulletin)
