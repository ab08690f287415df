"""Which reader types a column that holds a plain value."""

from __future__ import annotations

from collections.abc import Callable

import pyarrow as pa

from quxiang.exchange.amounts import money_reader, rate_reader, read_boolean, read_integer
from quxiang.exchange.assignment import title_of
from quxiang.exchange.cleaning import SCIENTIFIC, THIRTY_IS_BLANK, blank, clean, clean_number
from quxiang.exchange.dates import date_reader, read_cohort, read_moment
from quxiang.exchange.distinct import Fault, Read, Reader
from quxiang.exchange.headers import header_book
from quxiang.exchange.persons import read_number
from quxiang.exchange.vocabularies import vocabulary_of
from quxiang.standards import credit_code, fold_name
from quxiang.standards.tables import Column, Type

ARROW = {
    Type.TEXT: pa.string(),
    Type.INTEGER: pa.int64(),
    Type.DATE: pa.date32(),
    Type.MOMENT: pa.timestamp("us"),
    Type.BOOLEAN: pa.bool_(),
}
_CREDIT_CODES = frozenset({"employer_uscc", "uscc", "parent"})
#: a month says enough about these days
_MONTHLY = frozenset({"graduation_on", "founded_on"})


def reader_of(table: str, column: Column, cells: pa.Array) -> Reader:
    """Return the reader of a column without a code table; ``cells`` helps where the whole tells."""
    special = _SPECIAL.get(column.name) or _SPECIAL.get(f"{table}.{column.name}")
    if special:
        return special
    if column.type is Type.INTEGER:
        return _integers(table, column, cells)
    if column.type is Type.DATE:
        return date_reader(month_is_enough=column.name in _MONTHLY)
    if column.type is not Type.TEXT:
        return read_moment if column.type is Type.MOMENT else read_boolean
    vocabulary = vocabulary_of(table, column.name)
    return vocabulary.reader(title_of(table, column.name)) if vocabulary else _text_reader(column)


def _integers(table: str, column: Column, cells: pa.Array) -> Reader:
    if column.name == "rate":
        return rate_reader(cells.unique().drop_null().to_pylist())
    if table == "minimum_wages":
        return money_reader(100 if column.name == "hourly" else 1)
    return read_integer


def _text_reader(column: Column) -> Reader:
    thirty = column.name in THIRTY_IS_BLANK

    def read(text: str) -> Read:
        text = clean(text)
        return Read(None if blank(text) or (thirty and text == "30") else text)

    return read


def read_credit_code(text: str) -> Read:
    """Read a credit code as text, upper case; whether it is valid is for rules to say.

    What a float has shortened is left out: it would make one employer of many.
    """
    number = clean_number(text)
    if number is None:
        return Read(None)
    if SCIENTIFIC.match(number) or _shortened(number):
        return Read(None, Fault("digits_lost"))
    return Read(number if number.isalnum() else credit_code.clean(number))


def _shortened(number: str) -> bool:
    """Say whether a code of digits has been a float: its end is zeros, and wrong."""
    return len(number) == 18 and number.endswith("000") and not credit_code.is_valid(number)


def read_place_code(text: str) -> Read:
    """Read a place code of six digits; shorter ones of a province or city are filled up."""
    number = clean_number(text)
    if number is None:
        return Read(None)
    if number.isdigit() and len(number) in (2, 4, 6):
        return Read(number.ljust(6, "0"))
    if number.isdigit() and len(number) in (9, 12):
        return Read(number[:6])
    return Read(None, Fault("bad_place_code"))


def read_address(text: str) -> Read:
    """Read an address as the key it is compared by."""
    text = clean(text)
    return Read(None if blank(text) else fold_name(text))


def read_field_name(text: str) -> Read:
    """Read the name of a changed field as the engine's column, if it is one."""
    text = clean(text)
    match = header_book("graduates").find(text)
    return Read(None if blank(text) else match.known.field if match else text)


def read_wage_place(text: str) -> Read:
    """Read the place of a minimum wage: a code is filled up, a name stays."""
    number = clean_number(text)
    if number and number.isdigit() and len(number) in (2, 4, 6):
        return Read(number.ljust(6, "0"))
    return Read(number)


_SPECIAL: dict[str, Callable[[str], Read]] = {
    "cohort": read_cohort,
    "exam_no": read_number,
    "student_no": read_number,
    "place_code": read_place_code,
    "address_key": read_address,
    "changes.field": read_field_name,
    "minimum_wages.place": read_wage_place,
    **dict.fromkeys(_CREDIT_CODES, read_credit_code),
}
