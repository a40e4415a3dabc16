"""The registry in Django admin: everything can be browsed and searched, nothing published can be edited; what is to
be published is entered at the clerks' desk.
"""

from occupations.admin import (
    batch_page,
    batches,
    classification,
    correction_form,
    comments,
    draft_history,
    drafts,
    history,
    indicators,
    record_forms,
    proposals,
    standard_form,
    standards,
    webhooks,
)

__all__ = [
    "batch_page",
    "batches",
    "classification",
    "correction_form",
    "comments",
    "draft_history",
    "drafts",
    "history",
    "indicators",
    "record_forms",
    "proposals",
    "standard_form",
    "standards",
    "webhooks",
]
