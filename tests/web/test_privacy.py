"""The notice of what is kept: versions, what is new to whom, and claims that are true."""

from __future__ import annotations

import pytest
from django.test import Client

from quxiang.web.accounts.models import User
from quxiang.web.audit.models import Entry
from quxiang.web.common.health import Finding
from quxiang.web.privacy.draft import DRAFT, TO_FILL_IN
from quxiang.web.privacy.health import notices
from quxiang.web.privacy.models import Acknowledgement, Notice
from quxiang.web.privacy.selectors import sections_of
from quxiang.web.roster.models import Facts, Person
from web.cast import Cast
from web.conftest import login

pytestmark = [pytest.mark.django_db, pytest.mark.database]
BANNER = "阅读并确认"
#: what the draft calls each thing it names; a column no line of it names fails the test below
CALLED = {
    "college": "学院", "residence": "书院", "level": "学历层次", "completion": "毕结业",
    "identity": "身份证号", "birth_on": "出生日期", "phone": "手机号码", "number": "工号",
    "email": "电子邮件地址",
    "major_code": "专业和", "name": "姓名", "identity_tail_blind": "后六位的散列",
    "password": "密码只保存散列",
}  # fmt: skip
#: columns that say nothing more of a person: keys, moments of the program, parts of others
SILENT = {
    "id", "school", "user", "created_at", "removed", "kind", "login", "initials", "last_login",
    "second_failures", "second_locked_until", "reset_at", "activated_at", "closed_at",
}  # fmt: skip


def text_of(version: int) -> str:
    return f"## 保存什么\n第 {version} 版：" + "姓名、学号、手机号码。" * 8


def publish(cast: Cast, version: int, *, by: User | None = None, after: int | None = None) -> int:
    form = {
        "text": text_of(version), "changes": f"变化 {version}",
        "after": version - 1 if after is None else after,
    }  # fmt: skip
    return login(Client(), by or cast.qian).post("/privacy/publish/", form).status_code


def page(user: User, path: str = "/me/") -> str:
    return login(Client(), user).get(path).content.decode()


def acknowledge(user: User, version: int) -> int:
    return login(Client(), user).post(f"/privacy/{version}/read/").status_code


def test_a_new_notice_is_told_until_it_is_acknowledged(cast: Cast) -> None:
    assert BANNER not in page(cast.wang)
    publish(cast, 1)
    assert BANNER in page(cast.wang)
    assert acknowledge(cast.wang, 1) == 302
    assert BANNER not in page(cast.wang)
    assert BANNER in page(cast.zhao)
    read = Acknowledgement.objects.get()
    assert (read.user, read.notice.number) == (cast.wang, 1)


def test_whoever_missed_versions_sees_what_each_of_them_changed(cast: Cast) -> None:
    publish(cast, 1)
    acknowledge(cast.wang, 1)
    publish(cast, 2)
    publish(cast, 3)
    shown = page(cast.wang, "/privacy/")
    assert shown.count("对您是新的") == 2
    assert "变化 2" in shown
    assert page(cast.zhao, "/privacy/").count("对您是新的") == 3


def test_every_version_stays_as_it_was_published(cast: Cast) -> None:
    publish(cast, 1)
    publish(cast, 2)
    assert "第 1 版：姓名" in page(cast.wang, "/privacy/1/")
    assert "这是以前的版本" in page(cast.wang, "/privacy/1/")
    assert list(Notice.objects.values_list("number", flat=True)) == [2, 1]


def test_a_replaced_version_is_not_acknowledged(cast: Cast) -> None:
    publish(cast, 1)
    publish(cast, 2)
    assert acknowledge(cast.wang, 1) == 409
    assert not Acknowledgement.objects.exists()


def test_acknowledging_twice_is_once(cast: Cast) -> None:
    publish(cast, 1)
    assert [acknowledge(cast.wang, 1), acknowledge(cast.wang, 1)] == [302, 302]
    assert Entry.objects.filter(action="notice.acknowledge").count() == 1


@pytest.mark.parametrize(
    ("form", "status"), [({"after": 0}, 409), ({"by": "zhao"}, 403), ({"same": True}, 422)]
)
def test_a_version_is_refused(cast: Cast, form: dict[str, object], status: int) -> None:
    publish(cast, 1)
    if "same" in form:
        assert publish(cast, 1, after=1) == status
    elif "by" in form:
        assert publish(cast, 2, by=cast.zhao) == status
    else:
        assert publish(cast, 2, after=0) == status
    assert Notice.objects.count() == 1


def test_the_first_version_starts_from_the_draft_and_is_audited(cast: Cast) -> None:
    assert "谁在处理，为了什么" in page(cast.zheng, "/privacy/publish/")
    publish(cast, 1, by=cast.zheng)
    entry = Entry.objects.get(action="notice.publish")
    assert (entry.actor_name, entry.after["number"]) == ("郑理", 1)


def named(model: type[Facts] | type[Person] | type[User]) -> set[str]:
    names = {each.name for each in model._meta.fields} - SILENT
    for kind in ("identity", "phone", "email"):
        parts = {each for each in names if each.startswith(f"{kind}_")} - {"identity_tail_blind"}
        names = (names - parts) | ({kind} if parts else set())
    return names


@pytest.mark.parametrize("model", [Facts, Person, User])
def test_the_draft_names_everything_that_is_kept_of_a_person(
    model: type[Facts] | type[Person] | type[User],
) -> None:
    def called(name: str) -> str:
        title = (
            ""
            if name in ("identity", "phone", "email")
            else model._meta.get_field(name).verbose_name
        )
        return CALLED.get(name, str(title))

    assert {name for name in named(model) if called(name) not in DRAFT} == set()


@pytest.mark.parametrize(
    "line",
    [TO_FILL_IN, "(发布前请补充电话)", "（发布前请在此补充办公地点", "（ 发布前请写明邮箱 ）"],
)
def test_a_notice_without_contact_is_not_published(cast: Cast, line: str) -> None:
    form = {"text": f"{text_of(1)}\n请联系中心。{line}", "changes": "新", "after": 0}
    answer = login(Client(), cast.qian).post("/privacy/publish/", form)
    assert answer.status_code == 422
    assert "换成本校的办公地点、电话和邮箱" in answer.content.decode()
    assert not Notice.objects.exists()


def test_the_draft_is_published_once_its_contact_is_filled_in(cast: Cast) -> None:
    centre = login(Client(), cast.qian)
    form = {"text": DRAFT, "changes": "新", "after": 0}
    assert centre.post("/privacy/publish/", form).status_code == 422
    form["text"] = DRAFT.replace(TO_FILL_IN, "地点：行政楼 201，电话：0373-0000000。")
    assert centre.post("/privacy/publish/", form).status_code == 302


def test_a_notice_is_read_by_its_headings() -> None:
    assert [each.title for each in sections_of("前言\n\n## 一\n甲\n乙\n")] == ["", "一"]
    assert sections_of("## 一\n甲\n乙\n")[0].paragraphs == ["甲", "乙"]


def test_doctor_says_where_no_notice_is_published(cast: Cast) -> None:
    def found() -> list[Finding]:
        return list(notices())

    assert [each.well for each in found()] == [False]
    publish(cast, 1)
    assert [each.well for each in found()] == [True]
