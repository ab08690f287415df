"""A season of random steps: filing and signing, and what every step needs."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from quxiang.web.accounts.models import User
from quxiang.web.accounts.services.users import create_user
from quxiang.web.approvals.models import RouteStep, RunStep
from quxiang.web.approvals.routes import ensure_routes
from quxiang.web.approvals.services import returning, signing
from quxiang.web.common import clock
from quxiang.web.common.refusals import InvalidError, StaleStateError
from quxiang.web.destinations.models import ConfirmationMove, Registration
from quxiang.web.destinations.services import filing
from quxiang.web.orgs.kinds import AdvisingKind
from quxiang.web.orgs.services.advising import advise
from quxiang.web.reference.selectors import standard_of
from quxiang.web.roster.models import Graduate
from web.cast import Cast, graduate
from web.oracle import Facts, Model, Play, Typed
from web.signing import CONTRACT, FREELANCE, SEEKING, STUDY, heads, reviewer_of_the_school

OTHER = {**CONTRACT, "employer_uscc": "91410700MA0000002X", "employer_name": "云梦粮油有限公司"}
#: what is mostly done in a state; now and then anything is tried
USUAL: dict[str, tuple[tuple[str, ...], tuple[int, ...]]] = {
    "draft": (("file", "adopt", "listed", "evidence", "enrol", "export"), (6, 3, 2, 1, 1, 1)),
    "in_review": (("sign", "back", "withdraw", "take_back"), (12, 2, 1, 1)),
    "returned": (("file", "listed", "evidence"), (6, 1, 1)),
    "signed": (("enter", "export", "file"), (3, 3, 1)),
    "entered": (
        ("answer", "file", "export", "refuse", "evidence", "forget"), (5, 3, 3, 1, 1, 1),
    ),
}  # fmt: skip
ACTS = tuple(dict.fromkeys(name for names, _ in USUAL.values() for name in names))


class Steps:
    """Takes random steps through the services and tells the model what each should come to."""

    def __init__(self, cast: Cast, chance: random.Random) -> None:
        self.cast, self.chance, self.model, self.now = cast, chance, Model(), clock.now()
        gao, liang = heads(cast)
        self.people = {
            "wu": cast.wu, "li": cast.li, "xu": reviewer_of_the_school(cast), "gao": gao,
            "liang": liang,
        }  # fmt: skip
        ensure_routes(cast.cohort)
        RouteStep.objects.update(stamp=False)  # what is stamped is a story of its own
        self.standard = standard_of(cast.school.pk, cast.cohort.scheme)
        self.plays: dict[int, Play] = {}
        self.graduates: dict[int, Graduate] = {}
        self.files = self.done = 0
        for _ in range(6):
            self.enrol()

    def step(self) -> None:
        """Let some hours pass, at times none at all, and do one thing with somebody."""
        if self.chance.random() < 0.9:
            self.now += timedelta(minutes=self.chance.randrange(1, 400))
        clock.move_to(self.now)
        self.who = self._someone()
        self.play = self.plays[self.who.pk]
        self.facts = self.known() or Model.nothing()
        names, weights = USUAL[self.facts["state"]]
        usual = self.chance.random() < 0.9
        act = self.chance.choices(names, weights)[0] if usual else self.chance.choice(ACTS)
        getattr(self, act)()

    def known(self) -> Facts | None:
        """Return what the model knows now of the one this step is about."""
        own = [each for each in self.model.said if each[1] == self.who.pk]
        return Model(own).known_at().get(self.who.pk)

    def _someone(self) -> Graduate:
        # mostly of those who came last, so that long and short histories are played
        pks = sorted(self.plays)
        few = pks[-8:] if self.chance.random() < 0.7 else pks
        return self.graduates[self.chance.choice(few)]

    @property
    def user(self) -> User:
        assert self.who.person.user is not None
        return self.who.person.user

    def row(self) -> Registration | None:
        found = Registration.objects.filter(graduate_id=self.who.pk).first()
        if found is not None:
            found.graduate = self.who
        return found

    def try_(self, right: bool, work: Callable[[], Any]) -> bool:
        """Do it; it must be refused exactly when the oracle says so."""
        try:
            work()
        except (InvalidError, StaleStateError):
            assert not right, (self.facts, self.play)
            return False
        assert right, (self.facts, self.play)
        self.done += 1
        return True

    def tell(self, what: str, value: Any) -> None:
        """Say it as of the moment the act had, which is the database's: the clock runs on."""
        at = self._acted_at()
        if what not in ("version", "state"):
            at = ConfirmationMove.objects.order_by("-pk").values_list("at", flat=True)[0]
        self.model.say(at, self.who.pk, what, value)
        self.now = max(self.now, at)

    def _acted_at(self) -> datetime:
        found = Registration.objects.filter(graduate_id=self.who.pk)
        return found.values_list("changed_at", flat=True)[0]

    def enrol(self) -> None:
        number = f"77{len(self.plays):06d}"
        made = graduate(self.cast.cohort, self.cast.agronomy, number, f"何{number}")
        made.person.user = create_user(
            school=self.cast.school, kind=User.Kind.GRADUATE, number=number, name=made.name, by=None
        )
        made.person.save()
        advise(adviser=self.cast.wu, graduate=made, kind=AdvisingKind.COUNSELLOR, by=None)
        self.plays[made.pk], self.graduates[made.pk] = Play(), made

    def _typed(self) -> Typed:
        """Type something new, or what was filed before with one thing changed."""
        before, chance = self.play.typed, self.chance
        if before is None or chance.random() < 0.3:
            before = chance.choice((CONTRACT, OTHER, SEEKING, STUDY, FREELANCE))
        typed = dict(before)
        day = self.now.date() - timedelta(days=chance.randrange(120))
        changes: list[dict[str, str]] = [{}]
        if typed["code"] == "11":
            changes += [{"contact_name": f"何{chance.randrange(99)}"}, {"agreed_on": f"{day}"}]
        if typed["code"] == "70-QZZ":
            changes += [{"seeking_reason": f"等第{chance.randrange(99)}次面试"}]
        return {**typed, **chance.choice(changes)}

    def file(self) -> None:
        typed, row = self._typed(), self.row()
        by = self.user if self.chance.random() < 0.7 else self.cast.zhao
        late = row is not None and row.revision > 0 and self.chance.random() < 0.05
        seen = (row.revision if row else 0) - late
        refused = late or self.play.refuses(typed, self.facts["state"])
        said = {"graduate": self.who, "typed": typed, "seen": seen, "note": "有变更", "by": by}
        if self.try_(not refused, lambda: filing.submit(**said)):
            reason = self.play.reason(typed, self.facts["in_force"], self.facts["current"])
            self._filed(typed, reason, "graduate" if by == self.user else "recorder")

    def _filed(self, typed: Typed, reason: str, source: str) -> None:
        self.play.begin(typed, reason, source)
        self.tell("version", self._version(typed, reason, source))
        self.tell("state", "in_review")

    def _version(self, typed: Typed, reason: str, source: str) -> Facts:
        current = self.facts["current"]
        agreed = typed.get("agreed_on") or clock.local(self._acted_at()).date().isoformat()
        return {
            "number": current["number"] + 1 if current else 1, "code": typed["code"],
            "employer": typed.get("employer_uscc") or typed.get("employer_name", ""),
            "contact_name": typed.get("contact_name", ""), "reason": reason, "source": source,
            "effective_on": datetime.fromisoformat(agreed).date(),
        }  # fmt: skip

    def withdraw(self) -> None:
        row = self.row()
        if row is None:
            return
        right = self.facts["state"] == "in_review"
        work = lambda: filing.withdraw(registration=row, seen=row.revision, by=self.user)  # noqa: E731
        if self.try_(right, work):
            self.play.end()
            self.tell("state", "draft")

    def _open(self) -> RunStep | None:
        related = ("run__version", "run__registration__graduate__person__user", "college")
        whose = {"run__registration__graduate_id": self.who.pk}
        steps = RunStep.objects.select_related(*related).filter(**whose)
        return steps.filter(state="open", run__state="running").first()

    def sign(self) -> None:
        step = self._open()
        assert (step is not None) == (self.facts["state"] == "in_review")
        if step is None:
            return
        name, seen = self.play.chain[0], step.run.version.number
        by = self.user if name == "own" else self.people[name]
        late = self.chance.random() < 0.05
        if not self.try_(not late, lambda: signing.sign(step=step, seen=seen - late, by=by)):
            return
        self.play.chain = self.play.chain[1:]
        if not self.play.chain:
            self.play.complete()
            self.tell("state", "signed")

    def back(self) -> None:
        step = self._open()
        if step is None or self.play.chain[0] == "own":
            return
        name = self.play.chain[0]
        earlier = step.run.steps.filter(order=step.order - 1, state="done", level="adviser").first()
        to = earlier.order if earlier is not None and self.chance.random() < 0.3 else 0
        unlocked = () if to or self.chance.random() < 0.5 else ("agreed_on", "seeking_reason")
        said = {"seen": step.run.version.number, "reason": "日期不对", "by": self.people[name]}
        returning.send_back(step=step, to=to, unlocked=unlocked, **said)
        self.done += 1
        if to:
            self.play.chain = ["wu", *self.play.chain]
            return
        self.play.sent_back, self.play.unlocked = True, unlocked
        self.tell("state", "returned")
