#!/usr/bin/env python3
"""Put Spark into ``.venv``, for ``python3 dev.py test -m spark`` only, which calls this.

``python3 dev_spark.py lock`` resolves it into ``requirements-spark.lock`` anew. Standard library
only, as in ``dev.py``.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from pathlib import Path

import dev

SPARK_LOCK = dev.ROOT / "requirements-spark.lock"
#: PySpark comes as source; these build it
TOOLS = ("setuptools", "wheel")


def install() -> None:
    """Bring Spark by hash, built by tools of the same lock; takes no time when it is there."""
    if not (shutil.which("java") or os.environ.get("JAVA_HOME")):
        remedy = "Install Java 17 (Debian: apt-get install openjdk-17-jre-headless)."
        raise dev.FailedError(f"Spark needs Java. {remedy}")
    dev.once("spark", [dev.LOCK, SPARK_LOCK], [dev.BIN / "spark-submit"], _install)


def _install() -> None:
    dev.say("Installing Spark into .venv …")
    arguments = ("pip", "install", "--quiet", "--python", dev.PYTHON, "--require-hashes")
    with tempfile.TemporaryDirectory() as folder:
        tools = Path(folder, "tools.txt")
        tools.write_text("".join(dev.pinned(name, SPARK_LOCK) for name in TOOLS))
        dev.uv(*arguments, "--no-deps", "--only-binary", ":all:", "--requirement", tools)
        dev.uv(*arguments, "--no-build-isolation", "--requirement", SPARK_LOCK)


def lock() -> None:
    """Resolve the extra of pyproject.toml beside the other lock: no URL, every file by hash."""
    import tomllib  # noqa: PLC0415 - an older Python shall reach dev's sentence on its version

    extras = tomllib.loads(dev.PROJECT.read_text("utf-8"))["project"]["optional-dependencies"]
    with tempfile.TemporaryDirectory() as folder:
        wanted = Path(folder, "spark.in")
        wanted.write_text("\n".join(extras["spark"]))
        dev.uv("pip", "compile", "--quiet", "--universal", "--python-version", "3.11",
               "--generate-hashes", "--no-annotate", "--no-header", "--no-emit-index-url",
               "--constraint", dev.LOCK, "--output-file", SPARK_LOCK, wanted)  # fmt: skip


if __name__ == "__main__":
    try:
        lock() if sys.argv[1:] == ["lock"] else install()
    except dev.FailedError as failure:
        sys.exit(str(failure))
