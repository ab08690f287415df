"""Seal every sealed column anew under the current key, in batches; again goes on where it was."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from django.apps import apps
from django.db import models

from quxiang.web.common import sealed

BATCH = 500
SUFFIX = "_sealed"
#: what a column's values were sealed for, where it is not the column's own name
PURPOSES = {("message", "text_sealed"): "message", ("secondfactor", "secret_sealed"): "totp"}


#: what lies sealed outside the database: whether some is under an older key, and seal it anew
LeftOver = Callable[[], bool]
SealAnew = Callable[[], int]
_beside: list[tuple[LeftOver, SealAnew]] = []


def seals_beside(left_over: LeftOver, seal_anew: SealAnew) -> None:
    """Register what an app seals outside the database."""
    _beside.append((left_over, seal_anew))


def sealed_columns() -> Iterator[tuple[type[models.Model], str, str]]:
    """Give every sealed column of every model: model, column, purpose."""
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if field.name.endswith(SUFFIX):
                key = (model._meta.model_name or "", field.name)
                yield model, field.name, PURPOSES.get(key, field.name.removesuffix(SUFFIX))


def _waiting(model: type[models.Model], column: str) -> models.QuerySet[models.Model]:
    current = f"{sealed.keyring().current}:"
    rows = model._default_manager.exclude(**{column: ""})
    return rows.exclude(**{f"{column}__startswith": current}).order_by("pk")


def left_over() -> bool:
    """Say whether some values are still sealed under an older key."""
    columns = any(_waiting(model, column).exists() for model, column, _ in sealed_columns())
    return columns or any(waits() for waits, _ in _beside)


def seal_anew() -> int:
    """Seal all values of older keys under the current one; return how many."""
    count = 0
    for model, column, purpose in sealed_columns():
        while batch := list(_waiting(model, column)[:BATCH]):
            for row in batch:
                text = sealed.unseal(getattr(row, column), purpose)
                setattr(row, column, sealed.seal(text, purpose))
            model._default_manager.bulk_update(batch, [column])
            count += len(batch)
    return count + sum(anew() for _, anew in _beside)
