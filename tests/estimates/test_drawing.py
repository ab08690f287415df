"""A draw that anybody can draw again."""

from __future__ import annotations

import hashlib
import hmac
import random
from collections import Counter

import pytest

from quxiang.estimates.drawing import Unit, drawn, frame_hash, second

FRAME = [Unit(f"{at:05d}", "abc"[at % 3]) for at in range(900)]
SIZES = {"a": 30, "b": 20, "c": 300}


def test_the_order_of_the_rows_changes_neither_hash_nor_draw() -> None:
    shuffled = random.Random(8).sample(FRAME, len(FRAME))
    assert frame_hash(shuffled) == frame_hash(FRAME)
    assert drawn(shuffled, SIZES, "seed") == drawn(FRAME, SIZES, "seed")


def test_each_stratum_gives_what_it_should_and_a_whole_one_everybody() -> None:
    stratum = {each.name: each.stratum for each in FRAME}
    assert Counter(stratum[name] for name in drawn(FRAME, SIZES, "seed")) == SIZES


def test_the_draw_is_what_hmac_of_the_standard_library_says() -> None:
    mine = sorted(
        (hmac.new(b"seed", each.name.encode(), hashlib.sha256).hexdigest(), each.name)
        for each in FRAME
        if each.stratum == "a"
    )
    assert [name for _, name in mine[:30]] == drawn(FRAME, {"a": 30}, "seed")


def test_another_seed_draws_others_and_another_frame_has_another_hash() -> None:
    assert drawn(FRAME, SIZES, "seed") != drawn(FRAME, SIZES, "other")
    moved = [Unit(FRAME[0].name, "b"), *FRAME[1:]]
    assert frame_hash(moved) != frame_hash(FRAME)


def test_everybody_has_the_same_chance() -> None:
    """900 people, 90 drawn 400 times: each about 40 times; chi-square with 899 degrees."""
    units = [Unit(each.name, "all") for each in FRAME]
    seen = Counter[str]()
    for at in range(400):
        seen.update(drawn(units, {"all": 90}, f"seed {at}"))
    spread = sum((seen[each.name] - 40) ** 2 / (40 * 0.9) for each in FRAME)
    assert 750 < spread < 1050


def test_second_calls_are_one_in_ten_and_not_the_first_ones_drawn() -> None:
    names = drawn(FRAME, SIZES, "seed")
    twice = second(names, "seed", 10)
    assert len(twice) == 35
    assert set(twice) < set(names)
    assert sorted(twice) != sorted(names[:35])


def test_a_frame_that_names_somebody_twice_is_refused() -> None:
    with pytest.raises(ValueError, match="twice"):
        frame_hash([*FRAME, FRAME[0]])
    with pytest.raises(ValueError, match="tabs"):
        frame_hash([Unit("a\tb", "c")])
    with pytest.raises(ValueError, match="fewer"):
        drawn(FRAME, {"a": 301}, "seed")
