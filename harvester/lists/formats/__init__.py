"""Lists in other markups than Markdown: each is read as Markdown, with its places in the file."""

from __future__ import annotations

import re

from harvester.lists.formats.view import View

_BY_ENDING = {
    "org": "org",
    "rst": "restructured_text",
    "rest": "restructured_text",
    "adoc": "asciidoc",
    "asciidoc": "asciidoc",
    "ipynb": "notebook",
}
_UNREAD = {
    "tex": ("LaTeX", "save its references as BibTeX"),
    "toml": ("TOML", "save it as YAML, JSON or CSV"),
    "xml": ("XML", "save it as YAML, JSON or CSV"),
    "docx": ("Word", "save it as Markdown"),
    "wiki": ("wiki markup", "save it as Markdown"),
    "mediawiki": ("wiki markup", "save it as Markdown"),
    "textile": ("Textile", "save it as Markdown"),
}
_LATEX = re.compile(r"\\documentclass\b|\\begin\{(?:document|itemize|enumerate)\}")
_MARKDOWN = frozenset({"", "md", "markdown", "mdx", "qmd", "rmd"})


def unread_format(source: str, path: str) -> str:
    """Return one line about a format that is not read; empty where the file can be read."""
    ending = path.rpartition(".")[2].lower() if "." in path else ""
    is_latex = ending in {"", "txt"} and _LATEX.search(source) is not None
    name, advice = _UNREAD.get("tex" if is_latex else ending, ("", ""))
    return f"{name} is not read as a list; {advice}, or keep the list as Markdown" if name else ""


def view_of(source: str, path: str) -> View | None:
    """Return a file as Markdown; None where it is plain Markdown, HTML or a data file."""
    # each format is imported where it is met: most lists are plain Markdown
    ending = path.rpartition(".")[2].lower() if "." in path else ""
    name = _BY_ENDING.get(ending)
    if name == "org":
        from harvester.lists.formats.org import Org

        return Org().read(source)
    if name == "restructured_text":
        from harvester.lists.formats.restructured_text import RestructuredText

        return RestructuredText().read(source)
    if name == "asciidoc":
        from harvester.lists.formats.asciidoc import AsciiDoc

        return AsciiDoc().read(source)
    if name == "notebook":
        from harvester.lists.formats.notebook import Notebook

        return Notebook().read(source)
    if ending in _MARKDOWN:
        from harvester.lists.formats.site_markdown import SiteMarkdown, has_site_markup

        return SiteMarkdown().read(source) if has_site_markup(source) else None
    return None
