"""What the bench of 逐一核查 asks for is answered, each kind so often as it says."""

from __future__ import annotations

import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import parse_qs

import pytest
from django.test import Client

sys.path.append(str(Path(__file__).parents[2]))

from bench import large, worksheets

from quxiang.web.roster.models import Graduate
from quxiang.web.worksheets import clean
from quxiang.web.worksheets.models import Conclusion

pytestmark = pytest.mark.django_db
PEOPLE, RECORDS, TIMES = 500, 90, 3


class Within:
    """Answers as a server does, without one."""

    def __init__(self, cookie: str) -> None:
        self.client = Client()
        self.client.cookies.load(cookie)

    def ask(self, method: str, path: str, _: str = "", body: str = "") -> tuple[Any, str]:
        asked = self.client.get if method == "GET" else self.client.post
        given = asked(path, parse_qs(body)) if body else asked(path)
        return SimpleNamespace(status=given.status_code, headers=given.headers), (
            given.content.decode()
        )


def test_the_bench_measures_each_kind_of_request(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clean, "MOST", 5)  # so that no list takes all there are
    large.seed(PEOPLE)
    made = worksheets.prepare(RECORDS)
    assert made["records"] == RECORDS
    assert Graduate.objects.filter(college__name="三千人学院").count() == RECORDS
    school: Any = SimpleNamespace(cpu=lambda: 0.0)
    reviewer = worksheets.Reviewer(school, str(made["cookie"]), visitor=Within(str(made["cookie"])))  # type: ignore[arg-type]
    before = Conclusion.objects.count()
    worksheets.work(reviewer, TIMES)
    assert {kind: len(told.waits) for kind, told in reviewer.told.items()} == {
        "list": TIMES, "list, 未核查": TIMES, "next record": TIMES, "conclude, next": TIMES,
        "counts": TIMES, "progress": TIMES, "clean list": TIMES,
        "200 concluded": worksheets.LISTS,
    }  # fmt: skip
    assert Conclusion.objects.count() > before + TIMES
    assert len(worksheets.rows_of(reviewer.told)) == len(reviewer.told)
