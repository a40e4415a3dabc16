"""Policies and regions in Django admin: to be read and searched, and entered at the clerks' desk."""

from policies.admin import amendment_form, policy_form, region_form, tables

__all__ = ["amendment_form", "policy_form", "region_form", "tables"]
