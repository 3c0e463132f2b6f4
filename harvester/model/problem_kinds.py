"""What each kind of problem says, and what mends it: for settings, documentation, code scanning."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ProblemKind:
    """One kind of problem: `meaning` says what is not so, `remedy` what a person can do."""

    code: str
    meaning: str
    remedy: str


PROBLEM_KINDS = (
    ProblemKind(
        "placeholder-id",
        "The link holds a placeholder where the paper's id belongs.",
        "Write the id, or say which candidate it is with `harvester review`.",
    ),
    ProblemKind(
        "missing-id",
        "The entry links no paper.",
        "Add the link, or say which candidate it is with `harvester review`.",
    ),
    ProblemKind(
        "wrong-link",
        "The link leads to another work than the one that the entry names.",
        "Replace the link, or correct the title if the link is right.",
    ),
    ProblemKind(
        "duplicate-entry",
        "The same work stands in the list more than once.",
        "Keep one entry, or make the others mentions of it.",
    ),
    ProblemKind(
        "authors-differ",
        "The people named are not the paper's authors, or not in its order.",
        "Write the authors as the source names them; fewer with “et al.” is fine.",
    ),
    ProblemKind(
        "title-differs",
        "The title is not the paper's title, or a former one.",
        "Write the present title, or keep yours with a decision.",
    ),
    ProblemKind(
        "date-differs",
        "The date is neither that of a version nor that of a publication.",
        "Write the date that the source gives.",
    ),
    ProblemKind(
        "venue-differs",
        "The venue named is not where the paper was published.",
        "Write the venue that the source gives.",
    ),
    ProblemKind(
        "published-since",
        "The entry speaks of a preprint that has been published since.",
        "Name the venue, or keep the entry as it is with a decision.",
    ),
    ProblemKind(
        "withdrawn",
        "The authors withdrew the paper.",
        "Take the entry out, or say beside it that the paper was withdrawn.",
    ),
    ProblemKind(
        "retracted",
        "The published article was retracted.",
        "Take the entry out, or say beside it that the article was retracted.",
    ),
    ProblemKind(
        "new-version",
        "The entry links one version of the paper, and there is a newer one.",
        "Link the paper without a version, or the newest one.",
    ),
    ProblemKind(
        "code-released",
        "There is code for the paper, and the entry does not link it.",
        "Add the link in the list's own style.",
    ),
    ProblemKind(
        "code-claim-contradicts",
        "What the list says of the paper's code is not so, or is said otherwise elsewhere in it.",
        "Make both places agree.",
    ),
    ProblemKind(
        "attribute-contradicts",
        "The list says two things of the same work in two places that must agree.",
        "Make both places agree.",
    ),
    ProblemKind(
        "status-contradicts",
        "The status given is not that of the paper.",
        "Write the status that the source gives.",
    ),
    ProblemKind(
        "repository-moved",
        "The repository has another name now; the old address redirects.",
        "Link the new address.",
    ),
    ProblemKind(
        "repository-archived",
        "The repository is archived: nobody maintains it any more.",
        "Say so beside the link, or leave it with a decision.",
    ),
    ProblemKind(
        "repository-gone",
        "The repository does not exist any more, or is private.",
        "Take the link out, or replace it.",
    ),
    ProblemKind(
        "badge-differs",
        "A count in the list is far from the present one.",
        "Write the present count, or use a badge that counts by itself.",
    ),
    ProblemKind(
        "dead-link",
        "The page that the entry links does not answer, or says that it does not exist.",
        "Replace the link, or take it out.",
    ),
    ProblemKind(
        "shared-url",
        "Entries of different works link the same address.",
        "Give each work its own link.",
    ),
    ProblemKind(
        "missing-file",
        "The list links a file that is not beside it.",
        "Add the file, or take the link out.",
    ),
    ProblemKind(
        "template-text",
        "Text of a template was left in the list.",
        "Fill it in, or take it out.",
    ),
    ProblemKind(
        "stale-badge",
        "A badge of the list gives a number or a day that is out of date.",
        "Write the present one.",
    ),
    ProblemKind(
        "garbled-text",
        "Letters were garbled on their way between encodings.",
        "Run `harvester repair`, and look at what is a guess.",
    ),
)
"""Every kind of problem, the weightiest first; lists may set the level of each."""
