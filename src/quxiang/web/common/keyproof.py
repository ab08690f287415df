"""Do the keys of this installation open what lies sealed in its database?

Keys that are lost are drawn anew by whoever first needs one, and from then on nothing of before
can be opened while new numbers are sealed under the wrong key. So doctor tries what is there,
and nothing starts over a database its keys do not open.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models

from quxiang.problems import Problem, UnusableError
from quxiang.web.common import sealed
from quxiang.web.common.rotation import sealed_columns

REMEDY = "没有改动任何数据。请停下网站，从备份恢复 {home}/keys 里的全部文件，再启动。"
#: columns whose blind index is made for the purpose they are sealed for
INDEXED = {"user.phone_sealed": "phone_blind", "person.identity_sealed": "identity_blind"}


def demand() -> None:
    """Draw the first key of an empty installation; refuses keys that open nothing of before."""
    if sealed.keyring_file().exists() or not _anything_sealed():
        try:
            sealed.keyring()
            if not (fault := unopened()):
                return
        except (OSError, ValueError, KeyError):
            fault = f"密钥文件 {sealed.keyring_file()} 读不出或已损坏。"
    else:
        fault = f"密钥文件 {sealed.keyring_file()} 不在了，库里已封存的号码都打不开。"
    raise UnusableError(Problem("keys_lost", fault, remedy()))


def remedy() -> str:
    return REMEDY.format(home=settings.HOME)


def unopened() -> str:
    """Say what no key opens, or the blind index does not find; empty where all is well."""
    for model, column, purpose in sealed_columns():
        for value, blind in _ends(model, column):
            try:
                plain = sealed.unseal(value, purpose)
            except sealed.SealBrokenError:
                return "现有密钥打不开库里已封存的号码：密钥不是这个库的。"
            if blind and blind != sealed.blind(plain, purpose):
                return "现有的检索密钥不是这个库的：按号码找不到人。"
    return ""


def _ends(model: type[models.Model], column: str) -> list[tuple[str, str]]:
    """Return the oldest and the newest sealed value of a column, each with its blind index."""
    index = INDEXED.get(f"{model._meta.model_name}.{column}")
    wanted = [column, index] if index else [column]
    rows = model._default_manager.exclude(**{column: ""}).values_list(*wanted)
    ends = [rows.order_by(order).first() for order in ("pk", "-pk")]
    return [(each[0], each[1] if index else "") for each in ends if each and each[0]]


def _anything_sealed() -> bool:
    return any(_ends(model, column) for model, column, _ in sealed_columns())
