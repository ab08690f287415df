"""The clock that demo and tests move."""

from __future__ import annotations

from datetime import datetime, timedelta

from quxiang.web.common import clock


def test_it_is_never_earlier_than_it_was_moved_to() -> None:
    start = clock.aware(datetime(2024, 6, 20, 12))
    for more in range(0, 2000, 37):
        moment = start + timedelta(microseconds=more)
        clock.move_to(moment)
        assert moment <= clock.now() < moment + timedelta(minutes=1)
