"""The kinds of drafts about the classification and what stands beside it; each is registered where it is published."""

from occupations.actions import correction_drafts, records  # noqa: F401
from occupations.actions.batch_desk import kind  # noqa: F401
