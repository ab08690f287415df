"""A snapshot says what was known, verifies from the command line, and follows the one before."""

from __future__ import annotations

import random
import shutil
from collections import Counter
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from django.conf import settings

from quxiang.cli import run as quxiang
from quxiang.engine.snapshots import open_snapshot
from quxiang.web.audit.models import Entry
from quxiang.web.common import clock, sealed
from quxiang.web.common.refusals import InvalidError
from quxiang.web.config import home
from quxiang.web.destinations.models import Registration
from quxiang.web.evidence.intake.prepared import Prepared
from quxiang.web.evidence.models import Evidence
from quxiang.web.evidence.services import adding
from quxiang.web.reference.models import NationalFigure
from quxiang.web.roster.models import Graduate, RegistryRow
from quxiang.web.roster.services import changes
from quxiang.web.season.models import Snapshot
from quxiang.web.season.reading import one_moment
from quxiang.web.season.services import taking
from web.at_once import at_once
from web.cast import Cast
from web.oracle import Facts
from web.season import Season

pytestmark = [pytest.mark.django_db, pytest.mark.database]
STEPS = 120


def frozen(row: Snapshot, table: str = "graduates") -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = tables(row)[table].to_pylist()
    return rows


def tables(row: Snapshot) -> Mapping[str, pa.Table]:
    return open_snapshot(row.path).dataset.tables


def taken(cast: Cast, **more: Any) -> Snapshot:
    return taking.snapshot(cohort=cast.cohort, by=cast.qian, why="测试", **more)


@pytest.fixture(autouse=True)
def _no_snapshots() -> None:
    shutil.rmtree(Path(settings.HOME) / taking.FOLDER, ignore_errors=True)


@pytest.fixture
def played(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Season:
    """Return a season of random acts of everybody, with some people and papers of interest."""
    monkeypatch.setattr(
        adding, "prepared_apart",
        lambda content, *_: Prepared(content, b"", "image/jpeg", 1, False, False),
    )  # fmt: skip
    season = Season(cast, random.Random(6))
    for _ in range(STEPS):
        season.step()
    clock.move_to(season.now + timedelta(minutes=1))
    return season


def as_the_model_has_it(facts: Facts | None) -> tuple[Any, ...]:
    """Return what a row must say of a destination: the version in force, else the current one."""
    if facts is None or facts["current"] is None:
        return (None, None, None)
    if facts["in_force"] is not None:
        return facts["in_force"]["number"], facts["in_force"]["code"], "entered"
    return facts["current"]["number"], facts["current"]["code"], facts["state"]


def test_a_snapshot_holds_what_the_model_knew_at_any_moment(cast: Cast, played: Season) -> None:
    said = [at for at, *_ in played.model.said]
    for moment in (None, *(said[len(said) * part // 4] for part in (1, 2, 3))):
        row = taken(cast, known_at=moment)
        known = played.model.known_at(moment or clock.now())
        roster = Graduate.objects.filter(
            cohort=cast.cohort, versions__recorded_at__lte=row.known_at
        ).distinct()
        expected = {each.pk: as_the_model_has_it(known.get(each.pk)) for each in roster}
        rows = frozen(row)
        found = {r["source_row"]: (r["version"], r["code"], r["state"]) for r in rows}
        assert found == expected
        answers = Counter(r["outcome"] for r in frozen(row, "confirmations"))
        of_model = sum(
            what not in ("version", "state") and at <= row.known_at
            for at, _, what, _ in played.model.said
        )
        assert answers.total() == of_model
        registered = sum(
            code is not None and state == "entered" for _, code, state in found.values()
        )
        assert registered == sum(f["in_force"] is not None for f in known.values())


def test_snapshots_verify_from_the_command_line_and_follow_each_other(
    cast: Cast, played: Season, capsys: pytest.CaptureFixture[str]
) -> None:
    first = taken(cast)
    clock.move_to(clock.now() + timedelta(days=9))
    NationalFigure.objects.create(
        school=cast.school, place="nation", figure="freelance_rate", on=clock.today(), rate=300
    )
    second = taken(cast)
    manifest = open_snapshot(second.path).manifest
    assert manifest.previous == first.sha256
    assert (second.number, second.people) == (2, Graduate.objects.count())
    assert len(frozen(second, "previous")) == first.people
    assert frozen(second, "national")[0]["rate"] == 300
    assert quxiang(["snapshot", "verify", str(second.path), "--sha256", second.sha256]) == 0
    assert "registry" not in manifest.tables  # nobody brought one: the rules say so, and pass none
    entry = Entry.objects.filter(action="snapshot.take").latest("pk")
    assert entry.after["sha256"] == second.sha256
    capsys.readouterr()


def test_no_number_of_a_person_is_in_a_snapshot(cast: Cast, played: Season) -> None:
    phone, identity = "13700001234", "410702200201010019"
    wang, user = cast.wang_graduate, cast.wang
    for name, value in sealed.columns("phone", phone).items():
        setattr(user, name, value)
    user.save()
    for name, value in sealed.columns("identity", identity).items():
        setattr(wang.person, name, value)
    wang.person.save()
    RegistryRow.objects.create(
        school=cast.school, cohort=cast.cohort, graduate=wang, key="1", name="王晓禾",
        identity_blind=sealed.blind(identity, "identity"), recorded_at=clock.now(),
    )  # fmt: skip
    row = taken(cast)
    mine = next(each for each in frozen(row) if each["source_row"] == wang.pk)
    (theirs,) = frozen(row, "registry")
    owners = {r["phone_hash"]: r["owner_kind"] for r in frozen(row, "protected_phones")}
    assert (theirs["graduate_id"], theirs["id_hash"]) == (mine["graduate_id"], mine["id_hash"])
    assert owners[mine["phone_hash"]] == "graduate"
    contents = b"".join(path.read_bytes() for path in row.path.rglob("*") if path.is_file())
    blind = (user.phone_blind, wang.person.identity_blind)
    texts = " ".join(str(t.to_pylist()) for t in tables(row).values())
    assert not any(number in texts for number in (phone, identity, *blind))
    assert phone.encode() not in contents


def test_who_left_the_roster_and_removed_papers_are_in_it_only_as_they_were_known(
    cast: Cast, played: Season
) -> None:
    gone = Evidence.objects.filter(version__isnull=False, removed_at__isnull=True)[0]
    before = clock.now()
    clock.move_to(before + timedelta(hours=1))
    Evidence.objects.filter(pk=gone.pk).update(removed_at=clock.now())
    changes.remove(graduate=cast.wang_graduate, note="重复", by=cast.qian)
    then, now = taken(cast, known_at=before), taken(cast)
    for row, there in ((then, True), (now, False)):
        papers = {each["source_row"] for each in frozen(row, "evidence")}
        people = {each["source_row"] for each in frozen(row)}
        assert (gone.pk in papers, cast.wang_graduate.pk in people) == (there, there)


def test_what_changed_between_versions_is_told_field_by_field(cast: Cast, played: Season) -> None:
    row = taken(cast)
    told = Counter((r["graduate_id"], r["version"]) for r in frozen(row, "changes"))
    key = {r["source_row"]: r["graduate_id"] for r in frozen(row)}
    versions = {
        (key[each.graduate_id], version.number)
        for each in Registration.objects.all()
        for before, version in zip(
            each.versions.order_by("number"), each.versions.order_by("number")[1:], strict=False
        )
        if (before.code, before.employer_name, before.agreed_on, before.contact_name)
        != (version.code, version.employer_name, version.agreed_on, version.contact_name)
    }
    assert versions
    assert versions <= set(told)


def test_another_key_is_never_taken_silently(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    taken(cast)
    kept = home.kept_secret
    monkeypatch.setattr("quxiang.web.season.keys.kept_secret", lambda name: kept(name) + "another")
    with pytest.raises(InvalidError, match="密钥"):
        taken(cast)
    assert Snapshot.objects.count() == 1


def test_a_folder_without_a_row_keeps_nobody_from_the_next(cast: Cast) -> None:
    first = taken(cast)
    orphan = first.path.with_name("0002-20240620T170000")
    orphan.mkdir()
    second = taken(cast)
    assert (second.number, open_snapshot(second.path).manifest.previous) == (3, first.sha256)
    with pytest.raises(InvalidError, match="还没有到"):
        taken(cast, known_at=clock.now() + timedelta(days=1))


@pytest.mark.django_db(transaction=True)
def test_a_reader_sees_one_moment_and_keeps_nobody_from_writing(cast: Cast) -> None:
    def write() -> None:
        NationalFigure.objects.create(
            school=cast.school, place="nation", figure="x", on=clock.today(), rate=1
        )

    with one_moment():
        before = NationalFigure.objects.count()
        at_once([write])
        assert NationalFigure.objects.count() == before
    assert NationalFigure.objects.count() == before + 1
