"""What checking learns of rules and views: plain facts a run needs, and no syntax tree.

They are kept between processes (:mod:`quxiang.engine.remembered`), so a run imports no parser.
"""

from __future__ import annotations

import msgspec

from quxiang.engine.statements import Statement

#: declared (table, column); an empty column is the table itself
Needs = frozenset[tuple[str, str]]
#: the table of people in findings about records, for figures; see ``Rule.feeds_signals``
FOUND_PEOPLE = "found_people"


class RuleFacts(msgspec.Struct, frozen=True, eq=False, kw_only=True, forbid_unknown_fields=True):
    """What is known of a rule whose SQL may run; ``needs`` are the declared columns it reads.

    ``optional`` are the needed columns whose absence makes the run partial instead of impossible.
    """

    statement: Statement
    rows: Statement | None
    columns: tuple[str, ...]
    needs: Needs
    optional: Needs
    #: optional by the meaning of a shared view: nobody is told that these are missing
    by_view: Needs
    #: whether ``rows`` say themselves where each row stands, of whatever table it is
    places: bool
    #: the shared views it rests on, in file order; ``row_views`` those of its ``rows``
    views: tuple[str, ...]
    row_views: tuple[str, ...]
    #: what ``rows`` read beside; no reason for the rule not to run
    row_needs: Needs


class ViewFacts(msgspec.Struct, frozen=True, eq=False, kw_only=True, forbid_unknown_fields=True):
    """A shared view as SQL; ``names`` are the columns it reads whoever asks for what."""

    name: str
    kept: bool
    statement: Statement
    behind: tuple[str, ...]
    names: Needs


class QueryFacts(msgspec.Struct, frozen=True, eq=False, kw_only=True, forbid_unknown_fields=True):
    """A figure's query as SQL, and what it reads."""

    statement: Statement
    needs: Needs
    views: tuple[str, ...]
