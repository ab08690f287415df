"""Serve the front end compressed: on a phone outdoors every first visit waits for it."""

from __future__ import annotations

import gzip
import hashlib
import os
import threading
from pathlib import Path
from typing import Any

from django.conf import settings
from whitenoise.middleware import WhiteNoiseMiddleware
from whitenoise.responders import StaticFile

#: kinds that are texts; pictures and fonts are compressed by their own format
TEXTS = {".css", ".js", ".svg", ".json", ".txt"}
#: below this a header costs more than is saved
LEAST = 1024
#: headers a file gets anew with its copy
_COUNTED = ("Content-Length", "Last-Modified", "ETag", "Vary")


class StaticMiddleware(WhiteNoiseMiddleware):  # type: ignore[misc]  # has no types
    """Keep a compressed copy of every text of the front end in the home, made when first met."""

    def get_static_file(self, path: str, url: str, stat_cache: Any = None) -> StaticFile | None:
        plain: StaticFile | None = super().get_static_file(path, url, stat_cache)
        copy = compressed(Path(path))
        if plain is None or copy is None:
            return plain
        headers = [each for each in plain.alternatives[-1][2] if each[0] not in _COUNTED]
        return StaticFile(path, headers, encodings={"gzip": str(copy)})


def compressed(path: Path) -> Path | None:
    """Return the compressed copy of a file as it is now; ``None`` where it would save nothing."""
    if path.suffix not in TEXTS or (state := path.stat()).st_size < LEAST:
        return None
    name = hashlib.sha256(f"{path}|{state.st_size}|{state.st_mtime_ns}".encode()).hexdigest()
    copy = Path(settings.STATIC_COPIES) / f"{name[:32]}.gz"
    if not copy.exists():
        # several processes begin at once, and in a process its threads
        draft = copy.with_suffix(f".{os.getpid()}-{threading.get_ident()}")
        draft.write_bytes(gzip.compress(path.read_bytes(), mtime=0))
        draft.replace(copy)
    return copy
