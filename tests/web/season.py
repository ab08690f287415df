"""Random acts on registrations through the real services; each says beforehand what comes of it."""

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
from quxiang.web.destinations.models import ConfirmationMove, Registration, SystemRow
from quxiang.web.destinations.services import bulk, confirming, echoing, entering, filing, many
from quxiang.web.evidence.services import adding
from quxiang.web.orgs.kinds import AdvisingKind
from quxiang.web.orgs.services.advising import advise
from quxiang.web.reference.selectors import standard_of
from quxiang.web.roster.models import Graduate
from web.cast import Cast, graduate
from web.oracle import ANSWERS, Facts, Model, Play, Typed
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


class Season:
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

    def enter(self) -> None:
        row = self.row()
        if row is None:
            return
        entered = entering.enter(registrations=[row], by=self.cast.zhao)
        assert bool(entered) == (self.facts["state"] == "signed")
        if entered:
            self.done += 1
            self.tell("state", "entered")

    def refuse(self) -> None:
        row = self.row()
        if row is None:
            return
        said = {"registration": row, "seen": row.revision, "reason": "代码不符"}
        work = lambda: entering.refuse(**said, by=self.cast.zhao)  # noqa: E731
        if self.try_(self.facts["state"] == "entered", work):
            self.tell("state", "returned")

    def answer(self) -> None:
        shown = self.facts["in_force"] or self.facts["current"]
        if shown is None:
            return
        button, outcome = self.chance.choice(ANSWERS)
        said = confirming.Said(button, note="单位不对", to_college=outcome == "correction_asked")
        late = self.chance.random() < 0.1
        before = self.facts["answers"].get((shown["number"], "school"), "awaited")
        told = {"said": said, "seen": shown["number"] - late}
        work = lambda: confirming.answer(graduate=self.who, by=self.user, **told)  # noqa: E731
        if self.try_(before != outcome and not late, work):
            self.tell((shown["number"], "school"), outcome)

    def export(self) -> None:
        """Read today's export: it holds what we have, or something else, entered or returned."""
        current, chance = self.facts["current"], self.chance
        said = current if current and chance.random() < 0.8 else {"code": "11", "employer": "别家"}
        day = clock.today() - timedelta(days=chance.randrange(40))
        named = said["code"] == "801"
        row, _ = SystemRow.objects.update_or_create(
            graduate=self.who,
            defaults={
                "school": self.cast.school, "cohort": self.cast.cohort, "seen_at": clock.now(),
                "college": self.cast.agronomy, "code": said["code"],
                "employer_uscc": "" if named else said["employer"],
                "employer_name": said["employer"] if named else "",
                "state": chance.choice(("entered", "entered", "returned")), "reason": "信息有误",
                "confirmed_on": chance.choice((None, day, clock.today())),
            },
        )  # fmt: skip
        moved = echoing.take_in(row, by=self.cast.zhao)
        self.done += moved
        self._echo(row)
        assert moved or self.facts == (self.known() or self.facts)

    def _echo(self, row: SystemRow) -> None:
        """Tell what comes of a row of the system: entered, returned, confirmed."""
        facts = self.known()
        if facts is None:
            return
        held = (row.code, row.employer_uscc or row.employer_name)
        same = (facts["current"]["code"], facts["current"]["employer"]) == held
        if same and (row.state, facts["state"]) == ("entered", "signed"):
            self.tell("state", "entered")
        elif same and (row.state, facts["state"]) == ("returned", "entered"):
            self.tell("state", "returned")
        shown = (self.known() or facts)["in_force"]
        if shown is None or (shown["code"], shown["employer"]) != held or not row.confirmed_on:
            return
        recorded = next(
            at for at, who, what, value in self.model.said
            if (who, what) == (self.who.pk, "version") and value == shown
        )  # fmt: skip
        old = shown["source"] != "adopted" and row.confirmed_on < clock.local(recorded).date()
        if not old and facts["answers"].get((shown["number"], "national")) != "confirmed":
            self.tell((shown["number"], "national"), "confirmed")

    def listed(self) -> None:
        typed = {**STUDY, "employer_name": "云梦大学"}
        origin = bulk.Origin(self.standard, "list", self.cast.qian, "名单")
        made = bulk.file_all([bulk.Listed(self.who, typed)], origin)
        assert bool(made) == (self.facts["state"] in ("draft", "returned"))
        if made:
            self.done += 1
            reason = "correction" if self.facts["current"] else "new"
            self._filed(typed, reason, "list")

    def take_back(self) -> None:
        row, current = self.row(), self.facts["current"]
        if row is None or not current or current["source"] != "list":
            return
        taken = many.take_back_listed(row.current_id, by=self.cast.qian)
        assert taken == (self.facts["state"] == "in_review")
        if taken:
            self.play.end()
            self.tell("state", "draft")

    def adopt(self) -> None:
        typed = self.chance.choice((CONTRACT, STUDY))
        origin = bulk.Origin(self.standard, "adopted", self.cast.qian)
        made = bulk.adopt_all([bulk.Listed(self.who, typed)], origin)
        assert bool(made) == (self.facts["current"] is None)
        if made:
            self.done += 1
            self.play.typed = self.play.signed = typed
            self.tell("version", self._version(typed, "new", "adopted"))
            self.tell("state", "entered")
            row = SystemRow.objects.filter(graduate=self.who).first()
            if row is not None:
                self._echo(row)

    def forget(self) -> None:
        row, current = self.row(), self.facts["current"]
        if row is None or not current or current["source"] != "adopted":
            return
        untouched = (self.facts["state"], self.facts["answers"]) == ("entered", {})
        assert many.forget_adopted(row.current_id, by=self.cast.qian) == untouched
        if untouched:
            self.model.forget(self.who.pk)
            self.plays[self.who.pk] = Play(files_wait=self.play.files_wait)

    def evidence(self) -> None:
        self.files += 1
        right = self.facts["state"] != "in_review"
        said = adding.Said(kind="contract", title=f"第 {self.files} 份")
        content = f"picture {self.files}".encode()
        work = lambda: adding.add(graduate=self.who, content=content, said=said, by=self.user)  # noqa: E731
        if self.try_(right, work):
            self.play.files_wait = True
