"""Numbers of persons are read, hashed and never kept."""

from __future__ import annotations

import hmac
from collections.abc import Callable
from datetime import date

import pytest

from exchange.files import KEY, cells, codes, values
from quxiang.exchange import Reading
from quxiang.exchange.cleaning import clean_number, masked
from quxiang.exchange.persons import phone_number
from quxiang.standards import identity

Read = Callable[..., Reading]
BASE = "41070220020315123"
NUMBER = BASE + identity.check_character(BASE)
WRONG = BASE + identity.check_character(BASE).translate(
    str.maketrans("0123456789X", "1234567890" + "0")
)


def test_an_identity_number_gives_check_birth_gender_and_hash(one_column: Read) -> None:
    found = one_column("身份证号", [NUMBER, WRONG, "123", ""])
    assert values(found, "id_check") == ["ok", "bad_check", "bad_form", "missing"]
    assert values(found, "id_birth_on") == [date(2002, 3, 15), date(2002, 3, 15), None, None]
    assert values(found, "id_gender") == ["1", "1", None, None]
    expected = hmac.digest(KEY, NUMBER.encode(), "sha256").hex()[:32]
    assert values(found, "id_hash")[0] == expected


def test_spellings_of_one_number_give_one_hash(one_column: Read) -> None:
    spellings = [f" {NUMBER.lower()} ", f"'{NUMBER}", NUMBER[:6] + " " + NUMBER[6:]]
    assert len(set(values(one_column("身份证号", [NUMBER, *spellings]), "id_hash"))) == 1


@pytest.mark.parametrize(
    "number", [410702200203151236.0, "4.10702200203151E+17", "410702200203151000"]
)
def test_digits_a_float_has_eaten_are_a_problem(number: object, one_column: Read) -> None:
    found = one_column("身份证号", [number, NUMBER])
    assert cells(found, "digits_lost") == ["B2"]
    assert values(found, "id_hash")[0] is None


def test_no_raw_number_reaches_the_table_or_a_problem(reading: Read) -> None:
    rows = [["考生号", "身份证号", "手机号码", "联系人电话"],
            ["24410100000001", 410702200203151236.0, "13800001234", "1.38E+10"]]  # fmt: skip
    found = reading(rows)
    said = f"{found.data.to_pylist()} {found.problems}"
    assert "13800001234" not in said
    assert "41070220020315" not in said
    assert codes(found) == ["digits_lost", "digits_lost"]


@pytest.mark.parametrize(
    ("text", "form"),
    [("13800001234", "ok"), ("138 0000 1234", "ok"), ("+86-13800001234", "ok"), ("13800001234.0", "ok"),  # noqa: E501
     ("0373-3000001", "bad_form"), ("无", "missing"), (13800001234, "ok")],
)  # fmt: skip
def test_phones_are_told_by_form(text: object, form: str, one_column: Read) -> None:
    assert values(one_column("手机号码", [text, "13900000000"]), "phone_form")[0] == form


def test_one_phone_has_one_hash_whoever_owns_it(reading: Read) -> None:
    rows = [
        ["考生号", "手机号码", "联系人电话"],
        ["24410100000001", "138 0000 1234", "+8613800001234"],
    ]
    found = reading(rows)
    assert values(found, "phone_hash") == values(found, "contact_phone_hash") != [None]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("0086 13800001234", "13800001234"),
        ("13800001234/13900001234", "13800001234"),
        ("/", None),
        ("8613800001234", "13800001234"),
    ],
)
def test_a_phone_is_its_digits(text: str, number: str | None) -> None:
    assert phone_number(text) == number


@pytest.mark.parametrize(
    ("text", "shown"),
    [(NUMBER, "4107************" + NUMBER[-2:]), ("13812345678", "138*****678"), ("1234", "1***")],
)
def test_numbers_are_shown_masked(text: str, shown: str) -> None:
    assert masked(text).replace("*", "") == shown.replace("*", "")
    assert "*" * 3 in masked(text)


@pytest.mark.parametrize(
    ("text", "number"),
    [("24410100000001.0", "24410100000001"), (24410100000001, "24410100000001"),
     ("'24410100000001", "24410100000001"), ("244101000000011", "244101000000011"),
     ("2441010000001", "2441010000001")],
)  # fmt: skip
def test_an_exam_number_is_digits_and_its_length_is_for_a_rule_to_judge(
    text: object, number: str, reading: Read
) -> None:
    found = reading([["考生号", "姓名"], [text, "王"]])
    assert (values(found, "exam_no"), codes(found)) == ([number], [])


@pytest.mark.parametrize("text", ['="0012"', "'0012", "\t0012", "００１２"])
def test_tricks_that_keep_a_number_text_are_taken_off(text: str) -> None:
    assert clean_number(text) == "0012"


@pytest.mark.parametrize(
    ("header", "column", "text"),
    [
        ("考生号", "exam_no", "1.0410E+13"),
        ("学号", "student_no", "2.02E+9"),
        ("统一社会信用代码", "employer_uscc", "1.2410E+17"),
        ("统一社会信用代码", "employer_uscc", "124100004158009000"),
    ],
)
def test_a_shortened_number_is_left_out_so_that_nobody_shares_it(
    header: str, column: str, text: str, reading: Read
) -> None:
    found = reading([["身份证号", header, "姓名"], [NUMBER, text, "王"]])
    assert (values(found, column), cells(found, "digits_lost")) == ([None], ["B2"])


def test_the_key_of_a_graduate_follows_from_school_cohort_and_best_number(reading: Read) -> None:
    rows = [
        ["考生号", "学号", "学校", "毕业年份"],
        ["24410100000001", "01", "中原农大", "2024届"],
        ["", "02", "中原农大", "2024"],
    ]
    found = reading(rows)
    expected = [
        hmac.digest(KEY, f"中原农大|2024|{number}".encode(), "sha256").hex()[:16]
        for number in ("24410100000001", "02")
    ]
    assert values(found, "graduate_id") == expected


def test_legal_persons_are_only_a_hash(reading: Read) -> None:
    rows = [
        ["统一社会信用代码", "法定代表人", "联系电话"],
        ["91410700MA0000001X", "赵 大", "13800001234"],
    ]
    found = reading(rows, "employers")
    assert "赵" not in str(found.data.to_pylist())
    assert len(str(values(found, "legal_person_hash")[0])) == 32
