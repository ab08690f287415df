"""Several offers: a graduate's drafts, put aside and taken up, and nobody else's to see."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse

from quxiang.web.audit.models import Entry
from quxiang.web.destinations.models import Draft, Version
from quxiang.web.destinations.services.drafts import save_draft, typed_in
from web.cast import Cast
from web.conftest import login
from web.test_destinations import SEEKING, file, path

pytestmark = [pytest.mark.django_db, pytest.mark.database]
NAMES = ("甲乙种业", "丙丁书局", "戊己农场")


def sent(cast: Cast, **data: str) -> int:
    """Send something to the offers of 王 as the page does; return the status."""
    drafted = Draft.objects.filter(author=cast.wang, slot=1).first()
    serial = str(drafted.serial if drafted else 0)
    client = login(Client(), cast.wang)
    return int(client.post(path(cast, "offers/"), {"serial": serial, **data}).status_code)


def aside(cast: Cast, name: str) -> int:
    return sent(cast, code="11", employer_name=name, aside="1")


def key(cast: Cast, slot: int) -> str:
    return f"{slot}-{Draft.objects.get(author=cast.wang, slot=slot).serial}"


def held(cast: Cast) -> dict[int, str]:
    rows = Draft.objects.filter(author=cast.wang).order_by("slot")
    return {each.slot: typed_in(each).get("employer_name", "") for each in rows}


def page(cast: Cast) -> str:
    return login(Client(), cast.wang).get(path(cast)).content.decode()


def test_a_graduate_keeps_two_alternatives_beside_what_is_being_typed(cast: Cast) -> None:
    assert aside(cast, NAMES[0]) == 302
    assert aside(cast, NAMES[1]) == 302
    save_draft(
        graduate=cast.wang_graduate, typed={"code": "11", "employer_name": NAMES[2]}, serial=0,
        by=cast.wang,
    )  # fmt: skip
    shown = page(cast)
    assert re.findall("<b>(当前填写|备选.)</b>", shown) == ["当前填写", "备选一", "备选二"]
    assert all(name in shown for name in NAMES)
    assert "放到备选" not in shown  # there is no room
    assert aside(cast, NAMES[2]) == 422
    assert held(cast) == {2: NAMES[0], 3: NAMES[1], 1: NAMES[2]}


def test_taking_one_up_puts_what_was_being_typed_in_its_place(cast: Cast) -> None:
    aside(cast, NAMES[0])
    taken = {"code": "11", "employer_name": NAMES[1], "take": key(cast, 2)}
    assert sent(cast, **taken) == 302
    assert held(cast) == {1: NAMES[0], 2: NAMES[1]}
    assert f'value="{NAMES[0]}"' in page(cast)
    assert sent(cast, **taken) == 409  # a second tap does not swap them back
    assert held(cast)[1] == NAMES[0]


def test_a_page_left_behind_types_into_neither_of_two_that_changed_places(cast: Cast) -> None:
    aside(cast, NAMES[0])
    typed = {"code": "11", "employer_name": NAMES[1]}
    serial = save_draft(graduate=cast.wang_graduate, typed=typed, serial=0, by=cast.wang)
    assert sent(cast, take=key(cast, 2)) == 302
    old = {**typed, "job": "x"}
    save_draft(graduate=cast.wang_graduate, typed=old, serial=serial, by=cast.wang)
    assert held(cast) == {1: NAMES[0], 2: NAMES[1]}


def test_one_is_dropped_as_it_was_seen_and_the_rest_stays(cast: Cast) -> None:
    aside(cast, NAMES[0])
    aside(cast, NAMES[1])
    assert sent(cast, drop="2-9") == 409
    assert sent(cast, drop="1-1") == 409
    assert sent(cast, drop=key(cast, 2)) == 302
    assert held(cast) == {3: NAMES[1]}


def test_what_is_registered_already_is_no_alternative(cast: Cast) -> None:
    aside(cast, NAMES[0])
    assert file(cast, SEEKING) == 302
    assert held(cast) == {2: NAMES[0]}  # filing one leaves the other aside
    assert sent(cast, take=key(cast, 2), **SEEKING) == 302
    assert held(cast) == {1: NAMES[0]}
    assert Version.objects.count() == 1


def test_nothing_chosen_is_nothing_to_put_aside(cast: Cast) -> None:
    assert sent(cast, aside="1") == 422
    assert held(cast) == {}


def test_nobody_else_sees_an_alternative_or_keeps_one_for_a_graduate(cast: Cast) -> None:
    aside(cast, NAMES[0])
    graduate = cast.wang_graduate.pk
    places = [
        path(cast), path(cast, ""), reverse("destinations:one", args=[graduate]),
        reverse("destinations:changes", args=[graduate]),
        reverse("roster:graduate", args=[graduate]),
        reverse("evidence:papers", args=[graduate]), reverse("destinations:today"),
        reverse("audit:entries"),
    ]  # fmt: skip
    for reader in (cast.zhao, cast.qian, cast.zheng, cast.li, cast.wu, cast.zhou):
        client = login(Client(), reader)
        shown = [client.get(place).content.decode() for place in places]
        assert not any(NAMES[0] in each or "备选" in each for each in shown), reader.name
        answer = client.post(path(cast, "offers/"), {"drop": key(cast, 2)})
        assert answer.status_code in (403, 404)
    assert held(cast) == {2: NAMES[0]}
    assert NAMES[0] not in Draft.objects.get().typed_sealed
    assert not Entry.objects.filter(after__icontains=NAMES[0]).exists()
