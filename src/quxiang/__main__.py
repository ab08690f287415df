"""``python -m quxiang`` is the command line."""

from quxiang.cli import main

main()
