"""Run every check: each is a pure function from a `CheckInput` to problems."""

from __future__ import annotations

from harvester.checks.attributes import check_attributes
from harvester.checks.code_claims import check_code_claims
from harvester.checks.data_sets import check_data_sets
from harvester.checks.dead_links import check_dead_links
from harvester.checks.identities import check_identities
from harvester.checks.inputs import CheckInput
from harvester.checks.levels import apply_levels
from harvester.checks.link_targets import check_targets
from harvester.checks.links import check_links
from harvester.checks.misread_forms import (
    check_readings,
    doubted_readings,
    without_misread_claims,
)
from harvester.checks.papers import check_papers
from harvester.checks.wording import check_wording
from harvester.checks.wrong_links import check_wrong_links, find_wrong_links, without_disputed
from harvester.model import Problem, Severity

_CHECKS = (
    check_identities,
    check_targets,
    check_papers,
    check_attributes,
    check_code_claims,
    check_links,
    check_dead_links,
    check_data_sets,
    check_wording,
)
_URGENCY = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.INFO: 2}


def check(check_input: CheckInput) -> tuple[Problem, ...]:
    """Return every problem once, by line, the most urgent first on a line.

    A wrong link is the cause of all that its paper would have us say of the entry: it is said once.
    """
    check_input = without_misread_claims(check_input)
    wrong = find_wrong_links(check_input)
    trusted = without_disputed(check_input, wrong)
    doubted = doubted_readings(check_input, wrong)
    misread = {id(one) for links in doubted for one in links}
    believed = [one for one in wrong if id(one) not in misread]
    problems = set(check_wrong_links(check_input, believed))
    problems.update(check_readings(check_input, doubted))
    problems.update(problem for run in _CHECKS for problem in run(trusted))
    mentions = [mention for mention, _ in check_input.mentions]
    problems = set(apply_levels(problems, check_input.levels, mentions))
    return tuple(
        sorted(problems, key=lambda p: (p.line, _URGENCY[p.severity], p.code, p.subject, p.claimed))
    )
