"""Clean records are concluded on many by one act; what is not clean, or changed, is left out."""

from __future__ import annotations

import pytest
from django.test import Client

from quxiang.web.audit.models import Entry
from quxiang.web.roster.models import Graduate
from quxiang.web.worksheets.models import Conclusion
from web.cast import Cast, graduate
from web.checking import WRONG, conclude, file_for, judge, many, put_paper, standing_of
from web.conftest import login
from web.signing import FREELANCE
from web.test_pages import a_case

pytestmark = pytest.mark.django_db


def someone(cast: Cast, number: str, name: str, **filed: object) -> Graduate:
    """Put somebody on the roster and file for them by the recorder's list."""
    made = graduate(cast.cohort, cast.agronomy, number, name)
    registration = file_for(made, cast.zhao, **filed)  # type: ignore[arg-type]
    registration.current.__class__.objects.filter(pk=registration.current_id).update(source="list")
    return made


def listed(cast: Cast, who: str = "li", side: str = "college") -> list[str]:
    page = login(Client(), getattr(cast, who)).get("/worksheets/clean/", {"side": side})
    return [each.name for each, _, _ in page.context["rows"]]


def test_only_what_nothing_speaks_against_is_listed(cast: Cast) -> None:
    """Each of these lacks something, or is looked at singly: they are not on the list."""
    someone(cast, "20240010", "甲清")
    someone(cast, "20240011", "乙缺", paper="")
    doubt = someone(cast, "20240012", "丙疑")
    judge(doubt.registration.__class__.objects.get(graduate=doubt), flagged=True)
    someone(cast, "20240013", "丁自由", typed=FREELANCE, paper="income")
    case = someone(cast, "20240014", "戊案")
    made = a_case(cast)
    made.graduate = case
    made.save()
    someone(cast, "20240015", "己旧", paper="income")
    graduate(cast.cohort, cast.agronomy, "20240016", "庚无")
    assert listed(cast) == ["甲清"]
    seen = Entry.objects.filter(action="view").latest("seq")
    assert seen.subject_ids == [Graduate.objects.get(name="甲清").pk]


def test_a_recorder_finds_nothing_of_the_own_filing_on_the_list(cast: Cast) -> None:
    someone(cast, "20240010", "甲清")
    file_for(cast.wang_graduate, cast.wang)
    assert listed(cast, "zhao") == ["王晓禾"]
    assert listed(cast) == ["王晓禾", "甲清"]
    assert listed(cast, "qian", "centre") == ["王晓禾", "甲清"]


def test_one_act_concludes_on_the_list_with_one_entry_that_names_all(cast: Cast) -> None:
    people = [someone(cast, f"2024001{at}", f"甲{at}") for at in range(3)]
    done = many(cast.li, people)
    assert "已记下 3 条" in done.content.decode()
    assert {standing_of(each, "college") for each in people} == {"done"}
    entry = Entry.objects.get(action="conclusion.many")
    assert sorted(entry.subject_ids) == sorted(each.pk for each in people)
    assert entry.after["ids"] == [each.pk for each in people]
    digests = set(Conclusion.objects.values_list("list_digest", flat=True))
    assert digests == {entry.after["list"]}


def test_what_changed_since_the_list_was_shown_is_left_out_and_named(cast: Cast) -> None:
    people = [someone(cast, f"2024001{at}", f"甲{at}") for at in range(4)]
    client = login(Client(), cast.li)
    page = client.get("/worksheets/clean/")
    put_paper(people[1], "certificate")  # another file than was shown
    judge(people[2].registration.__class__.objects.get(graduate=people[2]), flagged=True)
    form = {
        "side": "college", "digest": page.context["digest"],
        "listed": [f"{each.pk}:{shown.token}" for each, shown, _ in page.context["rows"]],
        "selected": [str(each.pk) for each in people[:3]],
    }  # fmt: skip
    done = client.post("/worksheets/clean/conclude/", form, follow=True).content.decode()
    assert "已记下 1 条" in done
    assert "甲1、甲2在清单显示以后有变化" in done
    assert [standing_of(each, "college") for each in people] == ["done", "todo", "todo", "todo"]


def test_a_list_that_is_another_than_shown_is_refused_whole(cast: Cast) -> None:
    people = [someone(cast, f"2024001{at}", f"甲{at}") for at in range(2)]
    assert many(cast.li, people, digest="0" * 64).status_code == 409
    assert many(cast.li, people, selected=[]).status_code == 422
    assert many(cast.sun, people).status_code == 200  # of another college: none is taken
    assert not Conclusion.objects.exists()


def test_a_stale_conclusion_comes_back_on_the_list(cast: Cast) -> None:
    made = someone(cast, "20240010", "甲清")
    many(cast.li, [made])
    assert listed(cast) == []
    put_paper(made, "certificate")
    assert listed(cast) == ["甲清"]
    conclude(cast.li, made, "college", WRONG)
    assert listed(cast) == []


def test_nobody_concludes_many_who_concludes_nothing(cast: Cast) -> None:
    made = someone(cast, "20240010", "甲清")
    assert many(cast.zhou, [made], "centre").status_code == 403
    assert login(Client(), cast.zhou).get("/worksheets/clean/").status_code == 403
    assert login(Client(), cast.wang).get("/worksheets/clean/").status_code == 403


def test_a_list_somebody_made_up_is_refused(cast: Cast) -> None:
    made = someone(cast, "20240010", "甲清")
    done = many(cast.li, [made], listed=["x:y", "99999999999999999999:z"])
    assert done.status_code == 409
