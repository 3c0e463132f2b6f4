"""Under which section a new entry belongs: proposed from its neighbours, confirmed by a person."""

from __future__ import annotations

from harvester.dataset.entries import paper_entries
from harvester.dataset.store import load_dataset
from harvester.lists import ListDocument
from harvester.lists.editing.additions import NewEntry
from harvester.lists.section_proposals import Neighbour, SectionProposal, propose_sections
from harvester.model import Mention, Paper
from harvester.reports.safe import markdown
from pipelines.settings import Settings


def proposals(
    settings: Settings, document: ListDocument, entry: NewEntry, categories: tuple[str, ...]
) -> tuple[SectionProposal, ...]:
    """Return the sections that fit `entry`, best first; none where its list has but one."""
    entries = paper_entries(document.mentions, load_dataset(settings.dataset_folder))
    neighbours = [_neighbour(one.mention, one.paper) for one in entries]
    if len({one.section for one in neighbours}) < 2:
        return ()
    new = Neighbour(entry.nickname, entry.title, (), entry.tags, categories)
    return propose_sections(new, neighbours)


def _neighbour(mention: Mention, paper: Paper | None) -> Neighbour:
    categories = paper.value("categories") if paper else None
    title = paper.value("title") if paper else None
    return Neighbour(
        mention.name,
        f"{mention.title_or_name} {title or ''}",
        mention.section,
        tuple(tag.text for tag in mention.tags),
        tuple(map(str, categories)) if isinstance(categories, tuple) else (),
    )


def section_path(proposal: SectionProposal) -> str:
    """Return what `--section` takes: the headings from the top, less the list's own title."""
    return " > ".join(proposal.section)


def proposal_lines(found: tuple[SectionProposal, ...]) -> list[str]:
    """Return the lines that show proposals to a person: the section, then why."""
    return [
        line
        for number, one in enumerate(found, 1)
        for line in (
            f"  {number}. {section_path(one)} ({one.share:.0%} of the likeness)",
            f"     {one.evidence}",
        )
    ]


def proposal_comment(title: str, found: tuple[SectionProposal, ...]) -> str:
    """Return the comment on an issue that names no section: proposals, and how to confirm one."""
    lines = [
        f"“{markdown(title, 300)}” names no section, and none is chosen for you. By its neighbours "
        "in the list it belongs to one of these:",
        "",
    ]
    for number, one in enumerate(found, 1):
        evidence = f"{one.share:.0%} of the likeness: {markdown(one.evidence, 500)}"
        lines += [
            f"{number}. **{markdown(section_path(one), 300)}** ({evidence})",
            f"   `/harvester section {section_path(one).replace('`', '')}`",
        ]
    words = (
        "To confirm one, comment with its line (owners, members and collaborators are heard), or "
        "edit the issue and write the section there."
    )
    return "\n".join([*lines, "", words])
