"""Whose imports somebody sees: those of targets they may import, their own college's only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import QuerySet
from django.http import Http404

from quxiang.web.imports.models import Import
from quxiang.web.imports.targets import targets_for

if TYPE_CHECKING:
    from quxiang.web.accounts.models import User


def imports_visible_to(user: User) -> QuerySet[Import]:
    names = [target.name for target in targets_for(user)]
    return Import.objects.filter(school_id=user.school_id, target__in=names).select_related("by")


def get_import_for(user: User, import_id: int) -> Import:
    """Return an import somebody may see; raises ``Http404`` for every other."""
    found = imports_visible_to(user).filter(pk=import_id).first()
    if found is None:
        raise Http404
    return found
