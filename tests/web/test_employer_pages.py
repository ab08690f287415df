"""The page of an employer: who went there, what it shares, its cases, its visits."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from quxiang.web.alerts.models import Case
from quxiang.web.audit.models import Entry
from quxiang.web.common import clock
from quxiang.web.destinations.models import Registration
from quxiang.web.employers import parts
from quxiang.web.employers.models import Employer, GroupThreshold, Visit
from quxiang.web.employers.normalising import address_key, owner_key
from quxiang.web.employers.services.keeping import merge
from quxiang.web.roster.services.cohorts import open_cohort
from web.alerting import entered, run_rules
from web.cast import Cast, graduate
from web.conftest import login
from web.looking_up import firm
from web.signing import CONTRACT
from web.test_queries import BOUNDS, MOST
from web.uploads import picture

pytestmark = [pytest.mark.django_db, pytest.mark.database]
CODE = CONTRACT["employer_uscc"]


def page_of(user: object, employer: Employer) -> str:
    answer = login(Client(), user).get(f"/employers/{employer.pk}/")  # type: ignore[arg-type]
    assert answer.status_code == 200
    return answer.content.decode()


def more_of(user: object, employer: Employer) -> str:
    answer = login(Client(), user).get(f"/employers/{employer.pk}/more/")  # type: ignore[arg-type]
    assert answer.status_code == 200
    return answer.content.decode()


def people_in(page: str) -> list[tuple[str, str, str]]:
    cell = r'<td class="name">(\d+) 届</td><td data-label="学院">(.*?)</td>.*?>([^<]*) 人</td>'
    return re.findall(cell, page)


@pytest.fixture
def made(cast: Cast) -> Employer:
    """Let six of one college and one of another go to one employer."""
    found = firm(cast, CODE, CONTRACT["employer_name"], size="micro", status="存续")
    for at in range(5):
        entered(cast, graduate(cast.cohort, cast.agronomy, f"77{at:06d}", f"何{at}田"))
    entered(cast, cast.wang_graduate)
    entered(cast, cast.chen_graduate)
    return found


def test_who_may_see_names_sees_them_and_others_counts_without_small_cells(
    cast: Cast, made: Employer
) -> None:
    assert people_in(page_of(cast.qian, made)) == [
        ("2024", "农学院", "6"), ("2024", "文学院", "1"),
    ]  # fmt: skip
    assert people_in(page_of(cast.zhao, made)) == [
        ("2024", "农学院", "6"), ("2024", "其他学院", "少于 5"),
    ]  # fmt: skip
    assert people_in(page_of(cast.sun, made)) == [
        ("2024", "文学院", "1"), ("2024", "其他学院", "6"),
    ]  # fmt: skip
    assert people_in(page_of(cast.feng, made)) == [("2024", "全校", "7")]
    path = f"/employers/{made.pk}/people/"
    shown = login(Client(), cast.zhao).get(path).content.decode()
    assert ("王晓禾" in shown, "陈小文" in shown) == (True, False)
    assert len(Entry.objects.get(action="view").subject_ids) == 6
    assert login(Client(), cast.feng).get(path).status_code == 403
    assert login(Client(), cast.wu).get(path).status_code == 404
    sent = login(Client(), cast.qian).post(f"{path}export/", {"purpose": "核对实地走访名单"})
    assert sent.status_code == 200
    assert len(Entry.objects.get(action="export").subject_ids) == 7


def test_the_list_counts_whom_its_reader_sees(cast: Cast, made: Employer) -> None:
    firm(cast, "", "没人去的单位")
    for user, people in ((cast.qian, 7), (cast.zhao, 6), (cast.sun, 1)):
        page = login(Client(), user).get("/employers/?hires=1").content.decode()
        assert "没人去的单位" not in page
        assert re.search(rf">{people}</", page), user
    page = login(Client(), cast.feng).get("/employers/").content.decode()
    assert "本届毕业生" not in page


def test_merged_rows_and_codes_filed_before_the_list_count_too(cast: Cast) -> None:
    """Whoever named it before it was in the list did so by code only; another by another row."""
    entered(cast, cast.wang_graduate)
    assert Registration.objects.get().in_force.employer is None  # type: ignore[union-attr]
    first = firm(cast, "", "云梦种业公司")
    second = firm(cast, "", "云梦种业")
    entered(
        cast, cast.chen_graduate, {**CONTRACT, "employer_uscc": "", "employer_name": "云梦种业公司"}
    )
    made = firm(cast, CODE, CONTRACT["employer_name"])
    merge(gone=first, into=second, by=cast.qian, reason="同一家")
    merge(gone=second, into=made, by=cast.qian, reason="同一家")
    assert people_in(page_of(cast.qian, made)) == [("2024", "农学院", "1"), ("2024", "文学院", "1")]
    page = login(Client(), cast.qian).get("/employers/?hires=1").content.decode()
    assert re.search(r">2</", page)
    history = page_of(cast.qian, made)
    assert "“云梦种业”并入这个单位" in history
    answer = login(Client(), cast.qian).get(f"/employers/{first.pk}/")
    assert answer.headers["Location"] == f"/employers/{made.pk}/"


def test_groups_tell_why_how_many_and_where_from(cast: Cast, made: Employer) -> None:
    owner = owner_key("何大田")
    Employer.objects.filter(pk=made.pk).update(legal_person_hash=owner)
    other = firm(cast, "", "云梦农资店", legal_person_hash=owner)
    firm(cast, "", "无关的店", legal_person_hash=owner_key("李四"))
    for name in ("甲店", "乙店"):
        street = "新乡市红旗区（甲）号"
        firm(cast, "", name, address=street, address_key=address_key(street))
    centre = login(Client(), cast.qian)
    page = centre.get("/employers/groups/").content.decode()
    assert "2 家单位 · 本届 7 人" in page
    assert "同名的也可能是两个人" in page
    assert "2024 届；农学院、文学院" in page
    assert ("云梦农资店" in page, "无关的店" in page) == (True, False)
    assert "甲店" not in centre.get("/employers/groups/?kind=address").content.decode()
    assert centre.post("/employers/groups/threshold/", {"employers": 1}).status_code == 422
    given = {"employers": 2, "people": 0, "reason": "先全看一遍"}
    assert centre.post("/employers/groups/threshold/", given).status_code == 302
    assert "新乡市红旗区" in centre.get("/employers/groups/?kind=address").content.decode()
    given = {"employers": 2, "people": 8, "reason": "人多的"}
    assert centre.post("/employers/groups/threshold/", given).status_code == 302
    assert "云梦农资店" not in centre.get("/employers/groups/").content.decode()
    assert Entry.objects.filter(action="groupthreshold.set").count() == 2
    assert GroupThreshold.objects.count() == 2
    assert "云梦农资店" in page_of(cast.zhao, made)
    assert made.name in page_of(cast.zhao, other)


def test_cases_about_it_are_shown_to_who_sees_them(cast: Cast, made: Employer) -> None:
    run_rules(cast)
    case = Case.objects.get(rule="E305")
    page = more_of(cast.qian, made)
    assert reverse("alerts:case", args=[case.pk]) in page
    assert "E305" in page
    other = firm(cast, "", "别的单位")
    assert "E305" not in more_of(cast.qian, other)
    Case.objects.update(closed_at=clock.now(), state="closed", outcome="justified")
    assert "属实" in more_of(cast.qian, made)


def test_other_apps_put_parts_on_the_page(
    cast: Cast, made: Employer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parts, "_parts", [])
    parts.register(2, lambda _, employer: f"<p>豁免 {employer.pk}</p>")
    parts.register(1, lambda *_: "")
    assert f"豁免 {made.pk}" in more_of(cast.qian, made)


def test_a_visit_is_planned_made_and_told_for_good(cast: Cast, made: Employer) -> None:
    centre = login(Client(), cast.qian)
    plan = f"/employers/{made.pk}/visits/"
    assert centre.post(plan, {}).status_code == 422
    today = clock.today()
    planned = {"planned_on": str(today), "visitors": "钱明、周正", "purpose": "7 人是否在岗"}
    assert centre.post(plan, planned).status_code == 302
    visit = Visit.objects.get()
    report = f"/employers/visits/{visit.pk}/report/"
    late = {"visited_on": str(today + timedelta(days=2)), "finding": "true", "text": "都在岗位上"}
    answer = centre.post(report, late)
    assert (answer.status_code, "还没有到" in answer.content.decode()) == (422, True)
    said = {"visited_on": str(today), "finding": "partly", "text": "见到 5 人，另 2 人已离职"}
    assert centre.post(report, {**said, "text": "好"}).status_code == 422
    torn = SimpleUploadedFile("a.jpg", b"no picture")
    assert centre.post(report, {**said, "file": torn}).status_code == 422
    photo = SimpleUploadedFile("a.jpg", picture())
    assert centre.post(report, {**said, "file": photo}).status_code == 302
    visit.refresh_from_db()
    assert (visit.state, visit.finding, visit.pages) == ("made", "partly", 1)
    assert centre.get(f"/employers/visits/{visit.pk}/pages/1/").status_code == 200
    assert centre.get(f"/employers/visits/{visit.pk}/pages/2/").status_code == 404
    assert centre.post(report, said).status_code == 409
    assert centre.post(f"/employers/visits/{visit.pk}/off/", {"reason": "改期"}).status_code == 409
    actions = Entry.objects.filter(action__startswith="visit.").order_by("pk")
    assert list(actions.values_list("action", flat=True)) == ["visit.plan", "visit.report"]
    assert "见到 5 人" in page_of(cast.zhou, made)
    seen = page_of(cast.zhao, made)
    assert ("部分属实" in seen, "见到 5 人" in seen) == (True, False)
    centre.post(plan, planned)
    second = Visit.objects.get(state="planned")
    off = f"/employers/visits/{second.pk}/off/"
    assert centre.post(off, {"reason": ""}).status_code == 422
    assert centre.post(off, {"reason": "单位搬走了"}).status_code == 302
    assert "单位搬走了" in page_of(cast.qian, made)


def test_a_full_page_costs_no_more_than_twelve_queries(cast: Cast, made: Employer) -> None:
    open_cohort(school=cast.school, year=2025, scheme="2024", by=None)
    Employer.objects.update(address_key="甲路", address="甲路")
    firm(cast, "", "乙店", address_key="甲路", address="甲路")
    run_rules(cast)
    for path in (f"/employers/{made.pk}/", f"/employers/{made.pk}/more/", "/employers/",
                 "/employers/groups/?kind=address",
                 f"/employers/{made.pk}/people/"):  # fmt: skip
        centre = login(Client(), cast.qian)
        centre.get(path)
        with CaptureQueriesContext(connection) as caught:
            centre.get(path)
        asked = [q["sql"] for q in caught.captured_queries if not q["sql"].startswith(BOUNDS)]
        assert len(asked) <= MOST, (path, len(asked), asked)
