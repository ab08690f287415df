"""Where commands print tables: as wide as the terminal, or wide enough for any row in a pipe."""

from __future__ import annotations

import sys

from rich.console import Console

PIPE_WIDTH = 240


class _Console(Console):
    def on_broken_pipe(self) -> None:
        """Leave it to the command line, which ends well when nobody reads on."""
        raise BrokenPipeError


def console() -> Console:
    """Return stdout's console; text in a pipe is never cut or wrapped to eighty columns."""
    return _Console(highlight=False, width=None if sys.stdout.isatty() else PIPE_WIDTH)
