"""Compare real services with the shapes that the sandbox serves: `python -m tests.contract`.

One polite request per service and kind, so that whoever has a network sees in a minute what
drifted. Never part of the suite. `--sandbox` asks the sandbox instead.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from harvester.model import Failed
from harvester.network.client import HttpClient
from harvester.sandbox import SandboxServer
from harvester.sources import SERVICE_RULES, SOURCES
from tests.contract.probes import PROBES, Probe
from tests.contract.shapes import shape_of


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one probe came to: status (0 for none), breaches, paths that the sandbox lacks."""

    probe: Probe
    status: int
    breaches: tuple[str, ...]
    unserved: tuple[str, ...] = ()


def ask(probe: Probe, endpoint: str, client: HttpClient) -> tuple[int, str]:
    """Return status and text of one answer; status 0 and the reason where there was none."""
    response = client.fetch(probe.request(endpoint))
    if isinstance(response, Failed):
        return 0, response.reason
    return response.status, response.text


def compare(endpoints: Mapping[str, str], folder: Path, factor: float) -> Iterator[Outcome]:
    """Yield an outcome for each probe of the services at `endpoints`, beside the sandbox's."""
    with (
        SandboxServer(polite=False) as server,
        HttpClient(folder / "real", SERVICE_RULES, time_factor=factor) as client,
        HttpClient(folder / "sandbox", SERVICE_RULES, time_factor=0, locks=folder) as local,
    ):
        for probe in PROBES:
            _, imitation = ask(probe, server.endpoints[probe.source], local)
            endpoint = endpoints.get(probe.source, server.endpoints[probe.source])
            status, text = ask(probe, endpoint, client)
            if status != probe.status:
                yield Outcome(probe, status, (text.strip()[:80] or "no answer",))
                continue
            shape, served = shape_of(text), shape_of(imitation)
            read = {**probe.contract.needed, **probe.contract.known}
            lacking = [path for path in read if path in shape and path not in served]
            yield Outcome(probe, status, probe.contract.breaches(shape), tuple(lacking))


def main(arguments: Sequence[str]) -> int:
    """Print one row a probe; return 1 where a service broke the contract."""
    real = {source.name: source.endpoint for source in SOURCES if source.endpoint}
    in_sandbox = "--sandbox" in arguments
    broken = 0
    with tempfile.TemporaryDirectory() as folder:
        outcomes = compare({} if in_sandbox else real, Path(folder), 0.01 if in_sandbox else 1.0)
        for one in outcomes:
            broken += bool(one.breaches)
            words = "; ".join(one.breaches) or "as expected"
            if one.unserved:
                words += f" (the sandbox does not serve {', '.join(one.unserved)})"
            row = f"{one.probe.service:16} {one.probe.kind:22} {one.status or '-':>4}  {words}"
            print(row, flush=True)
    return int(broken > 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
