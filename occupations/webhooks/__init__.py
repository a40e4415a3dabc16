"""Webhooks: what a receiver is told, how it is signed, whom we call, and in which order."""
