"""`make fit`: fit the certainty model, and read its thresholds off.

Needs LightGBM (`pip install lightgbm`), which nothing else does. Fitted are the model that ships,
on everything, and one model per group of lists, which never saw them: `make evaluate` measures with
those. The material is `certainty_material`'s.
"""

from __future__ import annotations

import pickle
from collections.abc import Iterator, Sequence
from pathlib import Path

import click
import numpy as np

from harvester.matching.certainty import TREES, Node, Trees, format_trees
from harvester.matching.certainty_features import FEATURES
from pipelines.evaluation.cases import FOLDS, held_out_name
from pipelines.evaluation.training_data import Weighing, gather_material

_ROUNDS = 150
_SETTINGS = {
    "objective": "binary", "learning_rate": 0.08, "num_leaves": 12, "min_data_in_leaf": 60,
    "lambda_l2": 5.0, "feature_fraction": 0.6, "bagging_fraction": 0.8, "bagging_freq": 1,
    "monotone_constraints": list(FEATURES.values()), "monotone_constraints_method": "intermediate",
    "seed": 1, "deterministic": True, "num_threads": 2, "verbose": -1,
}  # fmt: skip
_THRESHOLDS = (0.5, 0.7, 0.8, 0.85, 0.9, 0.93, 0.95, 0.97, 0.98, 0.99)
_JUST_BELOW_ZERO = -1e-9
_REAL_WEIGHT, _REAL_WEIGHT_WITH_MORE = 4.0, 2.0
_INVENTED_WEIGHT = 0.3
_INVENTED = frozenset({"near", "reworded", "alt_title", "token_set"})


def weight_of(one: Weighing) -> float:
    """Return what a row counts: real entries most, invented rewordings of titles least.

    How lists cut a title can be imitated, how authors retitle a paper cannot.
    """
    if one.fold is not None:
        return _REAL_WEIGHT if one.mode == "title" else _REAL_WEIGHT_WITH_MORE
    return _INVENTED_WEIGHT if one.present and one.kind in _INVENTED else 1.0


def fit(weighings: Sequence[Weighing]) -> Trees:
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
    return Trees(tuple(FEATURES), tuple(map(_node, trees)))


def _node(tree: dict[str, object]) -> Node:
    if "leaf_value" in tree:
        return round(float(str(tree["leaf_value"])), 4)
    left, right = tree["left_child"], tree["right_child"]
    assert isinstance(left, dict)
    assert isinstance(right, dict)
    unknown_left = bool(tree["default_left"]) if tree["missing_type"] == "NaN" else True
    threshold = round(float(str(tree["threshold"])), 5)
    if threshold == 0 and float(str(tree["threshold"])) < 0:
        threshold = _JUST_BELOW_ZERO
    return int(str(tree["split_feature"])), threshold, unknown_left, _node(left), _node(right)


def write(trees: Trees, path: Path, trained_on: str) -> None:
    """Write fitted trees."""
    comment = (
        f"The certainty model, fitted by `make fit` on {trained_on}.\n"
        "The names of the numbers it looks at, then one tree per line:\n"
        "[place of the number, threshold, whether an unknown number goes left, left, right]."
    )
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(format_trees(trees, comment), encoding="utf-8")


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
    outcomes: dict[str, list[tuple[bool, float, bool]]] = {}
    for one in weighings:
        if one.fold is not None:
            outcomes.setdefault(one.mode, []).append((one.present, *_best(one, models[one.fold])))
    for mode, rows in sorted(outcomes.items()):
        count = sum(present for present, _, _ in rows)
        for least in _THRESHOLDS:
            right = sum(present and meant and sure >= least for present, sure, meant in rows)
            false = sum(
                not present and not meant and sure >= least for present, sure, meant in rows
            )
            yield f"| {mode} | {least} | {right / count:.1%} | {false} of {count:,} |"


@click.command()
@click.argument("corpus", type=click.Path(exists=True, path_type=Path))
@click.argument("pairs", type=click.Path(exists=True, path_type=Path))
@click.argument("index", type=click.Path(exists=True, path_type=Path))
@click.option("--invented", default=15_000, show_default=True, help="titles to make")
@click.option("--rows", type=click.Path(path_type=Path), help="keep the gathered rows here")
def main(corpus: Path, pairs: Path, index: Path, invented: int, rows: Path | None) -> None:
    """Fit the model that ships and those for the lists held out."""
    if rows is not None and rows.is_file():
        weighings = pickle.loads(rows.read_bytes())  # noqa: S301 -- written by this command
    else:
        weighings = gather_material(corpus, pairs, index, invented)
        if rows is not None:
            rows.write_bytes(pickle.dumps(weighings))
    package = Path(__file__).resolve().parents[2]
    models = [fit([one for one in weighings if one.fold != fold]) for fold in range(FOLDS)]
    for fold, trees in enumerate(models):
        write(
            trees,
            package / "pipelines" / "evaluation" / held_out_name(fold),
            f"all lists but group {fold}",
        )
    write(
        fit(weighings), package / "harvester" / "matching" / TREES, f"{len(weighings):,} mentions"
    )
    for line in thresholds(weighings, models):
        click.echo(line)


if __name__ == "__main__":
    main()
