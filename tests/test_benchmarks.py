"""`make bench` runs every benchmark there is."""

from __future__ import annotations

from tests.benchmarks.__main__ import OVER_AN_INDEX, OVER_REAL_LISTS, TIMED
from tests.paths import ROOT

RUN_BY_PYTEST = {"network", "network_clients"}


def test_every_benchmark_is_run() -> None:
    programs = {
        path.stem
        for path in (ROOT / "tests" / "benchmarks").glob("*.py")
        if '__name__ == "__main__"' in path.read_text("utf-8")
    }
    listed = {*TIMED, *OVER_REAL_LISTS, *OVER_AN_INDEX}
    assert programs == {*listed, *RUN_BY_PYTEST, "__main__"}
