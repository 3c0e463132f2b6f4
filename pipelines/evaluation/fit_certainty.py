"""`make fit`: fit the certainty model, and read its threshold off.

Needs LightGBM (`pip install lightgbm`), which nothing else does. Fitted are the model that ships,
on everything, and one model per group of lists, which never saw them: `make evaluate` measures with
those. The material is `training_data`'s.
"""

from __future__ import annotations

import pickle
from collections.abc import Iterator, Sequence
from pathlib import Path

import click
import numpy as np

from harvester.matching.certainty import Trees, trees_of
from harvester.matching.certainty_features import FEATURES
from pipelines.evaluation.cases import FOLDS, held_out_name
from pipelines.evaluation.training_data import LIST_MODES, Weighing, gather_material
from pipelines.evaluation.tree_source import Node, format_trees, load_module

_ROUNDS = 150
_SETTINGS = {
    "objective": "binary", "learning_rate": 0.08, "num_leaves": 12, "min_data_in_leaf": 60,
    "lambda_l2": 5.0, "feature_fraction": 0.6, "bagging_fraction": 0.8, "bagging_freq": 1,
    "monotone_constraints": list(FEATURES.values()), "monotone_constraints_method": "intermediate",
    "seed": 1, "deterministic": True, "num_threads": 1, "verbose": -1,
}  # fmt: skip
_THRESHOLDS = (0.5, 0.6, 0.7, 0.75, 0.8, 0.85, 0.88, 0.9, 0.92, 0.94, 0.95, 0.96, 0.97, 0.98, 0.99)
_REAL_WEIGHT, _REAL_WEIGHT_WITH_MORE = 4.0, 2.0
_INVENTED_WEIGHT = 0.3
_INVENTED = frozenset({"near", "reworded", "alt_title", "token_set"})


def weight_of(one: Weighing) -> float:
    """Return what a row counts: real entries most, invented rewordings of titles least.

    How lists cut a title can be imitated, how authors retitle a paper cannot.
    """
    if one.fold is not None:
        whole = one.mode == "title" or one.mode in LIST_MODES
        return _REAL_WEIGHT if whole else _REAL_WEIGHT_WITH_MORE
    return _INVENTED_WEIGHT if one.present and one.kind in _INVENTED else 1.0


def fit(weighings: Sequence[Weighing]) -> tuple[Node, ...]:
    """Fit the trees on mentions whose title is not simply the same as a candidate's."""
    import lightgbm  # type: ignore[import-not-found]  # only this command needs it

    rows, labels, weights = [], [], []
    for one in weighings:
        if not one.plain:
            rows += one.rows
            labels += one.meant
            weights += [weight_of(one)] * len(one.rows)
    material = lightgbm.Dataset(np.array(rows), np.array(labels), weight=weights)
    booster = lightgbm.train(_SETTINGS, material, _ROUNDS)
    trees = (tree["tree_structure"] for tree in booster.dump_model()["tree_info"])
    return tuple(map(_node, trees))


def _node(branch: dict[str, object]) -> Node:
    if "leaf_value" in branch:
        return round(float(str(branch["leaf_value"])), 4)
    left, right = branch["left_child"], branch["right_child"]
    assert isinstance(left, dict)
    assert isinstance(right, dict)
    place, threshold = int(str(branch["split_feature"])), float(str(branch["threshold"]))
    return place, round(threshold, 5), _node(left), _node(right)


def write(trees: Sequence[Node], path: Path, trained_on: str) -> Trees:
    """Write fitted trees as a module; return them as it gives them."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(format_trees(tuple(FEATURES), trees, trained_on), encoding="utf-8")
    return trees_of(load_module(path))


def _best(one: Weighing, model: Trees) -> tuple[float, bool]:
    """Return the certainty of the likeliest candidate, and whether it is meant."""
    if one.plain:
        return 1.0, True
    scored = [
        (model.probability(row), meant) for row, meant in zip(one.rows, one.meant, strict=True)
    ]
    return max(scored, default=(0.0, False))


def thresholds(weighings: Sequence[Weighing], models: Sequence[Trees]) -> Iterator[str]:
    """Say what each threshold would answer, right and falsely, on lists that were held out."""
    yield "| evidence | threshold | right | false when absent |"
    yield "|---|--:|--:|--:|"
    by_mode: dict[str, list[tuple[bool, float, bool]]] = {}
    for one in weighings:
        if one.fold is not None:
            answer = (one.present, *_best(one, models[one.fold]))
            by_mode.setdefault(one.mode, []).append(answer)
    for mode, answers in sorted(by_mode.items()):
        count = sum(present for present, _, _ in answers)
        for least in _THRESHOLDS:
            right = sum(present and meant and sure >= least for present, sure, meant in answers)
            false = sum(
                not present and not meant and sure >= least for present, sure, meant in answers
            )
            yield f"| {mode} | {least} | {right / count:.1%} | {false} of {count:,} |"


@click.command()
@click.argument("corpus", type=click.Path(exists=True, path_type=Path))
@click.argument("pairs", type=click.Path(exists=True, path_type=Path))
@click.argument("index", type=click.Path(exists=True, path_type=Path))
@click.argument("lists", type=click.Path(exists=True, path_type=Path))
@click.option("--invented", default=15_000, show_default=True, help="titles to make")
@click.option("--rows", type=click.Path(path_type=Path), help="keep the gathered rows here")
def main(
    corpus: Path, pairs: Path, index: Path, lists: Path, invented: int, rows: Path | None
) -> None:
    """Fit the model that ships and those for the lists held out."""
    if rows is not None and rows.is_file():
        weighings = pickle.loads(rows.read_bytes())  # noqa: S301 -- written by this command
    else:
        weighings = gather_material(corpus, pairs, index, lists, invented)
        if rows is not None:
            rows.write_bytes(pickle.dumps(weighings))
    here = Path(__file__).resolve().parent
    models = [
        write(
            fit([one for one in weighings if one.fold != fold]),
            here / held_out_name(fold),
            f"all lists but group {fold}",
        )
        for fold in range(FOLDS)
    ]
    shipped = here.parents[1] / "harvester" / "matching" / "certainty_trees.py"
    write(fit(weighings), shipped, f"{len(weighings):,} mentions")
    for line in thresholds(weighings, models):
        click.echo(line)


if __name__ == "__main__":
    main()
