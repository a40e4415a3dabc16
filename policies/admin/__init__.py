"""Policies and regions in Django admin: to be read and searched, and entered at the clerks' desk."""

from policies.admin import policy_form, tables

__all__ = ["policy_form", "tables"]
