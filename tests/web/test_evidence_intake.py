"""Intake: what an upload is judged by, what of it is kept, what is refused and why."""

from __future__ import annotations

import io
import subprocess
import sys
import zlib
from collections.abc import Callable

import pikepdf
import pypdfium2
import pytest
from PIL import Image

from quxiang.web.evidence.intake import apart
from quxiang.web.evidence.intake.areas import areas_of
from quxiang.web.evidence.intake.limits import Limits, RefusedError
from quxiang.web.evidence.intake.prepared import Prepared
from quxiang.web.evidence.intake.preparing import prepare, previews
from web.uploads import heic, opened, paper, photo, picture

LIMITS = Limits()


def taken(content: bytes, areas: str = "", limits: Limits = LIMITS) -> Prepared:
    return prepare(content, areas_of(areas), limits)


def refusal(content: bytes, areas: str = "", limits: Limits = LIMITS) -> str:
    """Return the code an upload is refused with; its sentences must be whole."""
    with pytest.raises(RefusedError) as caught:
        taken(content, areas, limits)
    problem = caught.value.problem
    assert problem.message.endswith("。")
    assert problem.remedy.endswith("。")
    return problem.code


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_picture_is_kept_as_jpeg_whatever_it_came_as(kind: str) -> None:
    kept = taken(picture(kind=kind))
    assert (kept.media_type, kept.pages, kept.redacted) == ("image/jpeg", 1, False)
    assert opened(kept.content).format == "JPEG"
    assert opened(kept.content).size == (320, 240)


def test_a_heic_photo_of_an_iphone_is_taken() -> None:
    kept = opened(taken(heic()).content)
    assert (kept.format, kept.size) == ("JPEG", (64, 64))
    red = kept.convert("RGB").getpixel((32, 32))
    assert isinstance(red, tuple)
    assert red[0] > 200
    assert red[1] < 60
    assert refusal(heic()[:200]) == "damaged"


def test_location_and_device_do_not_outlive_the_upload() -> None:
    content = photo()
    assert b"PhoneMaker" in content
    for kept in (taken(content).content, taken(content).thumbnail):
        assert b"PhoneMaker" not in kept
        assert b"Exif" not in kept
        assert not dict(opened(kept).getexif())


def test_a_photo_taken_sideways_stands_upright() -> None:
    assert opened(taken(photo(turned=6)).content).size == (240, 320)


def test_a_large_photo_becomes_one_a_phone_can_load() -> None:
    kept = taken(picture((4000, 3000)))
    assert max(opened(kept.content).size) == LIMITS.picture_side
    assert max(opened(kept.thumbnail).size) == LIMITS.thumbnail_side


def test_transparent_parts_turn_white_and_not_black() -> None:
    out = io.BytesIO()
    Image.new("RGBA", (40, 40), (0, 0, 0, 0)).save(out, "PNG")
    assert opened(taken(out.getvalue()).content).getpixel((20, 20)) == (255, 255, 255)


def test_a_clean_pdf_is_kept_byte_for_byte() -> None:
    content = paper(3)
    kept = taken(content)
    assert kept.content == content
    assert (kept.media_type, kept.pages, kept.stripped) == ("application/pdf", 3, False)
    assert opened(kept.thumbnail).format == "JPEG"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b"PK\x03\x04 a workbook", "format"),
        (b"\xd0\xcf\x11\xe0 an old document", "format"),
        (b"GIF89a", "format"),
        (b"\0\0\0\x18ftypmp42", "format"),
        (b"\0\0\0\x18ftypavif", "format"),
        (b"<html>", "format"),
        (picture()[:400], "damaged"),
        (picture(kind="PNG")[:120], "damaged"),
        (b"%PDF-1.7\nnothing more\n%%EOF", "damaged"),
        (paper(2)[:-300], "damaged"),
    ],
)
def test_what_is_of_no_use_is_refused_with_what_to_do(content: bytes, code: str) -> None:
    assert refusal(content) == code


def test_the_name_of_a_file_says_nothing() -> None:
    # a JPEG called PDF, or the other way round: only the bytes are looked at
    assert taken(picture()).media_type == "image/jpeg"
    assert taken(paper()).media_type == "application/pdf"


@pytest.mark.parametrize(
    ("limits", "content", "code"),
    [
        (Limits(size=1000), picture(), "size"),
        (Limits(pages=2), paper(3), "pages"),
        (Limits(decoded_pixels=320 * 240 - 1), picture(kind="PNG"), "pixels"),
        (Limits(declared_pixels=320 * 240 - 1), picture(), "pixels"),
    ],
)
def test_what_is_larger_than_a_limit_is_refused(limits: Limits, content: bytes, code: str) -> None:
    assert refusal(content, limits=limits) == code


def test_what_is_exactly_at_its_limits_is_taken() -> None:
    content = paper(3)
    assert taken(content, limits=Limits(size=len(content), pages=3)).pages == 3
    exact = Limits(decoded_pixels=320 * 240, declared_pixels=320 * 240)
    assert taken(picture(kind="PNG"), limits=exact).pages == 1


def test_a_picture_that_unfolds_into_gigabytes_is_refused_before_it_does() -> None:
    bomb = bytearray(picture(kind="PNG"))
    bomb[16:24] = (60_000).to_bytes(4, "big") * 2  # the header's width and height
    bomb[29:33] = zlib.crc32(bomb[12:29]).to_bytes(4, "big")
    assert refusal(bytes(bomb)) == "pixels"


def test_a_pdf_that_needs_a_password_is_refused() -> None:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(paper())) as pdf:
        pdf.save(out, encryption=pikepdf.Encryption(owner="o", user="u"))
    assert refusal(out.getvalue()) == "locked"


def _script(pdf: pikepdf.Pdf) -> None:
    act = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=pikepdf.String("app.alert(1)"))
    pdf.Root.OpenAction = pdf.make_indirect(act)


def _launch(pdf: pikepdf.Pdf) -> None:
    act = pikepdf.Dictionary(S=pikepdf.Name.Launch, F=pikepdf.String("calc.exe"))
    link = pikepdf.Dictionary(
        Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, Rect=[0, 0, 9, 9], A=act
    )
    pdf.pages[0].Annots = pdf.make_indirect(pikepdf.Array([pdf.make_indirect(link)]))


def _attachment(pdf: pikepdf.Pdf) -> None:
    pdf.attachments["secret.xml"] = b"<secret/>"


def _on_leaving(pdf: pikepdf.Pdf) -> None:
    act = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=pikepdf.String("secret"))
    pdf.pages[0].AA = pikepdf.Dictionary(C=act)


def _clipped_file(pdf: pikepdf.Pdf) -> None:
    clip = pikepdf.Dictionary(
        Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.FileAttachment, Rect=[0, 0, 9, 9]
    )
    pdf.pages[0].Annots = pikepdf.Array([clip])


@pytest.mark.parametrize("change", [_script, _launch, _attachment, _on_leaving, _clipped_file])
def test_what_acts_by_itself_is_taken_out_of_a_pdf(
    change: Callable[[pikepdf.Pdf], None],
) -> None:
    kept = taken(paper(1, change))
    assert kept.stripped
    with pikepdf.open(io.BytesIO(kept.content)) as pdf:
        plain = b"".join(each.unparse(resolved=True) for each in pdf.objects)
        assert not pdf.attachments
    for word in (b"JavaScript", b"app.alert", b"Launch", b"FileAttachment", b"secret"):
        assert word not in plain
    assert taken(kept.content).stripped is False


def test_a_link_and_a_first_view_do_no_harm() -> None:
    def change(pdf: pikepdf.Pdf) -> None:
        act = pikepdf.Dictionary(S=pikepdf.Name.URI, URI=pikepdf.String("https://example.com"))
        link = pikepdf.Dictionary(
            Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, Rect=[0, 0, 9, 9], A=act
        )
        pdf.pages[0].Annots = pikepdf.Array([link])
        pdf.Root.OpenAction = pikepdf.Array([pdf.pages[0].obj, pikepdf.Name.Fit])

    assert taken(paper(1, change)).stripped is False


def test_what_was_covered_is_gone_from_a_picture() -> None:
    kept = taken(picture(kind="PNG"), "[[1, 0, 0, 0.5, 1]]")
    image = opened(kept.content)
    assert kept.redacted
    assert max(image.getpixel((80, 120))) < 40  # it was red
    assert min(image.getpixel((300, 120))) > 240
    assert max(opened(kept.thumbnail).getpixel((60, 100))) < 40


def test_what_was_covered_is_gone_from_a_pdf_with_everything_below_it() -> None:
    kept = taken(paper(2), "[[2, 0, 0, 1, 1]]")
    assert (kept.media_type, kept.pages, kept.redacted) == ("application/pdf", 2, True)
    drawn = [page.render().to_pil().convert("RGB") for page in pypdfium2.PdfDocument(kept.content)]
    colours = [image.resize((60, 84)).getpixel((30, 21)) for image in drawn]
    assert [c[2] > 200 and c[0] < 80 for c in colours] == [True, False], colours
    with pikepdf.open(io.BytesIO(kept.content)) as pdf:
        assert all("/Font" not in page.get("/Resources", {}) for page in pdf.pages)
        assert "/CreationDate" not in pdf.docinfo


def test_the_same_upload_covered_in_the_same_way_is_the_same_file() -> None:
    one, two = (taken(paper(2), "[[1, 0.1, 0.1, 0.2, 0.2]]") for _ in range(2))
    assert one.content == two.content


@pytest.mark.parametrize(
    "areas",
    [
        "[[2, 0, 0, 1, 1]]", "[[0, 0, 0, 1, 1]]", "[[1, 0, 0, 0, 1]]", "[[1, -1, 0, 1, 1]]",
        "[[1, 0, 0, NaN, 1]]", "[[1, 0, 0, 2, 1]]", "[[1, 0]]", "{}x", "[1]", '"a"',
    ],
)  # fmt: skip
def test_areas_that_cover_nothing_there_is_are_refused(areas: str) -> None:
    assert refusal(picture(), areas) == "areas"


def test_a_preview_has_every_page_and_keeps_nothing() -> None:
    pages = previews(paper(3), LIMITS)
    assert [opened(each).format for each in pages] == ["JPEG"] * 3


def test_a_child_process_gives_the_same_and_refuses_the_same() -> None:
    content = paper(2)
    assert apart.prepared_apart(content, "[[1, 0, 0, 0.5, 0.5]]", LIMITS) == taken(
        content, "[[1, 0, 0, 0.5, 0.5]]"
    )
    assert len(apart.previews_apart(photo(), LIMITS)) == 1
    with pytest.raises(RefusedError) as caught:
        apart.prepared_apart(picture()[:400], "", LIMITS)
    assert caught.value.problem.code == "damaged"


def test_an_upload_that_takes_too_much_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apart, "MEMORY", 64 << 20)
    with pytest.raises(RefusedError) as caught:
        apart.prepared_apart(picture((3000, 3000), "PNG"), "", LIMITS)
    assert caught.value.problem.code in ("gave_up", "pixels")


def test_the_web_process_loads_no_decoder() -> None:
    script = (
        "import sys; import quxiang.web.evidence.intake.apart;"
        "print([m for m in ('PIL', 'pikepdf', 'pypdfium2', 'pi_heif') if m in sys.modules])"
    )
    told = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True,
        env=apart._environment(),
    )  # fmt: skip
    assert told.stdout.strip() == "[]"
