"""Clean records are concluded on many by one act; what is not clean, or changed, is left out."""

from __future__ import annotations

import pytest
from django.test import Client

from quxiang.standards import Standard, load
from quxiang.standards.proofs import asked_of, proofs_of
from quxiang.web.accounts.models import User
from quxiang.web.audit.models import Entry
from quxiang.web.destinations.models import Version
from quxiang.web.evidence.selectors import missing_kinds
from quxiang.web.orgs.kinds import PostKind
from quxiang.web.roster.models import Graduate
from quxiang.web.worksheets import clean
from quxiang.web.worksheets.access import allowed, why_not
from quxiang.web.worksheets.binding import shown
from quxiang.web.worksheets.models import Conclusion, Side
from quxiang.web.worksheets.proved import proved
from quxiang.web.worksheets.standing import standing
from web.cast import Cast, appointed, graduate
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


def test_a_list_is_bounded_says_how_many_there_are_and_goes_on(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clean, "MOST", 2)
    people = [someone(cast, f"2024001{at}", f"甲{at}") for at in range(5)]
    client, after, seen = login(Client(), cast.li), "", []
    for wanted in (2, 2, 1):
        page = client.get("/worksheets/clean/", {"after": after})
        assert page.context["count"] == 5
        assert len(page.context["rows"]) == wanted
        seen += [each.name for each, _, _ in page.context["rows"]]
        after = str(page.context["more"] or "")
    assert seen == [each.name for each in people]
    assert "回到开头" in page.content.decode()
    form = {
        "side": "college", "digest": page.context["digest"], "selected": [str(people[4].pk)],
        "listed": [f"{each.pk}:{record.token}" for each, record, _ in page.context["rows"]],
    }  # fmt: skip
    done = client.post("/worksheets/clean/conclude/", form, follow=True)
    assert "已记下 1 条" in done.content.decode()
    assert done.context["count"] == 4
    for odd in ("x", "0", "9" * 30, str(cast.chen_graduate.pk)):
        assert client.get("/worksheets/clean/", {"after": odd}).status_code == 200


def test_one_condition_says_of_papers_what_the_checklist_says_of_one_record(cast: Cast) -> None:
    """Every code of both schemes, with no file, each file it asks for, and each that will do."""
    made = someone(cast, "20240010", "甲清", paper="")
    version = Version.objects.filter(registration__graduate=made)
    rows = standing(Graduate.objects.filter(pk=made.pk), "college")
    wrong = []
    for scheme in ("2021", "2024"):
        standard = load(scheme)
        for code in (*standard.destinations, "无此代码"):
            version.update(code=code)
            asked = [each.accepted for each in asked_of(standard, code, "")]
            firsts, lasts = [a[0] for a in asked], [a[-1] for a in asked]
            for kinds in ([], firsts, lasts, firsts[:-1], ["other"]):
                made.evidence.all().delete()
                for kind in kinds:
                    put_paper(made, kind)
                said = rows.filter(proved(standard)).exists()
                one = all(
                    each.is_met
                    for each in missing_kinds(standard, code, "", list(made.evidence.all()), 1)
                )
                if said != one and not _asks_by_form(standard, code):
                    wrong.append((scheme, code, kinds, said, one))
    assert wrong == []


def _asks_by_form(standard: Standard, code: str) -> bool:
    """Say whether the form of a start-up decides what is asked for: these are looked at singly."""
    return any(each.startup_form for each in proofs_of(standard, code))


def test_one_condition_says_of_people_what_the_refusals_of_one_record_say(cast: Cast) -> None:
    own = someone(cast, "20240010", "甲清")
    file_for(cast.wang_graduate, cast.wang)
    by_recorder = graduate(cast.cohort, cast.agronomy, "20240012", "丙代")
    file_for(by_recorder, cast.zhao)
    conclude(cast.qian, own, "centre")
    appointed(cast.qian, PostKind.COLLEGE_REVIEWER, cast.agronomy)
    appointed(cast.zhao, PostKind.COLLEGE_REVIEWER, cast.letters)
    people = Graduate.objects.select_related("person").exclude(registration=None)
    records = {side: shown([each.pk for each in people], side) for side in Side}
    wrong = []
    for user in (cast.qian, cast.zhao, cast.li, cast.sun, cast.zhou, cast.wu, cast.wang):
        user = User.objects.get(pk=user.pk)
        for side in Side:
            many_ = set(people.filter(allowed(user, side)).values_list("pk", flat=True))
            one = {
                each.pk for each in people
                if not why_not(user, each, side, records[side][each.pk].version,
                               records[side][each.pk].others)
            }  # fmt: skip
            if many_ != one:
                wrong.append((user.name, side, many_, one))
    assert wrong == []


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
        "listed": [f"{each.pk}:{record.token}" for each, record, _ in page.context["rows"]],
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
