"""Clerks for the tests: people with duties, and what two of them have signed."""

from __future__ import annotations

from django.contrib.auth.models import Permission, User

from occupations.actions.revise import Signed

ENTER, POLICIES, REVIEW, PUBLISH = "enter_classification", "enter_policies", "review_drafts", "publish_drafts"


def clerk(name: str, *duties: str) -> User:
    user = User.objects.create_user(name, is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=duties))
    return User.objects.get(pk=user.pk)  # without the cache of permissions


def signed(by: str) -> Signed:
    """What one has entered and another approves and publishes."""
    approver = User.objects.create_user(by)
    return Signed(authors=(User.objects.create_user(f"{by}-author"),), approver=approver, by=approver)
