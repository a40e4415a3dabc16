"""The registry in Django admin: everything can be browsed and searched, nothing published can be edited; what is to
be published is entered at the clerks' desk.
"""

from occupations.admin import (
    batches,
    classification,
    draft_history,
    drafts,
    history,
    indicators,
    standard_form,
    standards,
    webhooks,
)

__all__ = [
    "batches",
    "classification",
    "draft_history",
    "drafts",
    "history",
    "indicators",
    "standard_form",
    "standards",
    "webhooks",
]
