"""The cast of the demonstration, offered on its login page."""

from __future__ import annotations

from django.db.models import QuerySet

from quxiang.web.accounts.models import User

#: the numbers of the cast; only the demonstration gives them out
NUMBERS = tuple(str(each) for each in range(8001, 8020))


def cast_members() -> QuerySet[User]:
    """Return who may be tried out: staff of the cast, and the first graduate."""
    graduate = User.objects.filter(kind=User.Kind.GRADUATE).order_by("pk").values("pk")[:1]
    return (
        User.objects.filter(number__in=NUMBERS) | User.objects.filter(pk__in=graduate)
    ).order_by("kind", "number")
