"""Pages of data sets as their archives show them: each archive has a form of its own."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from html import escape
from typing import Any
from urllib.parse import urlsplit

from harvester.sandbox.world import DataSetFacts


def data_set_pages(data_sets: Iterable[DataSetFacts]) -> dict[str, str]:
    """Return the pages of data sets by host and path, without a slash at the end."""
    all_sets = tuple(data_sets)
    pages = {}
    for one in all_sets:
        parts = urlsplit(one.address)
        same = [other for other in all_sets if other.title == one.title]
        form = _FORMS.get((parts.hostname or "").removeprefix("www."), _plain)
        pages[f"{parts.netloc}{parts.path}".rstrip("/")] = form(one, same)
    return pages


def _physionet(one: DataSetFacts, versions: Sequence[DataSetFacts]) -> str:
    """No JSON-LD: Highwire tags, a badge of the access policy, and a card of all versions."""
    metas = _metas(
        ("citation_title", one.title),
        ("citation_publication_date", f"{one.issued}/1/1"),
        ("citation_doi", one.doi),
        ("citation_technical_report_institution", "PhysioNet"),
    )
    links = "".join(
        f'<li class="list-group-item"><a href="{urlsplit(each.address).path}">{each.version}</a>'
        for each in versions
    )
    body = (
        f'<p><span class="badge badge-danger">{escape(one.access)}</span></p>'
        f"<h1>{escape(one.title)}</h1><p>Published: {one.issued}. Version: {one.version}</p>"
        f"<div class='card'><h5>Versions</h5><ul>{links}</ul></div>"
    )
    return _page(f"{one.title} v{one.version}", metas, body)


def _imaging_archive(one: DataSetFacts, _versions: Sequence[DataSetFacts]) -> str:
    about = {"@graph": [{"@type": "WebPage", "url": one.address, "name": one.title}]}
    head = _json_ld({"@context": "https://schema.org", **about})
    body = f"<h1>{escape(one.title)}</h1><a href='https://doi.org/{one.doi}'>Data citation</a>"
    return _page(f"{one.title} - The Cancer Imaging Archive (TCIA)", head, body)


def _zenodo(one: DataSetFacts, _versions: Sequence[DataSetFacts]) -> str:
    about = {
        "@context": "http://schema.org",
        "@id": f"https://doi.org/{one.doi}",
        "@type": "https://schema.org/Dataset",
        "identifier": f"https://doi.org/{one.doi}",
        "name": one.title,
        "datePublished": one.issued,
        "license": one.rights,
        "version": one.version,
        "url": one.address,
    }
    return _page(one.title, _metas(("citation_title", one.title)) + _json_ld(about), "")


def _kaggle(one: DataSetFacts, _versions: Sequence[DataSetFacts]) -> str:
    about = {
        "@context": "http://schema.org/",
        "@type": "Dataset",
        "name": one.title,
        "url": urlsplit(one.address).path,
        "version": int(one.version or 1),
        "license": {"@type": "CreativeWork", "name": "CC0: Public Domain", "url": one.rights},
        "identifier": ["1234567"],
        "isAccessibleForFree": True,
    }
    return _page(f"{one.title} | Kaggle", _json_ld(about), "<div id='site-content'></div>")


def _hugging_face(one: DataSetFacts, _versions: Sequence[DataSetFacts]) -> str:
    name = urlsplit(one.address).path.removeprefix("/datasets/")
    about = {
        "@context": {"@vocab": "https://schema.org/", "sc": "https://schema.org/"},
        "@type": "sc:Dataset",
        "name": name.rpartition("/")[2],
        "alternateName": [name, one.title],
        "license": one.rights,
        "url": one.address,
    }
    gate = f"<div class='gated-repo'>{escape(one.access)} to access this dataset</div>"
    body = f"<h1>{name}</h1>" + (gate if one.access else "")
    return _page(f"{name} · Datasets at Hugging Face", _json_ld(about), body)


def _synapse(_one: DataSetFacts, _versions: Sequence[DataSetFacts]) -> str:
    """A program of the browser: a reader that runs none sees an empty page."""
    return _page("Synapse | Sage Bionetworks", "", "<div id='root'></div>")


def _plain(one: DataSetFacts, _versions: Sequence[DataSetFacts]) -> str:
    access = f"<p class='access'>Access: {escape(one.access)}</p>" if one.access else ""
    return _page(one.title, "", f"<h1>{escape(one.title)}</h1>{access}")


_FORMS: dict[str, Callable[[DataSetFacts, Sequence[DataSetFacts]], str]] = {
    "physionet.org": _physionet,
    "cancerimagingarchive.net": _imaging_archive,
    "zenodo.org": _zenodo,
    "kaggle.com": _kaggle,
    "huggingface.co": _hugging_face,
    "synapse.org": _synapse,
}


def _page(title: str, head: str, body: str) -> str:
    return f"<html><head><title>{escape(title)}</title>{head}</head><body>{body}</body></html>"


def _metas(*pairs: tuple[str, str]) -> str:
    return "".join(
        f'<meta name="{name}" content="{escape(value, quote=True)}">'
        for name, value in pairs
        if value
    )


def _json_ld(about: dict[str, Any]) -> str:
    return f'<script type="application/ld+json">{json.dumps(about)}</script>'
