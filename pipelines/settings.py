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

from harvester.checks.levels import LevelRules
from harvester.errors import BadInput
from harvester.sources import SOURCES, Role
from harvester.values.fields import LIST_CLAIMS, Policy
from pipelines.problem_levels import read_levels

SETTINGS_FILE = "harvester.toml"
POLICIES = tuple(policy.value for policy in Policy)
DEFAULT_POLICY = {claim.name: claim.policy.value for claim in LIST_CLAIMS}
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
    policy: Mapping[str, str] = field(default_factory=lambda: dict(DEFAULT_POLICY))
    endpoints: Mapping[str, str] = field(default_factory=lambda: dict(DEFAULT_ENDPOINTS))
    sources: tuple[str, ...] = DEFAULT_SOURCES
    attributes: Mapping[str, Any] = field(default_factory=dict)
    publish: Mapping[str, Any] = field(default_factory=dict)
    levels: LevelRules = field(default_factory=LevelRules)
    time_factor: float = 1.0

    @property
    def index_path(self) -> Path:
        """Where the local index of arXiv lies."""
        return self.cache_folder / "arxiv-index.sqlite"

    @property
    def uses_index(self) -> bool:
        """Whether there is a local index, and it may be asked."""
        return not _INDEX_SOURCES.isdisjoint(self.sources) and self.index_path.exists()

    @property
    def searches_path(self) -> Path:
        """Where the answers of searches are remembered."""
        return self.cache_folder / "searches.sqlite"

    @property
    def database_path(self) -> Path:
        """Where the SQLite file for readers is built."""
        return self.cache_folder / "harvester.sqlite"

    @property
    def tokens(self) -> Mapping[str, str]:
        """Return the secrets from the environment by name of source; never stored or printed."""
        values = {name: os.environ.get(var, "").strip() for name, var in _TOKEN_VARIABLES.items()}
        return {name: value for name, value in values.items() if value}


def load_settings(root: Path, list_path: Path | None = None) -> Settings:
    """Read `harvester.toml` under `root`, or guess; `list_path` given by a person wins.

    Raises BadInput for an unknown key or a wrong type, naming the key and the allowed values.
    """
    path = root / SETTINGS_FILE
    table = _read_toml(path) if path.exists() else {}
    where = str(path)
    _refuse_unknown(table, _KNOWN_KEYS, where)
    settings = Settings(
        root=root,
        list_path=list_path or _list_path(root, _text(table, "list", where)),
        dataset_folder=root / (_text(table, "dataset", where) or "data"),
        cache_folder=root / (_text(table, "cache", where) or "cache"),
        contact=_text(table, "contact", where),
        policy=_policy(_table(table, "policy", where), where),
        endpoints=_endpoints(_table(table, "endpoints", where), where),
        sources=_sources(_table(table, "sources", where), where),
        attributes=_table(table, "attributes", where),
        publish=_table(table, "publish", where),
        levels=read_levels(_table(table, "problems", where), where),
        time_factor=_time_factor(table, where),
    )
    _refuse_haste(settings, where)
    return settings


_KNOWN_KEYS = (
    "list",
    "dataset",
    "cache",
    "contact",
    "policy",
    "endpoints",
    "sources",
    "attributes",
    "publish",
    "problems",
    "time_factor",
)


def _read_toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadInput(f"{path}: not valid TOML: {error}") from error


def _refuse_unknown(table: Mapping[str, Any], keys: tuple[str, ...], where: str) -> None:
    for key in table:
        if key not in keys:
            raise BadInput(f"{where}: unknown setting '{key}'; allowed: {', '.join(keys)}")


def _text(table: Mapping[str, Any], key: str, where: str) -> str:
    value = table.get(key, "")
    if not isinstance(value, str):
        raise BadInput(f"{where}: '{key}' must be text in quotes, not {value!r}")
    return value


def _table(table: Mapping[str, Any], key: str, where: str) -> dict[str, Any]:
    value = table.get(key, {})
    if not isinstance(value, dict):
        raise BadInput(f"{where}: '{key}' must be a table, written as [{key}]")
    return value


def _list_path(root: Path, named: str) -> Path:
    if named:
        return root / named
    paths = (root / guess for guess in _GUESSED_LISTS if (root / guess).exists())
    return next(paths, root / _GUESSED_LISTS[0])


def _policy(table: Mapping[str, Any], where: str) -> dict[str, str]:
    _refuse_unknown(table, tuple(DEFAULT_POLICY), f"{where} [policy]")
    for key, value in table.items():
        if value not in POLICIES:
            raise BadInput(f"{where}: policy.{key} is {value!r}; allowed: {', '.join(POLICIES)}")
    return {**DEFAULT_POLICY, **table}


def _endpoints(table: Mapping[str, Any], where: str) -> dict[str, str]:
    _refuse_unknown(table, tuple(DEFAULT_ENDPOINTS), f"{where} [endpoints]")
    from_environment = {
        name: value
        for name in DEFAULT_ENDPOINTS
        if (value := os.environ.get(f"HARVESTER_ENDPOINT_{name.upper().replace('-', '_')}"))
    }
    chosen = {**DEFAULT_ENDPOINTS, **table, **from_environment}
    for name, value in chosen.items():
        if not isinstance(value, str) or not value.startswith(("http://", "https://")):
            raise BadInput(f"{where}: endpoints.{name} must be an http(s) address, not {value!r}")
    return chosen


def _sources(table: Mapping[str, Any], where: str) -> tuple[str, ...]:
    _refuse_unknown(table, SOURCE_NAMES, f"{where} [sources]")
    for name, on in table.items():
        if not isinstance(on, bool):
            raise BadInput(f"{where}: sources.{name} must be true or false, not {on!r}")
    return tuple(name for name in SOURCE_NAMES if table.get(name, name in DEFAULT_SOURCES))


def _time_factor(table: Mapping[str, Any], where: str) -> float:
    value = os.environ.get("HARVESTER_TIME_FACTOR") or table.get("time_factor", 1.0)
    try:
        factor = float(value)
    except (TypeError, ValueError):
        raise BadInput(f"{where}: time_factor must be a number, not {value!r}") from None
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
