"""A season of random steps: entering, answering, files from outside, papers."""

from __future__ import annotations

from datetime import timedelta

from quxiang.web.common import clock
from quxiang.web.destinations.models import SystemRow
from quxiang.web.destinations.services import bulk, confirming, echoing, entering, many
from quxiang.web.evidence.services import adding
from web.oracle import ANSWERS, Play
from web.playing import Steps
from web.signing import CONTRACT, STUDY


class Season(Steps):
    """Does everything that can happen to a registration."""

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
        moved = bool(echoing.take_in_all([row], by=self.cast.zhao))
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
