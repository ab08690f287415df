"""Owners, telephones and addresses as they are compared, however they were written."""

from __future__ import annotations

import re
import unicodedata

from quxiang.standards import fold_name, fold_person
from quxiang.web.common import sealed

_NO_DIGITS = re.compile(r"\D+")
#: where an extension begins: said so, or a few digits after a whole number and a dash
_EXTENSION = re.compile(r"(?:转|分机|ext|#).*$|(?<=\d{7})[-—]\d{1,5}$", re.IGNORECASE)
#: with the code of the country a number is one of these longer
_COUNTRY = re.compile(r"^(?:00)?86(?=1\d{10}$|0?[2-9]\d{8,10}$)")


def owner_key(name: str) -> str:
    """Return the keyed hash an owner's name is compared by; empty for no name."""
    return sealed.blind(fold_person(name), "legal_person") if name.strip() else ""


def plain_phone(text: str) -> str:
    """Return the digits of a telephone number, without country and extension."""
    plain = unicodedata.normalize("NFKC", text).strip()
    digits = _NO_DIGITS.sub("", _EXTENSION.sub("", plain))
    return _COUNTRY.sub("", digits)


def phone_key(text: str) -> str:
    """Return the keyed hash a telephone number is compared by; empty where there is none."""
    return sealed.blind(plain_phone(text), "phone")


def address_key(text: str) -> str:
    """Return an address as it is compared."""
    return fold_name(text)[:200]
