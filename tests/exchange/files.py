"""Files made on the spot for the tests of the exchange."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import xlsxwriter

from quxiang.exchange import Reading

KEY = b"a public key for tests"
Rows = Sequence[Sequence[object]]

GRADUATES: Rows = [
    ["考生号", "学号", "姓名", "性别", "学历", "所在院系", "毕业去向代码", "毕业去向", "单位名称", "统一社会信用代码", "签约日期", "毕业日期"],  # noqa: E501
    ["24410100000001", "202001001", "欧阳·清和", "女", "本科生毕业", "农学院", "11", "签劳动合同形式就业", "黄河（新乡）种业有限公司", "91410700MA0000001X", "2024-05-06", "20240620"],  # noqa: E501
    ["24410100000002", "202001002", "尉迟𠮷", "男", "本科生毕业", "农学院", "801", "境内升学—研究生", "中原大学", "", "2024/6/1", "20240620"],  # noqa: E501
    ["24410100000003", "202001003", "王小麦", "男", "硕士生毕业", "信息学院", "71", "不就业拟升学", "", "", "", "20240620"],  # noqa: E501
]  # fmt: skip
#: the same headers as dBase field names
LETTERS = ["KSH", "XH", "XM", "XB", "XL", "SZYX", "BYQXDM", "BYQX", "DWMC", "DWZZJGDM", "QYRQ", "BYRQ"]  # fmt: skip  # noqa: E501


def write_sheets(path: Path, sheets: Mapping[str, Rows]) -> Path:
    """Write a workbook; text stays text, numbers stay numbers, ``=…`` are formulas."""
    with xlsxwriter.Workbook(path, {"strings_to_numbers": False}) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for at, row in enumerate(rows):
                for column, value in enumerate(row):
                    if value is not None:
                        sheet.write(at, column, value)
    return path


def rewritten(path: Path, entry: str, old: bytes, new: bytes) -> Path:
    """Return the workbook with bytes of one of its entries replaced."""
    with ZipFile(path) as archive:
        parts = {info.filename: archive.read(info) for info in archive.infolist()}
    assert old in parts[entry]
    parts[entry] = parts[entry].replace(old, new)
    with ZipFile(path, "w", ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return path


def codes(found: Reading) -> list[str]:
    """Return the codes of the problems of a reading, in order."""
    return [problem.code for problem in found.problems]


def cells(found: Reading, code: str) -> list[str]:
    """Return where the problems of one code stand."""
    return [problem.where.cell for problem in found.problems if problem.code == code]


def values(found: Reading, column: str) -> list[object]:
    """Return a column of a reading as Python values."""
    listed: list[object] = found.data.column(column).to_pylist()
    return listed


def converted(source: Path, target: str, folder: Path) -> Path:
    """Convert a file with LibreOffice; ``target`` is ``xls`` or ``csv:filter:options``."""
    soffice = shutil.which("soffice")
    assert soffice, "LibreOffice is needed: libreoffice-calc and libreoffice-base-drivers"
    command = [
        soffice, f"-env:UserInstallation=file://{folder}/profile", "--headless",
        "--convert-to", target, "--outdir", str(folder), str(source),
    ]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, timeout=180, check=False)
    made = folder / f"{source.stem}.{target.partition(':')[0]}"
    assert made.is_file(), f"{target}: {done.stderr} {done.stdout}"
    return made
