"""The front end comes compressed to whoever takes it so, and is not sent twice."""

from __future__ import annotations

import gzip
from typing import Any

from django.test import Client

STYLES = "/static/quxiang/quxiang.css"


def fetched(path: str = STYLES, **headers: str) -> tuple[Any, bytes]:
    """Return an answer and all it sends, which closes its file."""
    answer: Any = Client().get(path, headers=headers)
    return answer, answer.getvalue()


def test_a_style_sheet_comes_compressed_where_that_is_taken() -> None:
    short, few = fetched(accept_encoding="gzip, deflate")
    plain, many = fetched()
    assert short["Content-Encoding"] == "gzip"
    assert "Content-Encoding" not in plain
    assert int(short["Content-Length"]) == len(few) < len(many) / 2
    assert gzip.decompress(few) == many
    assert short["Vary"] == plain["Vary"] == "Accept-Encoding"


def test_what_a_browser_has_is_not_sent_again() -> None:
    first, _ = fetched(accept_encoding="gzip")
    again, body = fetched(accept_encoding="gzip", if_none_match=first["ETag"])
    assert (again.status_code, body) == (304, b"")


def test_a_small_picture_stays_as_it_is() -> None:
    answer, _ = fetched("/static/quxiang/icon.svg", accept_encoding="gzip")
    assert "Content-Encoding" not in answer
