"""Insert many rows of one model quickly, as models, by the way an import writes them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

from django.db import transaction
from django.db.models import Model

from quxiang.web.common.columns import insert_columns, next_keys

Made = TypeVar("Made", bound=Model)


def kept(rows: Iterable[Made]) -> list[Made]:
    """Insert rows of one model and return them with the keys they got."""
    made = list(rows)
    if not made:
        return made
    model = type(made[0])
    names = [each.attname for each in model._meta.concrete_fields]
    with transaction.atomic():
        for row, key in zip(made, next_keys(model, len(made)), strict=True):
            row.pk = key
        values = [tuple(getattr(row, name) for name in names) for row in made]
        insert_columns(model, names, values)
    return made
