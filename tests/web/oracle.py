"""A season of random acts on registrations through the real services, and a plain model of it.

The model knows only what was said and when. What an act should come to is told beforehand, from
the state the model is in; what the services do otherwise shows when the two are compared.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

Facts = dict[str, Any]
Typed = Mapping[str, str]
#: as the domain has them (N3.3, N3.5), not as the program does
CLERICAL = {"contact_name", "seeking_reason"}
SUBSTANCE = {"code", "employer_uscc", "employer_name", "occupation"}
CHAINS = {
    "11": ["wu", "li", "xu"], "801": ["wu", "li", "xu"], "70-QZZ": ["wu"],
    "76": ["wu", "li", "gao", "xu", "liang"],
}  # fmt: skip
#: which button, what comes of it; whoever said so before is told that it is said already
ANSWERS = (
    ("right", "confirmed"), ("changed", "correction_asked"), ("wrong", "correction_asked"),
    ("wrong", "disputed"),
)  # fmt: skip


@dataclass
class Model:
    """What was said of registrations, in order; nothing is ever changed."""

    said: list[tuple[datetime, int, str, Any]] = field(default_factory=list)

    def say(self, at: datetime, who: int, what: str, value: Any) -> None:
        self.said.append((at, who, what, value))

    def known_at(self, moment: datetime | None = None) -> dict[int, Facts]:
        """Return state, versions and answers as they were known; now without a moment."""
        known: dict[int, Facts] = {}
        for at, who, what, value in self.said:
            if moment is not None and at > moment:
                continue
            facts = known.setdefault(who, self.nothing())
            if what == "version":
                facts["current"] = value
            elif what == "state":
                facts["state"] = value
                facts["in_force"] = facts["current"] if value == "entered" else facts["in_force"]
            else:
                facts["answers"][what] = value
        return known

    @staticmethod
    def nothing() -> Facts:
        return {"state": "draft", "current": None, "in_force": None, "answers": {}}

    def valid_on(self, who: int, day: date, moment: datetime) -> Facts | None:
        known = [
            value for at, whose, what, value in self.said
            if whose == who and what == "version" and at <= moment and value["effective_on"] <= day
        ]  # fmt: skip
        return max(known, key=lambda each: (each["effective_on"], each["number"]), default=None)

    def forget(self, who: int) -> None:
        """Drop what was taken over by mistake: an adoption that is undone has never been."""
        self.said = [each for each in self.said if each[1] != who]


def differing(before: Typed, after: Typed) -> set[str]:
    return {name for name in {*before, *after} if before.get(name, "") != after.get(name, "")}


@dataclass
class Play:
    """What the oracle knows of one graduate besides the facts: who signs next, which files came."""

    chain: list[str] = field(default_factory=list)
    #: everybody the run that goes on asks, and whether it was sent back to the author
    route: list[str] = field(default_factory=list)
    sent_back: bool = False
    typed: Typed | None = None
    signed: Typed | None = None
    unlocked: tuple[str, ...] = ()
    files_wait: bool = False
    files_unsigned: bool = False

    def reason(self, typed: Typed, in_force: Facts | None, current: Facts | None) -> str:
        """Say what kind of version this will be."""
        if current is None:
            return "new"
        changed = differing(self.signed, typed) if self.signed is not None else {"code"}
        if in_force is not None and in_force["code"] == "11" and _leaves(in_force, typed):
            return "termination"
        if changed <= CLERICAL and not (self.files_wait or self.files_unsigned):
            return "clerical"
        return "new" if in_force is None and current["reason"] == "new" else "correction"

    def begin(self, typed: Typed, reason: str, source: str) -> None:
        """Note who has to sign what was filed: from the start, or from where it was returned."""
        route = ["li"] if reason == "clerical" else CHAINS[typed["code"]]
        substance = self.typed is None or differing(self.typed, typed) & SUBSTANCE
        resumes = self.sent_back and self.route == route and not substance
        if not resumes or self.files_wait:
            self.chain = list(route)
        if source == "recorder" and reason != "clerical" and not (resumes and self._listed):
            self.chain = ["own", *self.chain]
        if not resumes:
            self._listed = source == "list"
        self.route, self.sent_back, self.typed, self.unlocked = route, False, typed, ()
        self.files_unsigned, self.files_wait = self.files_unsigned or self.files_wait, False

    #: whether the run began with an official list: nobody asks the graduate to sign it
    _listed: bool = False

    def complete(self) -> None:
        self.signed, self.files_unsigned, self.route, self.chain = self.typed, False, [], []

    def end(self) -> None:
        self.route, self.chain, self.sent_back = [], [], False

    def refuses(self, typed: Typed, state: str) -> bool:
        """Say whether what is typed cannot be filed now."""
        if state == "in_review":
            return True
        if self.typed is None:
            return False
        changed = differing(self.typed, typed)
        if self.unlocked and changed - set(self.unlocked):
            return True
        new = self.files_wait or self.files_unsigned
        return state in ("signed", "entered") and not changed and not new


def _leaves(old: Facts, typed: Typed) -> bool:
    employer = typed.get("employer_uscc") or typed.get("employer_name", "")
    return (old["code"], old["employer"]) != (typed["code"], employer)
