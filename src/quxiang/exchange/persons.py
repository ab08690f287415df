"""Identity numbers, phones and other numbers of persons: read, hashed, never kept."""

from __future__ import annotations

import re
from collections.abc import Callable

import pyarrow as pa

from quxiang.exchange.cleaning import SCIENTIFIC, blank, clean, clean_number, masked
from quxiang.exchange.distinct import Fault, Faulty, Read, faulty_rows
from quxiang.exchange.keyedhash import keyed_hash
from quxiang.standards import fold_name, identity

#: hexadecimal digits of a keyed hash
HASH_DIGITS = 32
_MOBILE = re.compile(r"^1[3-9]\d{9}$")
_PHONE_NOISE = re.compile(r"[\s\-()+.转]+")


def keyed(key: bytes, text: str) -> str:
    """Return the keyed hash of a text, ``HASH_DIGITS`` hexadecimal digits."""
    return keyed_hash(key, text, HASH_DIGITS)


def read_number(text: str) -> Read:
    """Read a student or examination number or another identifying number as text.

    What a float has shortened is left out: several people would share the rest.
    """
    number = clean_number(text)
    if number and "E" in number and SCIENTIFIC.match(number):
        return Read(None, Fault("digits_lost", (), number))
    return Read(number)


def identity_columns(column: pa.Array, key: bytes) -> tuple[dict[str, pa.Array], list[Faulty]]:
    """Return ``id_check``, ``id_birth_on``, ``id_gender`` and ``id_hash`` of identity numbers.

    Numbers that went through a float are faults; their hash is left out, for it would not match.
    """
    encoded = column.dictionary_encode()
    texts = encoded.dictionary.to_pylist()
    numbers = [clean_number(text) for text in texts]
    found = [identity.inspect(number) for number in numbers]
    lost = [
        number is not None and _lost(text, number, each)
        for text, number, each in zip(texts, numbers, found, strict=True)
    ]
    hashes = [
        keyed(key, number) if number and not gone else None
        for number, gone in zip(numbers, lost, strict=True)
    ]
    made = {
        "id_check": pa.array([each.check for each in found], pa.string()),
        "id_birth_on": pa.array([each.birth_on for each in found], pa.date32()),
        "id_gender": pa.array([each.gender for each in found], pa.string()),
        "id_hash": pa.array(hashes, pa.string()),
    }
    made = {name: values.take(encoded.indices) for name, values in made.items()}
    made["id_check"] = made["id_check"].fill_null("missing")
    return made, _lost_cells(encoded, texts, numbers, lost)


def _lost(text: str, number: str, found: identity.Identity) -> bool:
    """Say whether a float has eaten the last digits: what is left is itself a float, and wrong."""
    if found.check == "ok":
        return False
    if identity.lost_digits(clean(text)) or SCIENTIFIC.match(number):
        return True
    return len(number) == 18 and number.isdigit() and int(float(number)) == int(number)


def _lost_cells(
    encoded: pa.DictionaryArray, texts: list[str], numbers: list[str | None], lost: list[bool]
) -> list[Faulty]:
    faults = {
        at: Fault("digits_lost", (), masked(number or ""))
        for at, (number, is_lost) in enumerate(zip(numbers, lost, strict=True))
        if is_lost
    }
    return faulty_rows(encoded, texts, faults)


def phone_columns(column: pa.Array, key: bytes) -> tuple[pa.Array, pa.Array, list[Faulty]]:
    """Return the hashes of phones, their form (ok, bad_form, missing), and lost digits."""

    encoded = column.dictionary_encode()
    texts = encoded.dictionary.to_pylist()
    numbers = [phone_number(text) for text in texts]
    lost = {at for at, number in enumerate(numbers) if number and "E+" in number}
    hashes = [
        keyed(key, number) if number and at not in lost else None
        for at, number in enumerate(numbers)
    ]
    forms = [_phone_form(number) for number in numbers]
    faults = {at: Fault("digits_lost", (), masked(numbers[at] or "")) for at in lost}
    return (
        pa.array(hashes, pa.string()).take(encoded.indices),
        pa.array(forms, pa.string()).take(encoded.indices).fill_null("missing"),
        faulty_rows(encoded, texts, faults),
    )


def _phone_form(number: str | None) -> str:
    if not number:
        return "missing"
    return "ok" if _MOBILE.match(number) else "bad_form"


def phone_number(text: str) -> str | None:
    """Return a phone number's digits, without 86 and separators; several numbers: the first."""
    if len(text) == 11 and text.isdigit() and text.isascii():
        return text
    text = clean(text)
    if blank(text):
        return None
    if SCIENTIFIC.match(text):
        return text.upper()
    first = re.split(r"[,;、/|]", text)[0]
    digits = _PHONE_NOISE.sub("", first.removesuffix(".0"))
    digits = digits.removeprefix("0086")
    if len(digits) == 13 and digits.startswith("861"):
        digits = digits[2:]
    return digits or None


def hash_reader(key: bytes) -> Callable[[str], Read]:
    """Return a reader that keeps only the keyed hash of a folded name."""

    def read(text: str) -> Read:
        text = clean(text)
        return Read(None if blank(text) else keyed(key, fold_name(text)))

    return read
