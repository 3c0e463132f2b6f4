"""The file of a fleet: which lists there are, and what they share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from harvester.errors import BadInput
from harvester.structuring import refuse_unknown, structure
from pipelines.settings import Settings, SettingsFile, load_settings, read_toml, settings_of


@dataclass(frozen=True, slots=True)
class ListTable:
    """One `[[lists]]` of the file: the folder of a workspace, perhaps its list and a name."""

    folder: str
    list: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class FleetFile:
    """The keys of a fleet's file."""

    lists: tuple[ListTable, ...]
    contact: str = ""
    cache: str = "cache"
    summary: str = "fleet"
    update_index: bool = False
    time_factor: float = 1.0
    endpoints: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FleetList:
    """One list of a fleet: its name in the summary, its workspace, its list file where named."""

    name: str
    root: Path
    list_path: Path | None


@dataclass(frozen=True, slots=True)
class Fleet:
    """Hold the lists of a fleet, and what they share: cache, contact, endpoints and spacing."""

    lists: tuple[FleetList, ...]
    shared: Settings
    summary_folder: Path
    update_index: bool

    def settings_of(self, one: FleetList) -> Settings:
        """Return the settings of a list, with what the fleet shares in place of its own.

        Raises:
            BadInput: the workspace or its settings are missing or wrong.
        """
        if not one.root.is_dir():
            raise BadInput(f"{one.root}: no such folder; correct [[lists]] or take the list out")
        settings = load_settings(one.root, one.list_path)
        return replace(
            settings,
            contact=self.shared.contact,
            endpoints=self.shared.endpoints,
            time_factor=self.shared.time_factor,
            shared_cache=self.shared.cache_folder,
        )


def load_fleet(path: Path, only: Sequence[str] = ()) -> Fleet:
    """Read the file of a fleet; with names in `only`, those lists alone.

    Raises:
        BadInput: it is missing or wrong, or two of its lists share a workspace.
    """
    if not path.is_file():
        raise BadInput(f"{path}: no such file; give a TOML file with a [[lists]] for each list")
    root, where = path.parent, str(path)
    written = structure(read_toml(path), FleetFile, where)
    lists = tuple(_fleet_list(table, root) for table in written.lists)
    if not lists:
        raise BadInput(f"{path}: names no list; add a [[lists]] with its folder")
    _refuse_same(lists, where)
    names = [one.name for one in lists]
    refuse_unknown(only, names, "--only")
    shared = SettingsFile(
        cache=written.cache,
        contact=written.contact,
        endpoints=written.endpoints,
        time_factor=written.time_factor,
    )
    return Fleet(
        tuple(one for one in lists if not only or one.name in only),
        settings_of(shared, root, where),
        root / written.summary,
        written.update_index,
    )


def _fleet_list(table: ListTable, root: Path) -> FleetList:
    folder = root / table.folder
    name = table.name or folder.resolve().name
    return FleetList(name, folder, folder / table.list if table.list else None)


def _refuse_same(lists: Sequence[FleetList], where: str) -> None:
    """Two lists in one workspace would write the same files, two of one name one row."""
    folders: dict[Path, str] = {}
    names: dict[str, FleetList] = {}
    for one in lists:
        other = folders.setdefault(one.root.resolve(), one.name)
        if one.root.resolve() in (seen.root.resolve() for seen in names.values()):
            raise BadInput(
                f"{where}: {other!r} and {one.name!r} share the workspace {one.root}; "
                "give each list a folder of its own"
            )
        if one.name in names:
            raise BadInput(
                f"{where}: two lists are named {one.name!r} ({names[one.name].root}, {one.root}); "
                "give one of them a name"
            )
        names[one.name] = one
