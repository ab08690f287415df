"""Documents: what stands on them, what they cannot show, who opens them, who knows them genuine."""

from __future__ import annotations

import re

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from quxiang.web.audit.models import Entry
from quxiang.web.common import clock, rotation, sealed
from quxiang.web.destinations.models import Registration
from quxiang.web.destinations.services.filing import withdraw
from quxiang.web.documents import glyphs, sources, store
from quxiang.web.documents.models import Document
from quxiang.web.documents.services.making import (
    made_again,
    make_batch_sheet,
    make_form,
    make_person_file,
)
from web.cast import Cast, graduate
from web.conftest import login
from web.filing import filed as file_paper
from web.papers import SITE, address_of, entered, filed, form, pages_of, text_of
from web.uploads import photo

pytestmark = pytest.mark.django_db
#: in names people bear; the first is of the third plane
RARE = "𬭎𫖮㛃䶮"
#: in no font of the families asked for on any machine we know
UNSEEN = "\U0002fa1d"


def printed(document: Document) -> str:
    return text_of(store.content_of(document))


def test_the_form_says_who_where_to_and_what_is_signed(cast: Cast) -> None:
    made = form(cast)
    text = printed(made)
    for said in (
        "云梦大学", "去向登记审核表", "王晓禾", "20240001", "云梦种业有限公司", "139****0002",
        "第1版", made.label.replace(" ", ""), made.content[:16], "学院审签", "第1页，共1页",
        "不是《电子签名法》所称的可靠电子签名", "不会把任何印章图像加到文件上",
    ):  # fmt: skip
        assert said in text, said
    assert "13900000002" not in text


@pytest.mark.parametrize(
    ("typed", "stamps", "school"),
    [({}, 0, True), ({"code": "76", "occupation": "翻译", "wage_floor_met": "yes"}, 2, True),
     ({"code": "70-QZZ"}, 0, False)],
)  # fmt: skip
def test_the_lines_to_sign_follow_the_code(
    cast: Cast, typed: dict[str, str], stamps: int, school: bool
) -> None:
    text = printed(form(cast, **typed))
    assert text.count("在此加盖实物印章") == stamps
    assert ("学校就业工作负责人" in text) is school


def test_signatures_and_papers_told_by_other_apps_stand_on_the_form(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = clock.now()
    signed = sources.Signature("审签老师", "吴树人", "辅导员", at, "登录审签", "情况属实")
    monkeypatch.setattr(sources, "_signing", [lambda _: [signed, sources.Signature("学院")]])
    monkeypatch.setattr(sources, "_proving", [lambda _: [sources.Paper("录用通知", "ab" * 32, at)]])
    text = printed(form(cast))
    assert "吴树人辅导员" in text
    assert "录用通知" in text
    assert "abababababababab" in text
    assert "没有登记佐证材料" not in text


def test_rare_characters_of_names_are_shown(cast: Cast) -> None:
    whom = graduate(cast.cohort, cast.agronomy, "20240077", f"王{RARE}")
    made = make_form(filed(cast, whom), site=SITE, by=None)
    assert made.missing == []
    assert f"王{RARE}" in printed(made)
    assert "以下字符本机字体无法显示" not in printed(made)


def test_a_character_no_font_shows_is_named_on_the_form_and_on_the_page(cast: Cast) -> None:
    made = form(cast, contact_name=f"何{UNSEEN}\ue000")
    assert made.missing == ["U+E000", f"U+{ord(UNSEEN):04X}"]
    text = printed(made)
    assert "何〓〓" in text
    assert "以下字符本机字体无法显示，文中以“〓”代替：U+E000、U+2FA1D" in text
    page = login(Client(), cast.zhao).get(f"/destinations/{cast.wang_graduate.pk}/part/beside/")
    assert "U+2FA1D" in page.content.decode()


def test_what_draws_nothing_is_not_called_missing() -> None:
    assert glyphs.missing_in("王\ufe00 \u200b\u3000\n\U000e0101") == []


def test_a_machine_without_chinese_fonts_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    class NoFonts:
        def families(self) -> list[str]:
            return ["DejaVu Sans"]

    monkeypatch.setattr(glyphs, "fonts", NoFonts)
    glyphs.families.cache_clear()
    with pytest.raises(glyphs.InvalidError, match="没有可用的中文字体"):
        glyphs.families()


@pytest.mark.parametrize("text", ['#panic("x")', "*_`$<a>@b", "\\u{41} \"'", "//注释"])
def test_what_people_type_is_never_taken_for_a_template(cast: Cast, text: str) -> None:
    assert "".join(text.split()) in printed(form(cast, contact_name=text))


def test_the_same_input_gives_the_same_bytes(cast: Cast) -> None:
    made = form(cast)
    assert made_again(made).sha256 == made.sha256
    assert made_again(made).content == store.content_of(made)


def test_the_same_content_is_the_same_document_and_new_content_the_next_number(cast: Cast) -> None:
    first = form(cast)
    assert make_form(first.version, site=SITE, by=cast.qian) == first
    cast.wang_graduate.major_name = "园艺"
    cast.wang_graduate.save()
    version = first.version
    version.registration.graduate.major_name = "园艺"
    second = make_form(version, site=SITE, by=cast.zhao)
    assert (first.number, second.number) == (1, 2)
    first.refresh_from_db()
    assert first.superseded_at is not None
    assert second.superseded_at is None


def test_a_page_lies_sealed_and_opens_after_the_keys_are_changed(cast: Cast) -> None:
    made = form(cast)
    raw = (store.folder().root / made.path).read_bytes()
    assert b"PDF" not in raw
    sealed.write_keyring(sealed.with_new_key(sealed.keyring()))
    rotation.seal_anew()
    made.refresh_from_db()
    assert made.key_sealed.startswith(f"{sealed.keyring().current}:")
    assert store.content_of(made).startswith(b"%PDF")


def test_a_file_somebody_changed_is_not_opened(cast: Cast) -> None:
    made = form(cast)
    store.folder().put(made.path, b"x" * 60)
    with pytest.raises(store.BrokenError):
        store.content_of(made)


def test_the_one_person_file_holds_every_version_and_what_changed(cast: Cast) -> None:
    first = entered(cast)
    filed(cast, employer_name="云梦农垦集团有限公司")
    text = printed(make_person_file(cast.wang_graduate, site=SITE, by=cast.qian))
    assert text.index("第2版") < text.index("第1版")
    assert f"第{first.number}版·首次登记·登记在册" in text
    assert "云梦种业有限公司云梦农垦集团有限公司" in text  # before and after, side by side
    assert "录入登记系统" in text


def test_the_file_of_somebody_without_a_registration_says_so(cast: Cast) -> None:
    text = printed(make_person_file(cast.chen_graduate, site=SITE, by=cast.qian))
    assert "还没有登记去向" in text


def test_a_batch_sheet_repeats_its_head_and_breaks_no_row(cast: Cast) -> None:
    version = filed(cast)
    made = make_batch_sheet(
        batch=1, cohort=cast.cohort, college=cast.agronomy, versions=[version] * 60, site=SITE,
        by=cast.li, facts=[("单号", "批 1")],
    )  # fmt: skip
    pages = pages_of(store.content_of(made))
    assert len(pages) > 1
    assert all("单位或院校版本摘要" in page for page in pages if "20240001" in page)
    assert sum(page.count("20240001王晓禾") for page in pages) == 60
    assert "60人" in pages[0]


def test_a_qr_code_says_genuine_and_nothing_personal(cast: Cast) -> None:
    made = form(cast)
    answer = Client().get(address_of(made))
    page = answer.content.decode()
    assert answer.status_code == 200
    for said in ("真实", made.label, "去向登记审核表", "第 1 版", "现行有效"):
        assert said in page
    assert not re.search("王晓禾|20240001|云梦种业|农学院", page)
    assert "no-store" in answer.headers["Cache-Control"]


def test_a_qr_code_of_an_older_version_says_so(cast: Cast) -> None:
    made = form(cast)
    registration = Registration.objects.get()
    withdraw(registration=registration, seen=registration.revision, by=cast.wang)
    filed(cast, employer_name="云梦农垦集团有限公司")
    assert "所列版本已有变更" in Client().get(address_of(made)).content.decode()


@pytest.mark.parametrize("token", ["x", "a" * 22, "长", "a" * 500])
def test_a_wrong_code_is_told_nothing(cast: Cast, token: str) -> None:
    form(cast)
    answer = Client().get(reverse("documents:verify", args=[token]))
    assert answer.status_code == 404
    assert "查无此件" in answer.content.decode()


def test_the_token_itself_is_kept_nowhere_in_plain(cast: Cast) -> None:
    made = form(cast)
    token = address_of(made).split("/")[2]
    assert len(token) == 22
    assert token not in str(Document.objects.values().get())


def test_the_button_makes_the_form_and_leads_to_it(cast: Cast) -> None:
    filed(cast)
    client = login(Client(), cast.zhao)
    assert (
        "打印审核表"
        in client.get(f"/destinations/{cast.wang_graduate.pk}/part/beside/").content.decode()
    )
    answer = client.post(reverse("documents:form", args=[cast.wang_graduate.pk]))
    made = Document.objects.get()
    assert answer.headers["Location"] == f"/documents/{made.pk}/"
    opened = client.get(answer.headers["Location"])
    assert opened.headers["Content-Type"] == "application/pdf"
    assert opened.headers["Cache-Control"] == "private, no-store"
    assert Entry.objects.filter(action="document.make", object_id=str(made.pk)).exists()


def test_a_version_there_is_not_is_refused_with_a_sentence(cast: Cast) -> None:
    client = login(Client(), cast.zhao)
    path = reverse("documents:form", args=[cast.wang_graduate.pk])
    assert client.post(path).status_code == 422
    filed(cast)
    assert client.post(path, {"version": "9"}).status_code == 422


def test_a_document_of_another_college_is_not_there(cast: Cast) -> None:
    made = form(cast)
    path = reverse("documents:one", args=[made.pk])
    for user, status in ((cast.sun, 404), (cast.feng, 404), (cast.zheng, 404), (cast.wang, 200)):
        assert login(Client(), user).get(path).status_code == status


def test_documents_lie_in_the_installation_and_for_its_owner_only(cast: Cast) -> None:
    path = store.folder().root / form(cast).path
    assert path.is_relative_to(settings.HOME)
    assert path.stat().st_mode & 0o077 == 0


def test_the_form_names_who_signed_and_the_papers_there_are(cast: Cast) -> None:
    kept = file_paper(cast.wang, cast.wang_graduate, photo())
    text = printed(form(cast))
    assert kept.sha256[:12] in text.replace(" ", "")
    assert "没有登记佐证材料" not in text
    assert "提交即签" in text
