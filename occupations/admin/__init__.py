"""The registry in Django admin: everything can be browsed and searched, nothing published can be edited; what is to
be published is entered at the clerks' desk.
"""

from occupations.admin import (
    batch_page,
    batches,
    classification,
    comments,
    correction_form,
    draft_history,
    drafts,
    history,
    indicators,
    keys,
    proposals,
    record_forms,
    standard_form,
    standards,
    webhooks,
)

__all__ = [
    "batch_page",
    "batches",
    "classification",
    "comments",
    "correction_form",
    "draft_history",
    "drafts",
    "history",
    "indicators",
    "keys",
    "proposals",
    "record_forms",
    "standard_form",
    "standards",
    "webhooks",
]
