"""Sources as they are shown: the official document, and a link only where the host is official."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

from django.utils.translation import get_language

from occupations.models import SourceRecord

OFFICIAL_HOSTS = ("gov.cn",)
"""A page on one of these hosts or below it may be shown as a link; elsewhere it is kept in the data only."""


def official_url(pages: Iterable[str]) -> str | None:
    for page in pages:
        host = urlsplit(page).hostname or ""
        if any(host == official or host.endswith("." + official) for official in OFFICIAL_HOSTS):
            return page
    return None


def known_gap(row: Any) -> str | None:
    """What our sources do not tell of a row, in the language of the answer."""
    chinese = (get_language() or "zh").startswith("zh")
    return (row.known_gap_zh if chinese else row.known_gap_en) or None


def sources_by_slug(slugs: Iterable[str], known_at: int) -> dict[str, SourceRecord]:
    return {row.source_id: row for row in SourceRecord.objects.known_at(known_at).filter(source__in=set(slugs))}


def citation(record: SourceRecord, evidence: Any = None) -> dict[str, Any]:
    """A document in brief; ``evidence`` is the row that cites it and has a confidence of its own."""
    pages = [*([evidence.seen_at] if evidence is not None else []), *record.seen_at]
    return {
        "id": record.source_id,
        "title_zh": record.title_zh,
        "document_number": record.document_number,
        "issued_on": record.issued_on,
        "confidence": (evidence or record).confidence,
        "url": official_url(pages),
    }
