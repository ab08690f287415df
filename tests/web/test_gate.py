"""Whoever writes to SQLite goes in one at a time, in line, and never waits for ever."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from quxiang.web.config.sqlite.gate import Gate, gate_of

HELD = """
import sys, time
from quxiang.web.config.sqlite.gate import Gate
gate = Gate(sys.argv[1])
assert gate.enter(5)
print("in", flush=True)
time.sleep(60)
"""
COUNTING = """
import sys, threading
from pathlib import Path
from quxiang.web.config.sqlite.gate import Gate
gate, number = Gate(sys.argv[1]), Path(sys.argv[2])
def count():
    for _ in range(50):
        assert gate.enter(30)
        number.write_text(str(int(number.read_text()) + 1))
        gate.leave()
threads = [threading.Thread(target=count) for _ in range(4)]
[each.start() for each in threads]
[each.join() for each in threads]
"""


@contextmanager
def held_elsewhere(path: Path) -> Iterator[Gate]:
    """Hold a gate in another process, which is killed without leaving it; yield our way in."""
    command = [sys.executable, "-c", HELD, str(path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "in\n"
        yield Gate(str(path))
        process.kill()


def test_of_many_threads_of_many_processes_one_is_inside(tmp_path: Path) -> None:
    number = tmp_path / "number"
    number.write_text("0")
    command = [sys.executable, "-c", COUNTING, str(tmp_path / "gate"), str(number)]
    processes = [subprocess.Popen(command) for _ in range(3)]
    assert [each.wait(60) for each in processes] == [0, 0, 0]
    assert number.read_text() == "600"


def test_who_waits_too_long_is_told_and_the_next_gets_in(tmp_path: Path) -> None:
    with held_elsewhere(tmp_path / "gate") as gate:
        began = time.monotonic()
        assert not gate.enter(0.2)
        assert time.monotonic() - began < 5
    assert gate.enter(5)
    gate.leave()


def test_who_gives_up_leaves_the_gate_to_others(tmp_path: Path) -> None:
    with held_elsewhere(tmp_path / "gate") as gate:
        assert not gate.enter(0.05)
    other = Gate(str(tmp_path / "gate"))
    assert other.enter(5)
    other.leave()


def test_threads_go_in_in_the_order_they_came(tmp_path: Path) -> None:
    gate, order = Gate(str(tmp_path / "gate")), []
    assert gate.enter(1)

    def go(at: int) -> None:
        assert gate.enter(10)
        order.append(at)
        gate.leave()

    threads = [threading.Thread(target=go, args=(at,)) for at in range(5)]
    for at, each in enumerate(threads):
        each.start()
        while len(gate._line) == at:  # until it stands in line
            time.sleep(0.01)
    gate.leave()
    for each in threads:
        each.join()
    assert order == [0, 1, 2, 3, 4]


def test_a_database_in_memory_has_no_gate() -> None:
    assert gate_of(":memory:") is None
    assert gate_of("file:memorydb_default?mode=memory&cache=shared") is None
