"""A list document in the shape of `harvester parse --json`."""

from __future__ import annotations

from harvester.lists.document import ListDocument
from harvester.model import EntryForm, Mention, Span, Written


def document_as_json(document: ListDocument, path: str) -> dict[str, object]:
    """Return what the list says as plain values; spans are `[start, end]`, end exclusive."""
    return {"path": path, "mentions": [_mention(document, one) for one in document.mentions]}


def _place(document: ListDocument, span: Span) -> list[int]:
    return list(document.in_file(span))


def _text(claim: Written | None) -> str | None:
    return claim.text if claim else None


def _form(form: EntryForm | None) -> dict[str, object] | None:
    if form is None:
        return None
    return {
        "shape": form.shape,
        "learnt": list(form.learnt),
        "agreeing": form.agreeing,
        "taught_by": form.taught_by,
        "misread": list(form.misread),
    }


def _mention(document: ListDocument, mention: Mention) -> dict[str, object]:
    return {
        "kind": mention.kind.value,
        "name": mention.name,
        "title": _text(mention.title),
        "authors": [one.text for one in mention.authors],
        "et_al": mention.et_al,
        "date": _text(mention.date),
        "event": _text(mention.event),
        "section": list(mention.section),
        "tags": [one.text for one in mention.tags],
        "identifiers": [str(one) for one in mention.identifiers],
        "placeholders": [
            {
                "text": one.text,
                "hint": one.hint,
                "span": _place(document, one.span),
                "is_url": one.is_url,
            }
            for one in mention.placeholders
        ],
        "links": [
            {
                "label": one.label,
                "url": one.url,
                "span": _place(document, one.span),
                "role": one.role.value,
            }
            for one in mention.links
        ],
        "cells": [
            {"header": one.header, "text": one.text, "span": _place(document, one.span)}
            for one in mention.cells
        ],
        "refers_to": mention.refers_to,
        "form": _form(mention.form),
        "line": mention.line,
        "span": _place(document, mention.span),
        "spans": {
            "title": _place(document, mention.title.span) if mention.title else None,
            "authors": _place(document, mention.authors_span) if mention.authors_span else None,
            "date": _place(document, mention.date.span) if mention.date else None,
            "event": _place(document, mention.event.span) if mention.event else None,
        },
    }
