"""Documents, two real transactions against each other: numbers follow each other without a gap."""

from __future__ import annotations

import pytest

from quxiang.web.documents.models import Document
from quxiang.web.documents.services.making import make_form, make_person_file
from web.at_once import at_once
from web.cast import Cast
from web.papers import SITE, filed

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.database]


def numbers() -> list[int]:
    return sorted(Document.objects.values_list("number", flat=True))


def test_numbers_of_two_made_at_once_follow_each_other(cast: Cast) -> None:
    for first in (1, 3):  # without a counter yet, then with one
        cast.wang_graduate.major_name = f"农学 {first}"
        cast.chen_graduate.major_name = f"农学 {first}"
        whom = (cast.wang_graduate, cast.chen_graduate)
        made = at_once(
            [lambda g=each: make_person_file(g, site=SITE, by=None) for each in whom]  # type: ignore[misc]
        )
        assert all(isinstance(each, Document) for each in made), made
        assert numbers() == list(range(1, first + 2))


def test_one_form_printed_twice_at_once_is_one_document(cast: Cast) -> None:
    version = filed(cast)
    at_once([lambda: make_form(version, site=SITE, by=None)] * 2)
    assert numbers() == [1]


def test_a_document_that_fails_takes_no_number(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    from quxiang.web.documents.services import making

    def broken(*_: object) -> None:
        raise OSError("no space")

    with monkeypatch.context() as patched:
        patched.setattr(making, "typeset", broken)
        with pytest.raises(OSError, match="space"):
            make_person_file(cast.wang_graduate, site=SITE, by=None)
    make_person_file(cast.wang_graduate, site=SITE, by=None)
    assert numbers() == [1]
