"""From the options of a command to the dataset the engine runs on."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from quxiang import exchange
from quxiang.cli.options import Chosen, dated
from quxiang.engine.dataset import Dataset
from quxiang.exchange import Gathered, ReadOptions, Source
from quxiang.problems import Problem, UnusableError
from quxiang.standards import Settings, Standard, load, read_overlay, read_settings

#: the key hashes of files are made with: public, so that anybody's run gives the same keys
PUBLIC_KEY = b"quxiang check"


@dataclass(frozen=True)
class Loaded:
    """Everything a command needs: the inputs as read, and what they are judged by.

    ``moment_basis`` is the column that told the moment, ``as_of``, or ``no_date``.
    """

    chosen: Chosen
    gathered: Gathered
    dataset: Dataset
    standard: Standard
    compared: tuple[Standard, ...]
    settings: Settings
    moment_basis: str


def settings_of(chosen: Chosen) -> Settings:
    """Return the settings file's, with ``--cohort`` and ``--standard`` laid over."""
    settings = Settings() if chosen.settings is None else read_settings(chosen.settings)
    if chosen.scheme_given:
        settings = replace(settings, scheme=chosen.schemes[0])
    if chosen.cohort is not None:
        settings = replace(settings, cohort=chosen.cohort)
    return settings


def standards_of(chosen: Chosen, settings: Settings) -> tuple[Standard, ...]:
    overlay = None if chosen.standards_dir is None else read_overlay(chosen.standards_dir)
    schemes = chosen.schemes if chosen.scheme_given else (settings.scheme,)
    return tuple(load(scheme, overlay) for scheme in schemes)


def read_inputs(chosen: Chosen) -> Loaded:
    """Read every file named; raise :class:`UnusableError` where one cannot be used at all."""
    settings = settings_of(chosen)
    standard, *compared = standards_of(chosen, settings)
    options = ReadOptions(
        standard=standard,
        settings=settings,
        key=PUBLIC_KEY,
        school=chosen.school,
        cohort=chosen.cohort or settings.cohort,
        mapping=mapping_of(chosen),
        sheet=chosen.sheet,
        compared=tuple(compared),
    )
    gathered = exchange.gather(sources_of(chosen), options)
    moment = chosen.as_of or gathered.moments["graduates"].at
    dataset = Dataset(
        gathered.tables,
        gathered.given,
        moment,
        {name: told.at for name, told in gathered.moments.items() if name != "graduates"},
        gathered.unreadable,
    )
    return Loaded(
        chosen,
        gathered,
        dataset,
        standard,
        tuple(compared),
        settings,
        _basis(chosen, gathered),
    )


def mapping_of(chosen: Chosen) -> dict[str, str]:
    saved = {} if chosen.mapping is None else exchange.load_mapping(chosen.mapping)
    return {**saved, **chosen.columns}


def sources_of(chosen: Chosen) -> dict[str, Source]:
    sources = {"graduates": Source(Path(chosen.file))}
    for table, text in chosen.secondary.items():
        path, on = dated(text) if table in ("previous", "last_year") else (Path(text), None)
        sources[table] = Source(path, on)
    return sources


def _basis(chosen: Chosen, gathered: Gathered) -> str:
    if chosen.as_of is not None:
        return "as_of"
    return gathered.moments["graduates"].by or "no_date"


def refuse_unwritable(path: Path) -> None:
    """Raise :class:`UnusableError` where a report cannot be written, before any work is done."""
    if path.is_dir() or not path.absolute().parent.is_dir():
        raise UnusableError(
            Problem("bad_output", f"不能写到“{path}”。", "请给出已有文件夹里的一个文件名。")
        )
