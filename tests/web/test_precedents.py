"""Former cohorts know employers: counted, never by name, offered in the form and on the page."""

from __future__ import annotations

import pytest
from django.test import Client

from quxiang.web.common import clock
from quxiang.web.destinations.models import Confirmation, Registration
from quxiang.web.employers.models import Employer, Precedent
from quxiang.web.employers.services.recalling import learn_from_former_cohorts
from quxiang.web.roster.services.cohorts import open_cohort
from web.alerting import entered
from web.cast import Cast, graduate
from web.conftest import login
from web.looking_up import firm
from web.signing import CONTRACT, file
from web.test_imports import applied, workbook

pytestmark = [pytest.mark.django_db, pytest.mark.database]
CODE = CONTRACT["employer_uscc"]


def offered(client: Client, text: str) -> list[dict[str, str]]:
    answer = client.get("/destinations/employers/", {"q": text})
    assert answer.status_code == 200
    return list(answer.json()["employers"])


def test_what_was_entered_of_a_former_cohort_is_offered_with_its_year(cast: Cast) -> None:
    for at in range(4):
        entered(cast, graduate(cast.cohort, cast.agronomy, f"77{at:06d}", f"何{at}田"))
    entered(cast, cast.chen_graduate)
    file(cast)  # in review: nobody entered it
    sure = Registration.objects.get(graduate=cast.chen_graduate).in_force
    Confirmation.objects.update_or_create(
        version=sure, place="national",
        defaults={
            "school": cast.school, "college": cast.letters, "state": "confirmed",
            "at": clock.now(),
        },
    )  # fmt: skip
    learn_from_former_cohorts(clock.now())
    assert not Precedent.objects.exists()  # it is the newest cohort
    open_cohort(school=cast.school, year=2025, scheme="2024", by=None)
    for _ in range(2):
        learn_from_former_cohorts(clock.now())
        (row,) = Precedent.objects.all()
        assert (row.year, row.uscc, row.people, row.confirmed) == (2024, CODE, 5, 1)
    own = login(Client(), cast.wang)
    for text in (CODE[:10], "云梦种业", "云梦 种业"):
        (each,) = offered(own, text)
        assert (each["uscc"], each["place_code"]) == (CODE, "410000")
        assert each["note"] == "往届登记过：2024 届 5 人"
    made = firm(cast, CODE, CONTRACT["employer_name"])
    (each,) = offered(own, "云梦种业")  # once, from the list, with the years all the same
    assert each["note"] == "往届登记过：2024 届 5 人"
    page = login(Client(), cast.qian).get(f"/employers/{made.pk}/").content.decode()
    assert "2024 届 · 5 人，其中本人确认 1 人" in page
    assert "本系统往届登记" in page


def test_a_former_years_workbook_is_counted_and_nobody_of_it_kept(cast: Cast) -> None:
    head = ("届", "姓名", "身份证号", "单位名称", "统一社会信用代码")
    rows = [
        ("2023届", f"何{at}河", "410700200001010000", "太行农场", "91410700MA0000009X")
        for at in range(3)
    ]
    other = ("2022", "李四", "410700200001010000", "山那边的学校", "")
    centre = login(Client(), cast.qian)
    upload = applied(centre, workbook(*rows, other, head=head), "former_employers")
    assert upload.counts == {"new": 2}
    told = Precedent.objects.order_by("year").values_list("year", "people", "source")
    assert list(told) == [(2022, 1, "file"), (2023, 3, "file")]
    assert "何1河" not in str(list(upload.rows.values()))
    again = applied(centre, workbook(*rows, head=head), "former_employers")
    assert again.counts == {"unchanged": 1}
    own = login(Client(), cast.wang)
    (each,) = offered(own, "太行农场")
    assert each["note"] == "往届登记过：2023 届"  # three people are not counted out
    made = firm(cast, "", "山那边的学校")
    assert not Employer.objects.filter(name="太行农场").exists()
    page = login(Client(), cast.zhao).get(f"/employers/{made.pk}/").content.decode()
    assert "2022 届 · 少于 5 人" in page
    assert "历届去向表" in page
