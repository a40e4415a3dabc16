"""The classification in Django admin: everything can be browsed and searched, nothing published can be edited."""

from occupations.admin import batches, classification, history, indicators, standards, webhooks

__all__ = ["batches", "classification", "history", "indicators", "standards", "webhooks"]
