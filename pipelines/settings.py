"""Settings: `harvester.toml` beside the list, the environment for secrets, sensible guesses.

A list with no settings file works: the list is then `data/list.md`, else `README.md`.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from harvester.arxiv_index import is_sharded
from harvester.checks.levels import LevelRules
from harvester.errors import BadInput
from harvester.sources import SOURCES, Role
from harvester.structuring import refuse_unknown, structure
from harvester.values.fields import LIST_CLAIMS, Policy
from pipelines.problem_levels import read_levels

SETTINGS_FILE = "harvester.toml"
DEFAULT_POLICY = {claim.name: claim.policy for claim in LIST_CLAIMS}
DEFAULT_ENDPOINTS = {source.name: source.endpoint for source in SOURCES if source.endpoint}
SOURCE_NAMES = tuple(sorted(source.name for source in SOURCES))
DEFAULT_SOURCES = tuple(sorted(source.name for source in SOURCES if source.on_by_default))
_TOKEN_VARIABLES = {s.name: s.token_variable for s in SOURCES if s.token_variable}
_INDEX_SOURCES = frozenset(source.name for source in SOURCES if source.role is Role.RECALLS)
_GUESSED_LISTS = ("data/list.md", "README.md", "readme.md")


@dataclass(frozen=True, slots=True)
class Settings:
    """What a run needs to know; every path is absolute or relative to the current folder.

    `time_factor` scales every wait and spacing; 1.0 is the services' own politeness, and anything
    else is refused unless every endpoint is on this machine.
    """

    root: Path
    list_path: Path
    dataset_folder: Path
    cache_folder: Path
    contact: str = ""
    policy: Mapping[str, Policy] = field(default_factory=lambda: dict(DEFAULT_POLICY))
    endpoints: Mapping[str, str] = field(default_factory=lambda: dict(DEFAULT_ENDPOINTS))
    sources: tuple[str, ...] = DEFAULT_SOURCES
    attributes: Mapping[str, Any] = field(default_factory=dict)
    publish: Mapping[str, Any] = field(default_factory=dict)
    levels: LevelRules = field(default_factory=LevelRules)
    time_factor: float = 1.0
    shared_cache: Path | None = None

    @property
    def answers_folder(self) -> Path:
        """Where the answers of services are kept: with other lists' where these share a cache."""
        return self.shared_cache or self.cache_folder

    @property
    def index_path(self) -> Path:
        """Where the local index lies: the folder of one in shards, else the file of one."""
        folder = self.shards_folder
        return folder if is_sharded(folder) else self.answers_folder / "arxiv-index.sqlite"

    @property
    def shards_folder(self) -> Path:
        """Where an index in shards is built."""
        return self.answers_folder / "index"

    @property
    def uses_index(self) -> bool:
        """Whether there is a local index, and it may be asked."""
        return not _INDEX_SOURCES.isdisjoint(self.sources) and self.index_path.exists()

    @property
    def searches_path(self) -> Path:
        """Where the answers of searches are remembered."""
        return self.answers_folder / "searches.sqlite"

    @property
    def database_path(self) -> Path:
        """Where the SQLite file for readers is built."""
        return self.cache_folder / "harvester.sqlite"

    @property
    def tokens(self) -> Mapping[str, str]:
        """Return the secrets from the environment by name of source; never stored or printed."""
        values = {name: os.environ.get(var, "").strip() for name, var in _TOKEN_VARIABLES.items()}
        return {name: value for name, value in values.items() if value}


@dataclass(frozen=True, slots=True)
class SettingsFile:
    """The keys of harvester.toml."""

    list: str = ""
    dataset: str = "data"
    cache: str = "cache"
    contact: str = ""
    policy: dict[str, Policy] = field(default_factory=dict)
    endpoints: dict[str, str] = field(default_factory=dict)
    sources: dict[str, bool] = field(default_factory=dict)
    attributes: dict[str, Any] = field(default_factory=dict)
    publish: dict[str, Any] = field(default_factory=dict)
    problems: dict[str, Any] = field(default_factory=dict)
    time_factor: float = 1.0


def load_settings(root: Path, list_path: Path | None = None) -> Settings:
    """Read `harvester.toml` under `root`, or guess; `list_path` given by a person wins.

    Raises BadInput for an unknown key or a wrong type, naming the key and the allowed values.
    """
    path = root / SETTINGS_FILE
    where = str(path)
    written = structure(read_toml(path) if path.exists() else {}, SettingsFile, where)
    return settings_of(written, root, where, list_path)


def settings_of(
    written: SettingsFile, root: Path, where: str, list_path: Path | None = None
) -> Settings:
    """Return the settings that a file in the folder `root` asks for; errors begin with `where`.

    Raises:
        BadInput: an unknown name, or a value that is not allowed.
    """
    refuse_unknown(written.policy, DEFAULT_POLICY, f"{where} [policy]")
    refuse_unknown(written.sources, SOURCE_NAMES, f"{where} [sources]")
    settings = Settings(
        root=root,
        list_path=list_path or _list_path(root, written.list),
        dataset_folder=root / (written.dataset or "data"),
        cache_folder=root / (written.cache or "cache"),
        contact=written.contact,
        policy={**DEFAULT_POLICY, **written.policy},
        endpoints=_endpoints(written.endpoints, where),
        sources=_sources(written.sources),
        attributes=written.attributes,
        publish=written.publish,
        levels=read_levels(written.problems, where),
        time_factor=_time_factor(written.time_factor, where),
    )
    _refuse_haste(settings, where)
    return settings


def read_toml(path: Path) -> dict[str, Any]:
    """Return the tables of a TOML file.

    Raises:
        BadInput: it is no TOML.
    """
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadInput(f"{path}: not valid TOML: {error}") from error


def _list_path(root: Path, named: str) -> Path:
    if named:
        return root / named
    paths = (root / guess for guess in _GUESSED_LISTS if (root / guess).exists())
    return next(paths, root / _GUESSED_LISTS[0])


def _endpoints(table: Mapping[str, str], where: str) -> dict[str, str]:
    refuse_unknown(table, DEFAULT_ENDPOINTS, f"{where} [endpoints]")
    from_environment = {
        name: value
        for name in DEFAULT_ENDPOINTS
        if (value := os.environ.get(f"HARVESTER_ENDPOINT_{name.upper().replace('-', '_')}"))
    }
    chosen = {**DEFAULT_ENDPOINTS, **table, **from_environment}
    for name, value in chosen.items():
        if not value.startswith(("http://", "https://")):
            raise BadInput(f"{where}: endpoints.{name} must be an http(s) address, not {value!r}")
    return chosen


def _sources(table: Mapping[str, bool]) -> tuple[str, ...]:
    return tuple(name for name in SOURCE_NAMES if table.get(name, name in DEFAULT_SOURCES))


def _time_factor(written: float, where: str) -> float:
    value = os.environ.get("HARVESTER_TIME_FACTOR") or written
    try:
        factor = float(value)
    except ValueError:
        raise BadInput(f"HARVESTER_TIME_FACTOR must be a number, not {value!r}") from None
    if not 0 <= factor <= 100:
        raise BadInput(f"{where}: time_factor must lie between 0 and 100, not {factor}")
    return factor


def _refuse_haste(settings: Settings, where: str) -> None:
    """Real services get their full spacing; only a server on this machine may be asked faster."""
    if settings.time_factor >= 1:
        return
    for name, address in settings.endpoints.items():
        host = address.split("//", 1)[1].split("/")[0].rsplit(":", 1)[0]
        if name in settings.sources and host not in {"127.0.0.1", "localhost"}:
            raise BadInput(
                f"{where}: time_factor below 1 is only for servers on this machine, "
                f"but endpoints.{name} is {address}"
            )
