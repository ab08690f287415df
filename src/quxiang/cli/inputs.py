"""From the options of a command to the dataset the engine runs on."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from quxiang import exchange
from quxiang.cli.frozen import FrozenInputs, file_of, frozen_inputs, mixed_keys
from quxiang.cli.keys import key_id, read_key
from quxiang.cli.options import Chosen, dated
from quxiang.engine.dataset import Dataset
from quxiang.engine.snapshots import Snapshot
from quxiang.exchange import Gathered, ReadOptions, Source
from quxiang.problems import Problem, UnusableError
from quxiang.standards import Overlay, Settings, Standard, load, read_overlay, read_settings


@dataclass(frozen=True)
class Loaded:
    """Everything a command needs: the inputs as read, and what they are judged by.

    ``moment_basis`` is the column that told the moment, ``as_of``, ``snapshot``, or ``no_date``.
    ``key_id`` names the key the hashes of the main input were made with.
    """

    chosen: Chosen
    gathered: Gathered
    dataset: Dataset
    standard: Standard
    compared: tuple[Standard, ...]
    settings: Settings
    overlay: Overlay
    key_id: str
    moment_basis: str


def settings_of(chosen: Chosen, frozen: Snapshot | None = None) -> Settings:
    """Return the settings file's, else the snapshot's, with the options laid over."""
    settings = Settings() if frozen is None else frozen.settings
    if chosen.settings is not None:
        settings = read_settings(chosen.settings)
    if chosen.scheme_given:
        settings = replace(settings, scheme=chosen.schemes[0])
    if chosen.cohort is not None:
        settings = replace(settings, cohort=chosen.cohort)
    return settings


def overlay_of(chosen: Chosen, frozen: Snapshot | None) -> Overlay:
    if chosen.standards_dir is not None:
        return read_overlay(chosen.standards_dir)
    return Overlay() if frozen is None else frozen.overlay


def read_inputs(chosen: Chosen) -> Loaded:
    """Read every input named; raise :class:`UnusableError` where one cannot be used at all."""
    frozen = frozen_inputs(chosen)
    settings, overlay = settings_of(chosen, frozen.main), overlay_of(chosen, frozen.main)
    schemes = chosen.schemes if chosen.scheme_given else (settings.scheme,)
    standard, *compared = [load(scheme, overlay) for scheme in schemes]
    options = ReadOptions(
        standard=standard,
        settings=settings,
        key=read_key(chosen.key),
        school=chosen.school,
        cohort=chosen.cohort or settings.cohort,
        mapping=mapping_of(chosen),
        sheet=chosen.sheet,
        compared=tuple(compared),
    )
    gathered = _gathered(chosen, frozen, options)
    return Loaded(
        chosen, gathered, _dataset(chosen, gathered), standard, tuple(compared), settings, overlay,
        key_id(options.key) if frozen.main is None else frozen.main.manifest.key_id,
        _basis(chosen, gathered, frozen.main),
    )  # fmt: skip


def _gathered(chosen: Chosen, frozen: FrozenInputs, options: ReadOptions) -> Gathered:
    """Read the files, link them to the snapshots, and say where two keys were used."""
    sources = frozen.left_of(sources_of(chosen))
    gathered = _with_rest(exchange.gather(sources, options, frozen.ready), frozen.main)
    ids = frozen.key_ids | ({key_id(options.key)} if sources else set())
    return replace(gathered, problems=(*gathered.problems, *mixed_keys(ids)))


def _with_rest(gathered: Gathered, main: Snapshot | None) -> Gathered:
    """Return what was gathered, with the tables of the main snapshot that nothing replaced."""
    if main is None:
        return gathered
    rest = {name: each for name, each in main.dataset.tables.items() if name not in gathered.tables}
    moments = {name: exchange.Told(at) for name, at in main.dataset.moments.items() if name in rest}
    return replace(
        gathered,
        tables={**gathered.tables, **rest},
        given={**gathered.given, **{name: main.dataset.given[name] for name in rest}},
        files={**gathered.files, **{name: file_of(main, name) for name in rest}},
        columns={**gathered.columns, **dict.fromkeys(rest, ())},
        moments={**gathered.moments, **moments},
        unreadable=main.dataset.unreadable,
    )


def _dataset(chosen: Chosen, gathered: Gathered) -> Dataset:
    return Dataset(
        gathered.tables,
        gathered.given,
        chosen.as_of or gathered.moments["graduates"].at,
        {name: told.at for name, told in gathered.moments.items() if name != "graduates"},
        gathered.unreadable,
    )


def mapping_of(chosen: Chosen) -> dict[str, str]:
    saved = {} if chosen.mapping is None else exchange.load_mapping(chosen.mapping)
    return {**saved, **chosen.columns}


def sources_of(chosen: Chosen) -> dict[str, Source]:
    """Return every input by its table, files and snapshots alike."""
    sources = {"graduates": Source(Path(chosen.file))}
    for table, text in chosen.secondary.items():
        path, on = dated(text) if table in ("previous", "last_year") else (Path(text), None)
        sources[table] = Source(path, on)
    return sources


def _basis(chosen: Chosen, gathered: Gathered, main: Snapshot | None) -> str:
    if chosen.as_of is not None:
        return "as_of"
    told = gathered.moments["graduates"]
    if main is not None and told.at is not None and not told.by:
        return "snapshot"
    return told.by or "no_date"


def refuse_unwritable(path: Path) -> None:
    """Raise :class:`UnusableError` where a report cannot be written, before any work is done."""
    if path.is_dir() or not path.absolute().parent.is_dir():
        raise UnusableError(
            Problem("bad_output", f"不能写到“{path}”。", "请给出已有文件夹里的一个文件名。")
        )
