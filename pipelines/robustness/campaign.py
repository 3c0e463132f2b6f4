"""`make faults`: hundreds of refreshes on bad days, each checked for what it must not do.

    python -m pipelines.robustness.campaign --runs 500 --seconds 180 --seed 1

Each round takes a small random workspace, refreshed yesterday or never, and lets one to three runs
meet random faults; one run in four is killed on the way. After each run: no value lost, none wrong,
nothing counted as absent that is there, one arXiv connection at a time, nothing asked again that
was answered, nobody asked who was out of quota, what could not be asked told in one line, and the
exit code 1 only where nothing was answered. Then one run without faults, on the cache as the bad
days left it, must end in the bytes of a workspace that never saw a fault. One round in seven keeps
real spacings, shortened, and judges them too.
"""

from __future__ import annotations

import argparse
import multiprocessing
import sys
import time
from concurrent.futures import ProcessPoolExecutor, as_completed
from datetime import UTC, datetime
from functools import partial

from pipelines.progress import shown_steps
from pipelines.robustness.rounds import CHAINS, play_round
from pipelines.robustness.tally import Tally

_SHOWN = 20


def run_campaign(
    runs: int, seconds: float, seed: int, workers: int = 2, chains: int = CHAINS
) -> Tally:
    """Play rounds in `workers` processes until `runs` runs met a fault, or `seconds` are over."""
    total, start, until = Tally(), datetime.now(UTC), time.time() + seconds
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(workers, spawn) as pool, shown_steps() as progress:
        tick = progress("runs that met a fault", runs)
        following = iter(range(seed * 10_000, seed * 10_000 + 9_999))
        play = partial(play_round, start=start, until=until, chains=chains)
        waiting = {pool.submit(play, next(following)) for _ in range(workers)}
        while waiting:
            done = next(as_completed(waiting))
            waiting.discard(done)
            part = done.result()
            total.add(part)
            for _ in range(part.struck):
                tick()
            if total.struck < runs and time.time() < until:
                waiting.add(pool.submit(play, next(following)))
    return total


def main() -> int:
    """Run the campaign and print its figures; 1 where anything was lost or wrong."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--runs", type=int, default=500, help="runs that met a fault, at least")
    parser.add_argument("--seconds", type=float, default=180, help="come to an end by then")
    parser.add_argument("--seed", type=int, default=1, help="another seed, other days")
    chosen = parser.parse_args()
    began = time.monotonic()
    # What is under way at the end needs a few seconds more.
    total = run_campaign(chosen.runs, chosen.seconds - 10, chosen.seed)
    losses = total.findings.losses
    print(f"runs with random faults   {total.runs:,}, of which a fault struck {total.struck:,}")
    print(f"  told by a warning       {total.warned:,}, by exit code 1 {total.refused:,}")
    print(f"runs without faults       {total.clean:,}")
    print(f"requests to the sandbox   {total.requests:,}, arXiv overlapping {total.overlapping:,}")
    print(f"  judged for spacing      {total.spaced:,} to arXiv, too early {total.early:,}")
    print(
        f"  judged as repeats       {total.resumed:,} questions, answered before {total.repeated:,}"
    )
    print(f"values and laws checked   {total.findings.checked:,}")
    print(f"losses                    {len(losses):,}")
    print(f"seconds                   {time.monotonic() - began:.0f}")
    print(f"faults that struck        {total.faults.total():,}")
    for kind, count in sorted(total.faults.items()):
        print(f"  {kind:<28}{count:>6,}")
    for loss in losses[:_SHOWN]:
        print(f"LOSS {loss}", file=sys.stderr)
    if total.struck < chosen.runs:
        print(f"only {total.struck} of {chosen.runs} runs fitted into {chosen.seconds:g} seconds")
    return 1 if losses else 0


if __name__ == "__main__":
    sys.exit(main())
