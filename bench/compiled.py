"""A volume of 500 pages, bound from scans in ``QUXIANG_HOME``'s own store.

``python -m bench.compiled [PAGES]`` makes so many pages of evidence (a third photos, the rest PDFs
of scanned pages), lays them out and binds them, and prints seconds and memory: no database.
"""

from __future__ import annotations

import hashlib
import io
import random
import resource
import sys
import time
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pikepdf
from PIL import Image

from bench.measure import machine

PAGES, SCAN = 500, (1654, 2339)


def scan(seed: int) -> bytes:
    """Return a page of noise on white as a phone's scan weighs: about 300 kB."""
    noise = random.Random(seed).randbytes(200 * 280)
    image = Image.frombytes("L", (200, 280), noise).resize(SCAN)
    out = io.BytesIO()
    image.point(lambda value: 255 if value > 90 else value).save(out, "JPEG", quality=60)
    return out.getvalue()


def pdf_of(pictures: list[bytes]) -> bytes:
    from quxiang.web.compilations.binding import picture

    whole, kept = pikepdf.new(), [picture(each) for each in pictures]
    for each in kept:
        whole.pages.append(each.pages[0])
    out = io.BytesIO()
    whole.save(out)
    return out.getvalue()


def made(pages: int) -> tuple[list[Any], dict[str, tuple[bytes, str]]]:
    """Return pieces of evidence that come to so many pages, and their bytes by hash."""
    from quxiang.web.compilations.laying import Piece

    pieces, store, left, number = [], {}, pages, 0
    while left > 0:
        number += 1
        size = 1 if number % 3 == 0 else min(left, 2)
        scans = [scan(number * 10 + at) for at in range(size)]
        photo = number % 3 == 0
        content = scans[0] if photo else pdf_of(scans)
        digest = hashlib.sha256(content).hexdigest()
        store[digest] = (content, "image/jpeg" if photo else "application/pdf")
        pieces.append(Piece(number, 1, digest, "就业协议书", "", size, True))
        left -= size
    return pieces, store


def main() -> None:
    from quxiang.web.commands import django

    django.start()
    from quxiang.web.compilations.binding import bind
    from quxiang.web.compilations.covering import Whole, frame_of
    from quxiang.web.compilations.laying import lay
    from quxiang.web.compilations.records import Record

    pages = int(sys.argv[1]) if len(sys.argv) > 1 else PAGES
    pieces, store = made(pages)
    people = {
        each.record: Record(each.record, each.record, f"2024{each.record:04d}", "王晓禾", 1,
                            "签劳动合同形式就业", "云梦种业有限公司", [each])
        for each in pieces
    }  # fmt: skip
    school: Any = SimpleNamespace(name="云梦大学")
    about: Any = SimpleNamespace(
        pk=1, school=school, title="农学院2024届毕业生去向证明材料汇编", contents="0" * 64,
        moment=datetime(2024, 7, 20, tzinfo=UTC),
    )  # fmt: skip
    volumes = lay(pieces)
    print(f"{machine()}\n\n{len(pieces)} files, {pages} pages of evidence, "
          f"{sum(len(each) for each, _ in store.values()) / 1e6:.0f} MB")  # fmt: skip
    for number, each in enumerate(volumes, 1):
        wall, cpu = time.perf_counter(), time.process_time()
        whole = Whole(about, people, len(volumes), "https://quxiang.example.edu.cn/")
        bound = bind(each, frame_of(whole, each, number), store.__getitem__)
        spent = time.perf_counter() - wall, time.process_time() - cpu
        print(f"volume {number}: {bound.pages} pages, {len(bound.content) / 1e6:.0f} MB, "
              f"{spent[0]:.1f} s, {spent[1]:.1f} s CPU (≤ 60 s)")  # fmt: skip
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"peak memory with the evidence itself {peak:.0f} MB")


if __name__ == "__main__":
    main()
