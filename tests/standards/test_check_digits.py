"""Credit codes and identity numbers against python-stdnum, on 10⁵ seeded values each."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from stdnum.cn import ric, uscc

from quxiang.standards import credit_code, identity

VALUES = 100_000
PLACES = ("110101", "410702", "440305", "650102", "810000", "820000", "830000")


def credit_codes() -> Iterator[str]:
    """Yield codes with right check characters, and every second one with one character changed."""
    chance = random.Random(2024)
    for number in range(VALUES):
        body = "".join(chance.choices(credit_code.ALPHABET, k=9))
        code = f"9{chance.randint(1, 3)}{chance.choice(PLACES)}{body}"
        code += uscc.calc_check_digit(code)
        yield code if number % 2 else mutated(code, credit_code.ALPHABET + "IOSVZ", chance)


def identity_numbers() -> Iterator[str]:
    chance = random.Random(1999)
    for number in range(VALUES):
        born = date(1960, 1, 1) + timedelta(days=chance.randrange(18_000))
        first17 = f"{chance.choice(PLACES)}{born:%Y%m%d}{chance.randrange(1000):03d}"
        whole = first17 + ric.calc_check_digit(first17 + "0")
        yield whole if number % 2 else mutated(whole, "0123456789X", chance)


def mutated(text: str, alphabet: str, chance: random.Random) -> str:
    at = chance.randrange(len(text))
    return text[:at] + chance.choice(alphabet) + text[at + 1 :]


def test_credit_codes_agree_with_stdnum() -> None:
    for code in credit_codes():
        digits_first = code[
            :2
        ].isdigit()  # stdnum refuses letters there; the standard has A1, N1, Y1
        ours = credit_code.check(code)
        if digits_first:
            assert (ours == "ok") == uscc.is_valid(code), code
        if ours != "bad_form":
            assert credit_code.check_character(code[:17]) == uscc.calc_check_digit(code[:17])


def test_identity_numbers_agree_with_stdnum() -> None:
    for number in identity_numbers():
        ours = identity.inspect(number)
        assert (ours.check == "ok") == stdnum_likes(number), number
        if ours.check != "bad_form":
            assert ours.birth_on == ric.get_birth_date(number)


def stdnum_likes(number: str) -> bool:
    """Judge form, place, date and check digit; ``ric.is_valid`` breaks on many places."""
    if not number[:17].isdigit() or number[:2] not in identity._PLACES:
        return False
    if number[-1] != ric.calc_check_digit(number):
        return False
    try:
        return ric.get_birth_date(number).year >= 1900
    except ric.InvalidComponent:
        return False


@pytest.mark.parametrize(
    ("code", "outcome"),
    [
        ("91110000600037341L", "ok"),
        ("９１１１００００６０００３７３４１ｌ", "ok"),
        (" 9111 0000 6000 37341L ", "ok"),
        ("91110000-600037341-L", "ok"),
        ("91110000600037341M", "bad_check"),
        ("9111000060003734IL", "bad_form"),
        ("91110000600037341", "bad_form"),
        ("91110000600037341LL", "bad_form"),
        ("60003734-1", "bad_form"),
        ("000000000000000000", "bad_form"),
        ("无", "bad_form"),
        ("", "missing"),
        ("  ", "missing"),
        (None, "missing"),
    ],
)
def test_credit_code_is_judged(code: str | None, outcome: str) -> None:
    assert credit_code.check(code) == outcome
    assert credit_code.is_valid(code) == (outcome == "ok")


def test_a_sum_of_nought_gives_the_character_nought() -> None:
    first17 = next(
        text
        for number in range(1000)
        if credit_code.check_character(text := f"91410700{number:09d}") == "0"
    )
    assert credit_code.check(first17 + "0") == "ok"


@pytest.mark.parametrize(
    ("number", "outcome", "gender"),
    [
        ("11010519491231002X", "ok", "2"),
        ("11010519491231002x", "ok", "2"),
        (" 110105 19491231 002Ｘ", "ok", "2"),
        ("110105194912310021", "bad_check", "2"),
        ("810000199408230021", "ok", "2"),
        ("830000199201300022", "ok", "2"),
        ("110105194913310020", "bad_form", None),
        ("110105190002290025", "bad_form", None),
        ("110105189912310020", "bad_form", None),
        ("990105194912310020", "bad_form", None),
        ("110105491231002", "bad_form", None),
        ("E12345678", "bad_form", None),
        ("H1234567801", "bad_form", None),
        ("1101051949123１0021X", "bad_form", None),
        ("", "missing", None),
        (None, "missing", None),
    ],
)
def test_identity_number_is_judged(number: str | None, outcome: str, gender: str | None) -> None:
    found = identity.inspect(number)
    assert (found.check, found.gender) == (outcome, gender)
    assert identity.check(number) == outcome


def test_birth_date_is_read_even_where_the_check_fails() -> None:
    assert identity.inspect("110105194912310021").birth_on == date(1949, 12, 31)


@pytest.mark.parametrize(
    ("text", "lost"),
    [
        ("4.10702200101012E+17", True),
        ("4.107E+17", True),
        ("4.10702200101012e17", True),
        ("410702200101012000", True),
        ("410702200101012345.0", True),
        ("2.4410702010123E+13", False),
        ("24410702010123.0", False),
        ("24410702010123", False),
        ("11010519491231002X", False),
        ("110105194912310021", False),
        ("", False),
        ("张三", False),
    ],
)
def test_number_stored_as_a_float_is_known_by_its_lost_digits(text: str, lost: bool) -> None:
    assert identity.lost_digits(text) is lost


def test_real_number_ending_in_three_noughts_has_lost_nothing() -> None:
    days = (date(2001, 1, 1) + timedelta(days=number) for number in range(365))
    bodies = (f"410702{day:%Y%m%d}100" for day in days)
    number = next(body + "0" for body in bodies if identity.check_character(body) == "0")
    assert identity.check(number) == "ok"
    assert not identity.lost_digits(number)
