"""Papers signed by both heads, stamped, filed, accepted or returned; every refusal a sentence."""

from __future__ import annotations

import hashlib
from datetime import timedelta

import pytest
from django.test import Client

from quxiang.problems import Problem
from quxiang.web.accounts.models import User
from quxiang.web.audit.models import Entry
from quxiang.web.common import clock
from quxiang.web.common.refusals import InvalidError
from quxiang.web.evidence.naming import named_files
from quxiang.web.evidence.storage import vault
from quxiang.web.evidence.storage.configured import place
from quxiang.web.notifications.models import Message
from quxiang.web.orgs.kinds import PostKind
from quxiang.web.orgs.models import Appointment
from quxiang.web.orgs.services.posts import appoint, delegate
from quxiang.web.papers import kinds
from quxiang.web.papers.models import Paper, PaperSignature
from quxiang.web.papers.seats import assigned, is_deputy, side_of
from quxiang.web.papers.services import preparing
from quxiang.web.papers.states import PaperState
from quxiang.web.privacy.holds import Held
from quxiang.web.privacy.kinds import KINDS
from web.cast import Cast, appointed, staff
from web.conftest import login
from web.papering import (
    KIND,
    Heads,
    act,
    drafted,
    filed,
    handed,
    heads,
    scan,
    sent,
    signed,
    stamped,
    status,
)
from web.uploads import paper as a_pdf
from web.uploads import picture

pytestmark = [pytest.mark.django_db, pytest.mark.database]
S = PaperState


@pytest.fixture
def who(cast: Cast) -> Heads:
    return heads(cast)


def why(answer: object) -> str:
    return answer.content.decode()  # type: ignore[attr-defined, no-any-return]


def test_a_paper_goes_from_an_upload_to_accepted(cast: Cast, who: Heads) -> None:
    zhao = login(Client(), cast.zhao)
    typed = {"what": f"{KIND}-{cast.agronomy.pk}", "title": "农学院整改报告"}
    made = zhao.post("/papers/new/", {**typed, "file": scan(a_pdf(3), "报告.pdf")})
    paper = Paper.objects.get()
    assert made.headers["Location"] == f"/papers/{paper.pk}/"
    assert (paper.pages, paper.version, paper.unit) == (3, 1, cast.agronomy)
    assert status(cast.zhao, paper, "send") == 302
    for head in (who.he, who.yuan):
        assert Message.objects.filter(user=head, template="paper").count() == 1
        assert status(head, paper, "sign") == 302
    assert paper.state == S.SIGNED
    assert status(cast.zhao, paper, "file", **handed()) == 422  # no stamp yet
    stamped(cast, paper)
    assert status(cast.zhao, paper, "file", **handed(file=scan())) == 302
    assert status(cast.qian, paper, "accept", text="") == 302
    assert paper.state == S.ACCEPTED
    said = set(Entry.objects.filter(action__startswith="paper.").values_list("action", flat=True))
    verbs = ("prepare", "send", "sign", "complete", "stamp", "file", "receive", "accept")
    assert said == {f"paper.{verb}" for verb in verbs}
    page = login(Client(), cast.zhou).get(f"/papers/{paper.pk}/").content.decode()
    assert all(each in page for each in ("贺书", "袁长", "盖章件扫描件", "赵秋", "已接收"))


def test_what_is_signed_is_the_frozen_file_and_its_bytes_do_not_change(
    cast: Cast, who: Heads
) -> None:
    paper = sent(cast)
    assert status(who.he, paper, "sign") == 302
    found = PaperSignature.objects.get()
    content = vault.content_of(cast.school.pk, found.sha256)
    assert hashlib.sha256(content).hexdigest() == found.sha256 == paper.sha256
    assert (found.title, found.post.kind, found.appointment.user) == (
        "党委书记", "college_head", who.he,
    )  # fmt: skip
    assert status(cast.zhao, paper, "again", file=scan(a_pdf(5), "新.pdf")) == 422
    with pytest.raises(InvalidError, match="签署中，不能另备一版"):
        preparing.prepare_again(paper=paper, pdf=a_pdf(5), by=cast.zhao)
    place().delete(vault.name_of(cast.school.pk, paper.sha256))
    assert "读不出来" in why(act(who.yuan, paper, "sign"))
    assert PaperSignature.objects.count() == 1


def test_signing_asks_for_the_password_anew(cast: Cast, who: Heads) -> None:
    paper = sent(cast)
    who.he.set_password("correct horse battery")
    who.he.save()
    asked = act(who.he, paper, "sign", proved=False)
    assert (asked.status_code, "再输入一次登录密码" in why(asked)) == (422, True)
    wrong = act(who.he, paper, "sign", proved=False, secret="no")
    assert (wrong.status_code, "没有签字" in why(wrong)) == (422, True)
    right = act(who.he, paper, "sign", proved=False, secret="correct horse battery")
    assert right.status_code == 302


def test_nobody_signs_in_the_stead_of_a_head(cast: Cast, who: Heads) -> None:
    paper = sent(cast)
    post = who.he.appointments.get().post
    stand_in = staff(cast.school, "8410", "替补人")
    appoint(post=post, user=stand_in, by=None, role=Appointment.Role.SUBSTITUTE)
    receiver = staff(cast.school, "8411", "受托人")
    held = who.he.appointments.get()
    delegate(appointment=held, to=receiver, until=clock.now() + timedelta(days=3), by=who.he)
    secretary = appointed(staff(cast.school, "8412", "秘书人"), PostKind.SECRETARY, cast.agronomy)
    for user in (stand_in, receiver, secretary, cast.li, cast.zhao, cast.qian):
        answer = act(user, paper, "sign")
        assert answer.status_code == 403, user.name
        assert "不能由秘书、候补或受托的人代签" in why(answer)
    assert not PaperSignature.objects.exists()


def test_one_person_in_both_posts_cannot_sign_twice(cast: Cast) -> None:
    both = appointed(
        staff(cast.school, "8420", "兼任人"), PostKind.COLLEGE_HEAD, cast.agronomy, "党委书记"
    )
    appointed(both, PostKind.COLLEGE_HEAD, cast.agronomy, "院长")
    paper = drafted(cast)
    answer = act(cast.zhao, paper, "send")
    assert (answer.status_code, "一个人不能签两次" in why(answer)) == (422, True)
    # both posts had two holders when it was sent; then one of them left
    Paper.objects.filter(pk=paper.pk).update(state=S.SIGNING, sent_at=clock.now())
    assert status(both, paper, "sign") == 302
    again = act(both, paper, "sign")
    assert (again.status_code, "另一个签字须由另一个人签" in why(again)) == (403, True)
    assert "一个人不能签两次" in why(login(Client(), both).get(f"/papers/{paper.pk}/"))


def test_a_paper_nobody_could_sign_to_the_end_is_not_sent(cast: Cast) -> None:
    appointed(staff(cast.school, "8430", "贺书"), PostKind.COLLEGE_HEAD, cast.agronomy, "党委书记")
    appointed(staff(cast.school, "8431", "副职"), PostKind.COLLEGE_HEAD, cast.agronomy, "副院长")
    answer = act(cast.zhao, drafted(cast), "send")
    assert (answer.status_code, "学院行政主要负责人还没有人" in why(answer)) == (422, True)


@pytest.mark.parametrize(
    ("title", "side"),
    [
        ("党委书记", "party"), ("党总支书记", "party"), ("院长", "office"), ("校长", "office"),
        ("书记兼院长", ""), ("学院党政主要负责人", ""),
    ],
)  # fmt: skip
def test_the_name_of_a_post_says_which_head_it_is(title: str, side: str) -> None:
    assert side_of(title) == side
    assert not is_deputy(title)
    assert is_deputy(f"副{title}")
    assert not is_deputy(f"副{title}（主持工作）")


def test_a_post_whose_name_says_no_side_takes_the_seat_nobody_claims(cast: Cast) -> None:
    for at, title in enumerate(("学院党政主要负责人", "院长")):
        user = staff(cast.school, f"844{at}", f"人{at}")
        appointed(user, PostKind.COLLEGE_HEAD, cast.agronomy, title)
    posts = list(cast.school.posts.filter(kind=PostKind.COLLEGE_HEAD))
    seats = assigned(kinds.COLLEGE_HEADS, posts)
    assert {each.title: seats[each.pk] for each in posts} == {
        "学院党政主要负责人": "college_party", "院长": "college_office",
    }  # fmt: skip


def test_what_the_app_says_is_not_ready_is_neither_sent_nor_signed(
    cast: Cast, who: Heads, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    wanted: list[Problem] = []
    monkeypatch.setitem(kinds._kinds, KIND, kinds.kind_of(KIND))  # as it was, afterwards
    kinds.complete(KIND, problems=lambda _: wanted, told=lambda _, verb, __: told.append(verb))
    wanted.append(Problem("selfcheck.lacking", "还有 3 人没有核查结论。", "请先核查。"))
    paper = drafted(cast)
    assert "还有 3 人没有核查结论。请先核查。" in why(act(cast.zhao, paper, "send"))
    wanted.clear()
    assert status(cast.zhao, paper, "send") == 302
    wanted.append(Problem("selfcheck.lacking", "还有 1 人没有核查结论。", "请先核查。"))
    assert "还有 1 人没有核查结论" in why(act(who.he, paper, "sign"))
    assert told == ["prepare", "send"]


def test_a_return_or_a_withdrawal_is_followed_by_a_new_version(cast: Cast, who: Heads) -> None:
    paper = sent(cast)
    assert status(who.he, paper, "sign") == 302
    assert status(cast.zhao, paper, "withdraw", text="不") == 422
    assert status(cast.zhao, paper, "withdraw", text="第三页的数字写错了") == 302
    again = act(cast.zhao, paper, "again", file=scan(a_pdf(4), "新.pdf"))
    second = Paper.objects.get(version=2)
    assert again.headers["Location"] == f"/papers/{second.pk}/"
    assert second.signatures.count() == 0
    assert paper.signatures.count() == 1
    assert status(cast.zhao, second, "send") == 302
    assert status(who.yuan, second, "refuse", text="缺少整改时限") == 302
    assert second.state == S.RETURNED
    act(cast.zhao, second, "again", file=scan(a_pdf(1), "三.pdf"))
    third = Paper.objects.get(version=3)
    assert act(cast.zhao, third, "again", file=scan(a_pdf(2), "三.pdf")).status_code == 302
    assert Paper.objects.get(version=3).pages == 2  # a draft takes other bytes
    page = why(login(Client(), cast.zhao).get(f"/papers/{third.pk}/"))
    assert "第 1 版" in page
    assert "第 2 版" in page


def test_the_centre_accepts_or_returns_and_not_its_own(cast: Cast, who: Heads) -> None:
    paper = filed(cast, who)
    assert status(cast.zhao, paper, "accept") == 403
    assert status(cast.qian, paper, "return", text="") == 422
    assert status(cast.qian, paper, "return", text="整改时限没有写明") == 302
    assert paper.state == S.RETURNED
    assert Message.objects.filter(user=cast.zhao, template="paper").exists()
    second = filed(cast, who)
    Paper.objects.filter(pk=second.pk).update(prepared_by=cast.qian)
    own = act(cast.qian, second, "accept")
    assert (own.status_code, "须由中心的另一人" in why(own)) == (422, True)
    assert status(who.cong, second, "accept") == 302
    more = handed(place="centre", number="签收 7", file=scan())
    assert status(cast.zhao, second, "receive", **more) == 302
    assert second.receipts.count() == 2


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"on": "2024-13-01"}, "日期写得不对"), ({"on": "1999-01-01"}, "应在签齐之日"),
        ({"place": "province"}, "报送就业创业指导中心"), ({"handed_by": ""}, "由谁报送"),
    ],
)  # fmt: skip
def test_a_receipt_says_where_when_and_by_whom(
    cast: Cast, who: Heads, typed: dict[str, str], said: str
) -> None:
    paper = signed(cast, who)
    stamped(cast, paper)
    answer = act(cast.zhao, paper, "file", **handed(**typed))
    assert (answer.status_code, said in why(answer)) == (422, True)
    assert not paper.receipts.exists()


def test_who_acts_on_an_older_page_is_told(cast: Cast, who: Heads) -> None:
    paper = sent(cast)
    before = paper.revision
    assert status(who.he, paper, "sign") == 302
    assert status(who.yuan, paper, "sign", seen=before) == 409
    assert status(cast.zhao, paper, "withdraw", seen=before, text="写错了一处") == 409
    assert status(who.yuan, paper, "sign") == 302
    assert status(cast.zhao, paper, "withdraw", text="写错了一处") == 409  # signed to the end


def test_a_stamp_is_a_scan_somebody_compared_and_never_a_picture_pasted(
    cast: Cast, who: Heads
) -> None:
    paper = signed(cast, who)
    assert "请核对后勾选" in why(act(cast.zhao, paper, "stamp", file=scan()))
    assert status(cast.zhao, paper, "stamp", compared="on") == 422
    assert status(who.he, paper, "stamp", compared="on", file=scan()) == 403
    page = why(login(Client(), who.he).get(f"/papers/{paper.pk}/"))
    assert "本系统不会把任何印章图像加到文件上" in page
    assert "不是《电子签名法》所称的可靠电子签名" in page


def test_papers_are_seen_by_own_college_centre_auditor_and_the_school_s_by_its_heads(
    cast: Cast, who: Heads
) -> None:
    chief = appointed(staff(cast.school, "8450", "校长人"), PostKind.SCHOOL_HEAD, title="校长")
    paper = sent(cast)
    made = preparing.Frozen("学校核查报告", a_pdf(), cast.school.pk, cohort=cast.cohort, subject=1)
    school = preparing.prepare(kind=kinds.kind_of("school_report"), made=made, by=cast.qian)

    def seen(user: User, found: Paper) -> int:
        code: int = login(Client(), user).get(f"/papers/{found.pk}/").status_code
        return code

    assert [seen(each, paper) for each in (cast.zhao, cast.li, who.he, cast.qian, cast.zhou)] == (
        [200] * 5
    )
    assert [seen(each, paper) for each in (cast.sun, cast.wang, cast.wu, chief)] == [404] * 4
    assert [seen(each, school) for each in (cast.qian, cast.zhou, chief)] == [200] * 3
    assert [seen(each, school) for each in (cast.zhao, who.he)] == [404] * 2


def test_what_names_graduates_is_noted_and_not_opened_by_who_sees_them_masked(
    cast: Cast, who: Heads
) -> None:
    whom = [cast.wang_graduate.pk]
    made = preparing.Frozen(
        "证明材料汇编", a_pdf(), cast.school.pk, cast.agronomy, cast.cohort, 1, subjects=whom
    )
    paper = preparing.prepare(kind=kinds.kind_of("compilation"), made=made, by=cast.zhao)
    path = f"/papers/{paper.pk}/pages/1/"
    assert login(Client(), cast.zhou).get(path).status_code == 403
    assert login(Client(), cast.zhou).get(f"/papers/{paper.pk}/pdf/").status_code == 403
    assert login(Client(), who.he).get(path).status_code == 200
    assert Entry.objects.filter(action="view", actor_id=who.he.pk).latest("pk").subject_ids == whom


def test_what_waits_for_somebody_is_listed_for_them(cast: Cast, who: Heads) -> None:
    def waits(user: User) -> bool:
        return "农学院就业核查整改报告" in why(login(Client(), user).get("/papers/waiting/"))

    paper = drafted(cast)
    assert [waits(each) for each in (cast.zhao, who.he, cast.qian)] == [True, False, False]
    act(cast.zhao, paper, "send")
    assert [waits(each) for each in (cast.zhao, who.he, who.yuan)] == [False, True, True]
    act(who.he, paper, "sign")
    act(who.yuan, paper, "sign")
    assert [waits(each) for each in (cast.zhao, who.he, who.yuan)] == [True, False, False]
    stamped(cast, paper)
    act(cast.zhao, paper, "file", **handed())
    assert [waits(each) for each in (cast.zhao, cast.qian)] == [False, True]


def test_files_of_papers_are_known_to_the_store_and_deleted_with_them(
    cast: Cast, who: Heads
) -> None:
    paper = filed(cast, who)
    names = {sha for _, sha in named_files()}
    assert {paper.sha256, paper.files.get().sha256} <= names
    kind = KINDS["signed_papers"]
    over = kind.rows(cast.school.pk, clock.now() + timedelta(days=1), Held(cast.school.pk))
    assert kind.delete([each.pk for each in over]) >= 1
    assert not Paper.objects.exists()
    assert not {paper.sha256} & {sha for _, sha in named_files()}


def test_only_a_pdf_that_opens_is_taken(cast: Cast) -> None:
    zhao = login(Client(), cast.zhao)
    typed = {"what": f"{KIND}-{cast.agronomy.pk}", "title": "农学院整改报告"}
    for content, said in (
        (picture(), "要签署的文件须是 PDF"), (b"%PDF-1.7 nothing", "打不开"),
        (b"", "空的"),
    ):  # fmt: skip
        answer = zhao.post("/papers/new/", {**typed, "file": scan(content, "a.pdf")})
        assert (answer.status_code, said in why(answer)) == (422, True), said
    elsewhere = {**typed, "what": f"{KIND}-{cast.letters.pk}", "file": scan(a_pdf(), "a.pdf")}
    assert zhao.post("/papers/new/", elsewhere).status_code == 422
    assert login(Client(), cast.zhou).get("/papers/new/").status_code == 403
    assert not Paper.objects.exists()


def test_a_signed_paper_is_returned_by_the_centre_before_it_is_filed(
    cast: Cast, who: Heads
) -> None:
    paper = signed(cast, who)
    assert status(cast.qian, paper, "return", text="附件缺了一页") == 302
    assert paper.state == S.RETURNED
