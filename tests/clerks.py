"""Clerks for the tests: people with duties, and what two of them have signed."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import Permission, User

from occupations.actions.revise import Signed
from occupations.models import Draft
from tests.served import Client

ENTER, POLICIES, REVIEW, PUBLISH = "enter_classification", "enter_policies", "review_drafts", "publish_drafts"


def clerk(name: str, *duties: str) -> User:
    user = User.objects.create_user(name, is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=duties))
    return User.objects.get(pk=user.pk)  # without the cache of permissions


def signed(by: str) -> Signed:
    """What one has entered and another approves and publishes."""
    approver = User.objects.create_user(by)
    return Signed(authors=(User.objects.create_user(f"{by}-author"),), approver=approver, by=approver)


def desk(user: User, language: str = "en") -> Client:
    """The clerks' desk in the admin, as this person sees it."""
    client = Client(headers={"accept-language": language})
    client.force_login(user)
    return client


def entered(client: Client, kind: str, given: dict[str, Any], asked: str = "") -> Draft:
    """The draft made by filling a form at the desk."""
    response = client.post(f"/admin/occupations/draft/new/{kind}/{asked}", given | {"version": "0"})
    assert response.status_code == 302, wrong(response)
    return Draft.objects.get(pk=response.url.split("/")[-3])


def move(client: Client, draft: Draft, to: str, reason: str = "", **told: str) -> Any:
    """The page after pressing a button of a draft, the question "are you sure" answered."""
    draft.refresh_from_db()
    told = {"to": to, "version": str(draft.version), "reason": reason, "confirmed": "on"} | told
    return client.post(f"/admin/occupations/draft/{draft.pk}/move/", told)


def published(draft: Draft, author: Client, publisher: Client) -> Draft:
    """Submitted by the one and let out by the other, from the pages."""
    for client, to in ((author, "submitted"), (publisher, "published")):
        response = move(client, draft, to)
        assert response.status_code == 302, [str(message) for message in response.context["messages"]]
    draft.refresh_from_db()
    return draft


def wrong(response: Any) -> Any:
    """What a form complains of, field by field."""
    form = response.context["form"]
    return {name: list(errors) for name, errors in form.errors.items()} | {
        f"{part}.{number}.{name}": list(errors)
        for part, formset in form.parts.items()
        for number, row in enumerate(formset.forms)
        for name, errors in row.errors.items()
    }
