"""What holds for every source of the list, and what follows from its declaration."""

from __future__ import annotations

from pathlib import Path

import pytest

from harvester.sources import RANKING, SERVICE_RULES, SOURCES, SourceConfig, SourceDeclaration
from harvester.values.fields import DECISION, FIELDS, LIST
from pipelines.settings import DEFAULT_ENDPOINTS, SOURCE_NAMES, load_settings

EVERY = pytest.mark.parametrize("declaration", SOURCES, ids=lambda one: one.name)


@EVERY
def test_a_source_is_what_it_declares(declaration: SourceDeclaration) -> None:
    contact = "a@b.org" if declaration.needs_contact else ""
    source = declaration.build(SourceConfig(DEFAULT_ENDPOINTS, contact=contact))
    if source is None:  # it needs the local index
        assert not declaration.endpoint
        return
    assert (source.name, source.role) == (declaration.name, declaration.role)
    assert source.service in SERVICE_RULES
    assert not declaration.rule or declaration.rule.name == source.service
    assert source.parent_source in {"", *SOURCE_NAMES}
    assert set(declaration.trust_in) <= FIELDS.keys()


@EVERY
def test_trust_lies_between_the_list_and_a_decision(declaration: SourceDeclaration) -> None:
    for field in {"title", *declaration.trust_in}:
        ranks = [RANKING.rank(field, name) for name in (DECISION, declaration.name, LIST)]
        assert ranks == sorted(ranks)


def test_every_source_is_listed_once() -> None:
    names = [source.name for source in SOURCES]
    assert len(set(names)) == len(names)
    rules = [source.rule.name for source in SOURCES if source.rule]
    assert len(set(rules)) == len(rules)


def test_settings_follow_from_the_list(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for number, source in enumerate(s for s in SOURCES if s.endpoint):
        variable = f"HARVESTER_ENDPOINT_{source.name.upper().replace('-', '_')}"
        monkeypatch.setenv(variable, f"https://mirror.example/{number}")
    for source in SOURCES:
        if source.token_variable:
            monkeypatch.setenv(source.token_variable, f"secret of {source.name}")
    (tmp_path / "harvester.toml").write_text(
        "[sources]\n" + "".join(f"{source.name} = true\n" for source in SOURCES)
    )
    settings = load_settings(tmp_path)
    assert set(settings.sources) == {source.name for source in SOURCES}
    assert all(address.startswith("https://mirror") for address in settings.endpoints.values())
    assert settings.tokens == {s.name: f"secret of {s.name}" for s in SOURCES if s.token_variable}
