"""Internal keys: who a row is about, and which employer it names."""

from __future__ import annotations

from collections.abc import Sequence

import pyarrow as pa
import pyarrow.compute as pc

from quxiang.exchange.cleaning import blank, clean
from quxiang.exchange.keyedhash import keyed_hash
from quxiang.standards import fold_name

#: hexadecimal digits of ``graduate_id``
KEY_DIGITS = 16
#: the numbers a person is known by, best first
NUMBERS = ("exam_no", "student_no", "id_hash")


def graduate_ids(data: pa.Table, key: bytes) -> pa.Array:
    """Return the key of each row: keyed hash of ``school|cohort|number``.

    The number is 考生号, else 学号, else the hash of the identity number; a row without any gets
    a key from its place in the file, so that it counts as one person.
    """
    parts = [data.column(name).combine_chunks() for name in ("school", "cohort")]
    numbers = numbers_of(data)
    places = [data.column(name) for name in ("source_file", "source_sheet", "source_row")]
    own = pc.binary_join_element_wise(*[each.cast(pa.string()) for each in places], "|")
    number = own if numbers is None else pc.coalesce(numbers, own)
    texts = pc.binary_join_element_wise(*[pc.fill_null(part, "") for part in parts], number, "|")
    hashes = [keyed_hash(key, text, KEY_DIGITS) for text in _listed(texts)]
    return pa.array(hashes, pa.string())


def numbers_of(data: pa.Table) -> pa.Array | None:
    """Return each row's best number, ``None`` if the table has no number column."""
    names = [name for name in NUMBERS if name in data.column_names]
    if not names:
        return None
    return pc.coalesce(*[data.column(name) for name in names])


def _listed(texts: pa.Array | pa.ChunkedArray) -> Sequence[str]:
    listed: Sequence[str] = texts.to_pylist()
    return listed


def employer_key(
    codes: pa.Array | None,
    names: pa.Array | None,
    place_codes: pa.Array | None,
    places: pa.Array | None,
) -> pa.Array:
    """Return the credit code, else folded name and place; null where neither is given."""
    if names is None:
        return codes
    folded = _folded(names)
    place = [
        each
        for each in (place_codes, None if places is None else _folded(places))
        if each is not None
    ]
    where = pc.fill_null(pc.coalesce(*place), "") if place else pa.array([""] * len(names))
    named = pc.binary_join_element_wise(folded, where, "|")
    return named if codes is None else pc.coalesce(codes, named)


def _folded(texts: pa.Array) -> pa.Array:
    encoded = texts.dictionary_encode()
    read = [
        None if blank(text := clean(each)) else fold_name(text)
        for each in encoded.dictionary.to_pylist()
    ]
    return pa.array(read, pa.string()).take(encoded.indices)
