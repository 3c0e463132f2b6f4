"""How urgent each kind of problem is in one list: for all of it, a section or an entry."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from harvester.model import PROBLEM_KINDS, Mention, Problem, Severity
from harvester.values.text import normalize_title

PROBLEM_CODES = tuple(kind.code for kind in PROBLEM_KINDS)
OFF = "off"
LEVELS = (*Severity, OFF)
Codes = Mapping[str, str]
_NONE: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class LevelRules:
    """The level that a list gives to problem codes: error, warning, info or off.

    `sections` and `entries` map the heading or name, whatever its capitals, to levels of their
    own. What is nearest wins: the entry, then the innermost section, then the list.
    """

    codes: Codes = field(default_factory=dict)
    sections: Mapping[str, Codes] = field(default_factory=dict)
    entries: Mapping[str, Codes] = field(default_factory=dict)

    def level(self, problem: Problem, section: Sequence[str]) -> str:
        """Return the level of `problem` in `section`, its headings from the outermost on."""
        own = _folded(self.entries).get(normalize_title(problem.subject), _NONE)
        named = _folded(self.sections)
        around = [named.get(normalize_title(heading), _NONE) for heading in reversed(section)]
        for rules in (own, *around, self.codes):
            if problem.code in rules:
                return rules[problem.code]
        return problem.severity.value


def _folded(rules: Mapping[str, Codes]) -> dict[str, Codes]:
    return {normalize_title(name): codes for name, codes in rules.items()}


def apply_levels(
    problems: Iterable[Problem], rules: LevelRules, mentions: Iterable[Mention]
) -> Iterator[Problem]:
    """Yield `problems` at the levels of `rules`, those that are off left out."""
    sections = {
        (mention.refers_to or mention.name, mention.line): mention.section for mention in mentions
    }
    by_name: dict[str, tuple[str, ...]] = {}
    for (name, _), section in sections.items():
        by_name.setdefault(name, section)
    for problem in problems:
        section = sections.get((problem.subject, problem.line), by_name.get(problem.subject, ()))
        level = rules.level(problem, section)
        if level != OFF:
            yield replace(problem, severity=Severity(level))
