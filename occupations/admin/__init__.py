"""The registry in Django admin: everything can be browsed and searched, nothing published can be edited; what is to
be published is entered at the clerks' desk.
"""

from occupations.admin import (
    batches,
    classification,
    comments,
    correction_form,
    draft_history,
    drafts,
    history,
    indicators,
    proposals,
    record_forms,
    standard_form,
    standards,
    webhooks,
)

__all__ = [
    "batches",
    "classification",
    "comments",
    "correction_form",
    "draft_history",
    "drafts",
    "history",
    "indicators",
    "proposals",
    "record_forms",
    "standard_form",
    "standards",
    "webhooks",
]
