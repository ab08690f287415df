"""Where an installation keeps what is its own: database, keys, uploads. One folder."""

from __future__ import annotations

import os
import secrets
from functools import lru_cache
from pathlib import Path

FOLDER = "QUXIANG_HOME"
DEFAULT = Path.home() / ".quxiang"


def home() -> Path:
    """Return the installation's folder; it is made, for this user only, when it is missing."""
    folder = Path(os.environ.get(FOLDER) or DEFAULT).resolve()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def kept_secret(name: str) -> str:
    """Return a secret of this installation; it is drawn once and kept, never in the database."""
    return _kept(os.environ.get(FOLDER, ""), name)


@lru_cache(maxsize=16)
def _kept(_: str, name: str) -> str:
    path = home() / "keys" / name
    if not path.exists():
        path.parent.mkdir(mode=0o700, exist_ok=True)
        _write_once(path, secrets.token_urlsafe(48))
    return path.read_text(encoding="ascii").strip()


def _write_once(path: Path, text: str) -> None:
    """Create a file only its owner reads; whoever comes second keeps the first one's."""
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")  # threads draw at once too
    draft.touch(mode=0o600)
    draft.write_text(text, encoding="ascii")
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
