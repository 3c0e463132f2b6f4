"""How sure is it that a mention means a candidate whose title is not simply the same?

A logistic model over named features; its weights were fitted on labelled entries of public lists,
each with its right record and with the neighbours the local index offers (right record absent).
`make evaluate` prints the calibration: stated certainty against what was observed.
"""

from __future__ import annotations

from math import exp

from harvester.certainty_weights import BIAS, WEIGHTS
from harvester.evidence import Evidence
from harvester.title_comparison import COINED_BITS, TitleComparison


def _title_features(title: TitleComparison) -> dict[str, float]:
    bits = min(title.shared_bits, 80.0) / 80
    run = min(title.run_bits, 40.0) / 40
    named = title.same_head and title.head_bits >= COINED_BITS
    covered = title.cover_written >= 0.95
    return {
        "bits": bits,
        "run": run,
        "short run": min(title.run_bits, 12.0) / 12,
        "ratio": title.ratio,
        "best ratio": title.best_ratio,
        "cover written": title.cover_written,
        "cover known": title.cover_known,
        "lost written": title.lost_written / 15,
        "lost known": title.lost_known / 15,
        "dropped, bits": title.dropped * bits,
        "subtitle, bits": title.subtitle * bits,
        "head only, bits": title.head_only * bits,
        "prefix, bits": (title.prefix and not title.head_only) * bits,
        "told, bits": title.told * bits,
        "dropped": float(title.dropped),
        "told": float(title.told),
        "coined name": float(named),
        "coined name, bits": named * bits,
        "coined name, best ratio": named * title.best_ratio,
        "same head": float(title.same_head),
        "heads differ": float(title.heads_differ),
        "heads differ, bits": title.heads_differ * bits,
        "covered, run": covered * run,
        "covered": float(covered),
        "cover written above 0.8": max(0.0, title.cover_written - 0.8) * 5,
        "cover known above 0.8": max(0.0, title.cover_known - 0.8) * 5,
        "best ratio above 0.8": max(0.0, title.best_ratio - 0.8) * 5,
        "best ratio above 0.9": max(0.0, title.best_ratio - 0.9) * 10,
        "rare word lost": float(title.lost_written > 10),
        "told cover": title.told_cover,
        "told cover, coined name": named * title.told_cover,
        "told cover, head only": title.head_only * title.told_cover,
        "told cover, bits": title.told_cover * min(title.told_bits, 80.0) / 80,
        "cover both": title.cover_written * title.cover_known,
    }


def _author_features(evidence: Evidence) -> dict[str, float]:
    title, authors = evidence.title, evidence.authors
    have = authors.written > 0 and authors.known > 0
    share = authors.agreeing / authors.written if have else 0.0
    count = min(authors.agreeing, 3) / 3
    part = title.prefix or title.head_only or title.dropped or title.subtitle
    return {
        "authors": float(have),
        "share": share,
        "count": count,
        "no author": float(have and authors.agreeing == 0),
        "first author": float(authors.first_agrees),
        "share, cover written": share * title.cover_written,
        "share, best ratio": share * title.best_ratio,
        "count, best ratio": count * title.best_ratio,
        "share, coined name": share * (title.same_head and title.head_bits >= COINED_BITS),
        "share, part": share * part,
        "share, heads differ": share * title.heads_differ,
        "share, rare word lost": share * (title.lost_written > 10),
        "share, bits": share * min(title.shared_bits, 80.0) / 80,
        "share, run": share * min(title.run_bits, 40.0) / 40,
    }


def _date_features(evidence: Evidence) -> dict[str, float]:
    authors, months = evidence.authors, evidence.months_apart
    dated = months is not None and evidence.query.month is not None
    near = dated and abs(months or 0) <= 1
    share = authors.agreeing / authors.written if authors.written and authors.known else 0.0
    named = evidence.title.same_head and evidence.title.head_bits >= COINED_BITS
    return {
        "month": float(dated),
        "month near": float(near),
        "month far": float(dated and abs(months or 0) > 3),
        "years apart": float(months is not None and abs(months) >= 24),
        "share, month near": share * near,
        "month near, coined name": float(near and named),
    }


def features(evidence: Evidence) -> dict[str, float]:
    """Return the named numbers the model weighs."""
    return _title_features(evidence.title) | _author_features(evidence) | _date_features(evidence)


def certainty(evidence: Evidence) -> float:
    """Return the calibrated probability that the candidate is meant."""
    total = BIAS + sum(WEIGHTS[name] * value for name, value in features(evidence).items() if value)
    return 1 / (1 + exp(-max(min(total, 30.0), -30.0)))
