"""The classification in Django admin: everything can be browsed and searched, nothing published can be edited."""

from occupations.admin import batches, classification, comments, history, indicators, proposals, standards, webhooks

__all__ = ["batches", "classification", "comments", "history", "indicators", "proposals", "standards", "webhooks"]
