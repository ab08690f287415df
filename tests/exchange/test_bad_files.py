"""Whatever is no table gets one clear sentence, never a traceback."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from exchange.files import GRADUATES, rewritten, write_sheets
from quxiang.exchange import Reading
from quxiang.problems import UnusableError

Read = Callable[..., Reading]
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504


def refused(read_file: Read, path: Path, **more: object) -> str:
    """Return the code of the one problem a file is refused with."""
    with pytest.raises(UnusableError) as caught:
        read_file(path, **more)
    problem = caught.value.problems[0]
    assert problem.message.endswith("。")
    assert problem.remedy.endswith("。")
    assert problem.where.file == path.name
    return problem.code


def zipped(**entries: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in entries.items():
            archive.writestr(name, data)
    return buffer.getvalue()


CONTENTS = {
    "empty_file": b"",
    "encrypted": OLE + "EncryptedPackage".encode("utf-16-le"),
    "macro_workbook": OLE + "Workbook_VBA_PROJECT_CUR".encode("utf-16-le"),
    "zip_not_workbook": zipped(**{"word/document.xml": b"<w/>"}),
    "damaged_workbook": b"PK\x03\x04 and nothing more",
    "html_as_workbook": "\ufeff <html><table><tr><td>考生号</td></tr></table></html>".encode(),
    "xml_as_workbook": b'<?xml version="1.0"?><Workbook xmlns="urn:x"/>',
    "empty_sheet": b"\n,,,\n,,,\n",
    "no_header": "一段话，没有表头。\n又一段。\n".encode(),
    "no_usable_row": "考生号,姓名\n".encode(),
    "missing_columns": "姓名,性别,学院\n王小麦,女,农学院\n".encode(),
    "unclosed_quote": ("考生号,姓名\n1," + '"王\n' * 1 + "24410100000001,李\n" * 99).encode(),
    "undecodable": b"\xff\xfe\x00\xd8\x00\xd8",
}


@pytest.mark.parametrize("code", CONTENTS)
@pytest.mark.parametrize("suffix", [".xlsx", ".csv"])
def test_content_decides_what_is_said(
    code: str, suffix: str, tmp_path: Path, read_file: Read
) -> None:
    path = tmp_path / f"名单{suffix}"
    path.write_bytes(CONTENTS[code])
    assert refused(read_file, path) == code


@pytest.mark.parametrize(
    ("head", "what"),
    [
        (b"%PDF-1.7\n", "PDF 文档"),
        (b"\x89PNG\r\n\x1a\n", "图片"),
        (b"\xff\xd8\xff\xe0", "图片"),
        (b"Rar!\x1a\x07", "压缩包"),
        (OLE + "WordDocument".encode("utf-16-le"), "Word 文档"),
        (bytes(range(256)) * 20, "二进制文件"),
    ],
)
def test_another_kind_of_file_is_named(
    head: bytes, what: str, tmp_path: Path, read_file: Read
) -> None:
    path = tmp_path / "名单.xlsx"
    path.write_bytes(head)
    with pytest.raises(UnusableError, match=what):
        read_file(path)


def test_a_missing_file_is_refused(tmp_path: Path, read_file: Read) -> None:
    assert refused(read_file, tmp_path / "没有.xlsx") == "missing_file"


def test_a_folder_is_refused(tmp_path: Path, read_file: Read) -> None:
    assert refused(read_file, tmp_path) == "is_directory"


def test_a_file_nobody_may_read_is_refused(
    tmp_path: Path, read_file: Read, monkeypatch: pytest.MonkeyPatch
) -> None:
    def deny(self: Path, *args: object, **more: object) -> None:
        raise PermissionError

    path = tmp_path / "名单.xlsx"
    path.write_bytes(b"x")
    monkeypatch.setattr(Path, "open", deny)  # the superuser may read everything
    assert refused(read_file, path) == "no_permission"


def test_an_xlsx_with_macros_is_refused(workbook: Callable[..., Path], read_file: Read) -> None:
    path = workbook(GRADUATES, "名单.xlsm")
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"\0" * 64)
    assert refused(read_file, path) == "macro_workbook"


def test_an_xlsx_cut_short_is_refused(workbook: Callable[..., Path], read_file: Read) -> None:
    path = workbook(GRADUATES)
    path.write_bytes(path.read_bytes()[:-200])
    assert refused(read_file, path) == "damaged_workbook"


def test_an_empty_workbook_is_refused(workbook: Callable[..., Path], read_file: Read) -> None:
    assert refused(read_file, workbook([])) == "empty_sheet"


def test_a_sheet_that_is_not_there_is_refused(
    workbook: Callable[..., Path], read_file: Read
) -> None:
    assert refused(read_file, workbook(GRADUATES), sheet="没有") == "no_such_sheet"


def test_a_sheet_of_a_file_without_sheets_is_refused(tmp_path: Path, read_file: Read) -> None:
    path = tmp_path / "名单.csv"
    path.write_text("\n".join(",".join(map(str, row)) for row in GRADUATES), "utf-8")
    assert refused(read_file, path, sheet="名单") == "no_sheets"


def test_a_workbook_that_unpacks_to_too_much_is_refused(
    workbook: Callable[..., Path], read_file: Read
) -> None:
    assert refused(read_file, workbook(GRADUATES), max_unpacked=3000) == "zip_bomb"


def test_a_zip_directory_that_lies_about_the_size_is_caught(
    workbook: Callable[..., Path], read_file: Read
) -> None:
    path = workbook([*GRADUATES, *([["x" * 1000] * 12] * 50)])
    data = bytearray(path.read_bytes())
    at = data.rfind(
        b"PK\x01\x02", 0, data.find(b"xl/worksheets/sheet1.xml", data.find(b"PK\x01\x02"))
    )
    data[at + 24 : at + 28] = struct.pack("<I", 100)
    path.write_bytes(bytes(data))
    assert refused(read_file, path) == "zip_bomb"


def test_a_tightly_packed_bomb_is_caught(workbook: Callable[..., Path], read_file: Read) -> None:
    path = workbook(GRADUATES)
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        archive.writestr("xl/media/image1.png", b"\0" * (80 << 20))
    assert refused(read_file, path) == "zip_bomb"


def test_a_cell_in_the_far_corner_does_not_eat_the_memory(
    workbook: Callable[..., Path], read_file: Read
) -> None:
    path = workbook(GRADUATES)
    far = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    rewritten(path, "xl/worksheets/sheet1.xml", b"</sheetData>", far)
    assert refused(read_file, path) == "sparse_sheet"


@pytest.mark.parametrize(
    "cell",
    [
        b'<c r="XFD99999"><v>1</v></c>',  # in a row that claims to be the first
        b'<c r="xfd99999"><v>1</v></c>',
        b"<c r='XFD1048576'><v>1</v></c>",
        b'<c s="0" r = "XFD1048576"><v>1</v></c>',
        b'<c r="A1048576"><v>1</v></c><c r="XFD2"><v>1</v></c>',
    ],
)
def test_a_cell_that_hides_how_far_it_is_does_not_either(
    cell: bytes, workbook: Callable[..., Path], read_file: Read
) -> None:
    path = workbook(GRADUATES)
    far = b'<row r="5">' + cell + b"</row></sheetData>"
    rewritten(path, "xl/worksheets/sheet1.xml", b"</sheetData>", far)
    assert refused(read_file, path) == "sparse_sheet"


def test_an_xls_that_claims_four_thousand_million_rows_ends_only_its_own_process(
    foreign: dict[str, Path], read_file: Read, tmp_path: Path
) -> None:
    dimensions = b"\x00\x02\x0e\x00"
    data = bytearray(foreign["xls"].read_bytes())
    at = data.find(dimensions) + len(dimensions)
    data[at : at + 8] = b"\0\0\0\0\xff\xff\xff\xff"
    path = tmp_path / "坏.xls"
    path.write_bytes(bytes(data))
    assert refused(read_file, path) == "damaged_workbook"


def test_a_far_corner_that_is_only_formatted_does_no_harm(
    workbook: Callable[..., Path], read_file: Read
) -> None:
    path = workbook(GRADUATES)
    far = b'<row r="1048576"><c r="C1048576" s="0"/></row></sheetData>'
    rewritten(path, "xl/worksheets/sheet1.xml", b"</sheetData>", far)
    assert read_file(path).file.rows == 3


def test_missing_columns_name_what_was_seen_and_what_may_be_meant(
    workbook: Callable[..., Path], read_file: Read
) -> None:
    rows = [["姓名", "性别", "新生考生号"], ["王小麦", "女", "24410100000001"]]
    with pytest.raises(UnusableError) as caught:
        read_file(workbook(rows))
    missing, close = caught.value.problems
    assert "已认出：姓名、性别；未认出：新生考生号" in missing.message
    assert (close.code, close.where.cell) == ("close_to_required", "C1")
    assert "--column 新生考生号=exam_no" in close.remedy


@pytest.mark.parametrize(
    ("mapping", "code"),
    [
        ({"没有这列": "name"}, "mapping_unknown_column"),
        ({"姓名": "nonsense"}, "mapping_unknown_field"),
    ],
)
def test_a_vain_column_mapping_is_refused(
    mapping: dict[str, str], code: str, workbook: Callable[..., Path], read_file: Read
) -> None:
    assert refused(read_file, workbook(GRADUATES), mapping=mapping) == code


def test_a_dbf_whose_fields_do_not_add_up_is_refused(
    foreign: dict[str, Path], read_file: Read, tmp_path: Path
) -> None:
    data = bytearray(foreign["dbf"].read_bytes())
    data[10:12] = b"\x02\x00"
    path = tmp_path / "坏.dbf"
    path.write_bytes(bytes(data))
    assert refused(read_file, path) == "damaged_dbf"


def test_a_sheet_by_another_program_without_cell_names_is_read(
    tmp_path: Path, read_file: Read
) -> None:
    path = write_sheets(tmp_path / "a.xlsx", {"a": [["考生号", "姓名"], ["24410100000001", "王"]]})
    for name in (b"A1", b"B1", b"A2", b"B2"):
        rewritten(path, "xl/worksheets/sheet1.xml", b' r="' + name + b'"', b"")
    assert read_file(path).file.rows == 1
