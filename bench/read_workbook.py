"""What it costs to type a workbook of 100,000 rows and 40 columns, against merely reading it.

Prints seconds and memory of fastexcel alone and of the exchange, each in a process of its own,
and their ratios: at most 3 in time, and at most 4 times the unpacked sheet in memory above the
program's own start. ``--rows`` takes fewer rows for a quick look.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from zipfile import ZipFile

import fastexcel
import psutil
import xlsxwriter

from quxiang import standards
from quxiang.exchange import ReadOptions, Source, gather
from quxiang.standards import credit_code, identity

HEADERS = """
考生号 身份证号 姓名 性别代码 性别 学历代码 学历 专业代码 专业 培养方式代码 培养方式
生源所在地代码 生源所在地 所在院系 学号 毕业时间 手机号码 毕业去向代码 毕业去向
统一社会信用代码 单位名称 单位性质代码 单位性质 单位行业代码 单位行业 单位所在地代码
单位所在地 工作职位类别代码 工作职位类别 单位联系人 联系人电话 签约日期
师范生类别代码 困难生类别代码 登记时间 登记状态 薪酬达标 学籍状态 家庭住址 电子邮箱
"""
DESTINATIONS = (
    ("10", "签就业协议形式就业"), ("11", "签劳动合同形式就业"), ("801", "境内升学—研究生"),
    ("71", "不就业拟升学"), ("76", "自由职业"),
)  # fmt: skip
ROUNDS = 3


def write_workbook(path: Path, rows: int) -> None:
    """Write ``rows`` made-up graduates, all cells text, as registering systems export them."""
    rng = random.Random(20240620)
    with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
        sheet = book.add_worksheet("学生就业数据")
        sheet.write_row(0, 0, HEADERS.split())
        for number in range(rows):
            for column, text in enumerate(person(number, rng)):
                if text:
                    sheet.write_string(number + 1, column, text)


def person(number: int, rng: random.Random) -> list[str]:
    """Return one row; two in five have an employer."""
    code, name = rng.choice(DESTINATIONS)
    day = 1 + number % 28
    first17 = f"41010120020{1 + number % 9}{day:02d}{number % 1000:03d}"
    employed = code in ("10", "11")
    return [
        f"2441010{number:07d}", first17 + identity.check_character(first17),
        f"学生{number}", "1", "男", "31", "本科生毕业", f"0809{number % 20:02d}",
        f"专业{number % 20}", "1", "非定向", "410000", "河南省", f"学院{number % 30}",
        f"2020{number:06d}", "2024-06-20", f"138{number:08d}", code, name,
        *(employer(rng.randrange(20_000)) if employed else [""] * 12),
        f"2024-0{1 + number % 6}-{day:02d}", "2", "0", f"2024-06-{day:02d} 1{number % 10}:00:00",
        "已录入", "是" if code == "76" else "", "毕业", f"河南省某市某路{number}号",
        f"u{number}@example.invalid",
    ]  # fmt: skip


def employer(firm: int) -> list[str]:
    first17 = f"91410700MA{firm:07d}"
    return [
        first17 + credit_code.check_character(first17), f"某某（河南）科技{firm}有限公司", "39",
        "其他企业", "22", "制造业", "410100", "河南省郑州市", "13", "工程技术人员",
        f"联系{firm % 500}", f"0371{firm:08d}",
    ]  # fmt: skip


def read_only(path: Path) -> int:
    """Read the sheet to Arrow, nothing more."""
    sheet = fastexcel.read_excel(path).load_sheet(0, header_row=None, dtypes="string")
    return int(sheet.to_arrow().num_rows)


def read_and_type(path: Path) -> int:
    """Read, understand and type the sheet as ``quxiang check`` does."""
    options = ReadOptions(standards.load(), standards.Settings(), b"bench")
    return int(gather({"graduates": Source(path)}, options).tables["graduates"].num_rows)


WAYS = {"fastexcel": read_only, "exchange": read_and_type}


def measure(way: str, path: Path) -> None:
    """Print seconds and peak memory above the start of this process as JSON."""
    start, began, busy = (
        psutil.Process().memory_info().rss,
        time.perf_counter(),
        time.process_time(),
    )
    rows = WAYS[way](path)
    took, used = time.perf_counter() - began, time.process_time() - busy
    print(json.dumps({"wall": took, "cpu": used, "bytes": peak_rss() - start, "rows": rows}))


def peak_rss() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def run(way: str, path: Path) -> dict[str, float]:
    """Measure one way in a process of its own."""
    command = [sys.executable, __file__, "--way", way, "--file", str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return dict(json.loads(done.stdout))


def compare(rows: int) -> None:
    """Measure both ways in turn, several times, and print the best of each."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "毕业生.xlsx"
        write_workbook(path, rows)
        with ZipFile(path) as archive:
            unpacked = archive.getinfo("xl/worksheets/sheet1.xml").file_size
        rounds = [{way: run(way, path) for way in WAYS} for _ in range(ROUNDS)]
    best = {
        (way, clock): min(each[way][clock] for each in rounds)
        for way in WAYS
        for clock in ("wall", "cpu", "bytes")
    }
    for way in WAYS:
        wall, cpu, memory = (best[way, clock] for clock in ("wall", "cpu", "bytes"))
        print(f"{way:10} {wall:6.2f} s  {cpu:6.2f} s of CPU  {memory / 2**20:5.0f} MB")
    for clock in ("wall", "cpu"):
        ratio = best["exchange", clock] / best["fastexcel", clock]
        print(f"{clock} ratio {ratio:.2f} (at most 3)")
    print(f"memory / unpacked sheet {best['exchange', 'bytes'] / unpacked:.2f} (at most 4)")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--way", choices=WAYS)
    parser.add_argument("--file", type=Path)
    asked = parser.parse_args()
    if asked.way:
        measure(asked.way, asked.file)
    else:
        compare(asked.rows)


if __name__ == "__main__":
    main()
