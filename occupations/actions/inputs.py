"""What the actions are told: the content of editions, batches, changes and sources, typed.

Concepts are given by id, days are days in Shanghai, and None means "our sources do not say".
"""

from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, kw_only=True)
class SourceContent:
    slug: str
    kind: str
    title_zh: str
    title_en: str = ""
    document_number: str | None = None
    issuers_zh: tuple[str, ...] = ()
    issued_on: date | None = None
    seen_at: tuple[str, ...] = ()
    confidence: str
    known_gap_zh: str = ""
    known_gap_en: str = ""


@dataclass(frozen=True, kw_only=True)
class Evidence:
    source: str
    """The slug of the source document."""
    seen_at: str = ""
    confidence: str
    known_gap_zh: str = ""
    known_gap_en: str = ""


@dataclass(frozen=True, kw_only=True)
class EditionContent(Evidence):
    slug: str
    scheme: str
    status: str
    coverage: str
    title_zh: str
    title_en: str
    valid_from: date
    valid_to: date | None = None
    """Of a draft: the day after the last one on which it was out for comment."""
    official_counts: dict[str, int | None]


@dataclass(frozen=True, kw_only=True)
class ItemContent(Evidence):
    concept: str
    level: int
    code: str | None
    parent: str | None = None
    """The concept of the group above."""
    gbt6565: str | None = None
    name_zh: str | None
    name_en: str | None = None
    digital: bool | None = None
    green: bool | None = None


@dataclass(frozen=True, kw_only=True)
class WorkTypeContent(Evidence):
    concept: str
    name_zh: str
    occupation: str | None
    """The concept of the occupation it belongs to."""
    former_names_zh: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class SuccessionContent(Evidence):
    predecessor: str
    successor: str
    relation: str


@dataclass(frozen=True, kw_only=True)
class BatchContent(Evidence):
    number: int
    edition: str
    title_zh: str | None
    document_number: str | None = None
    document_date: date | None = None
    published_on: date
    effective_on: date
    comment_from: date | None = None
    comment_to: date | None = None
    agencies: tuple[dict[str, str], ...] = ()
    official_counts: dict[str, int | None] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class ChangeContent(Evidence):
    number: int
    kind: str
    status: str
    concept: str | None = None
    name_zh: str
    name_en: str | None = None
    former_name_zh: str | None = None
    code: str | None = None
    former_code: str | None = None
    occupation: str | None = None
    """The concept of the occupation that a work type belongs to."""
    occupation_code: str | None = None
    work_types: tuple[tuple[str, str], ...] = ()
    """Concept and name of each work type that a new occupation brings with it."""
    successors: tuple[str, ...] = ()
    """The concepts in which an abolished, split or merged one lives on."""
    digital: bool | None = None
    green: bool | None = None
