"""Reports: findings and figures as text, JSON, one HTML file, a workbook.

The command line fills a :class:`Document`; each format is one function of it. What a report says
is decided here once, so that the four never disagree; how a figure comes about is the engine's.
"""

from quxiang.reports.document import ColumnUse, Document, Input, Scheme, Setting
from quxiang.reports.jsonform import as_json
from quxiang.reports.page import as_html
from quxiang.reports.text import as_text, print_text
from quxiang.reports.workbook import as_xlsx

__all__ = [
    "ColumnUse", "Document", "Input", "Scheme", "Setting",
    "as_html", "as_json", "as_text", "as_xlsx", "print_text",
]  # fmt: skip
