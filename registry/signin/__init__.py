"""Signing in to the admin: how often one may try, with what, and for how long it holds."""
