"""The address of a list in the admin may ask for what its filters offer and for nothing else: no secret by trying."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from functools import cache
from unittest.mock import patch

import pytest
from django.contrib import admin
from django.contrib.admin import filters
from django.contrib.admin.exceptions import DisallowedModelAdminLookup
from django.contrib.admin.views.main import ChangeList
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group, User
from django.db.models import Field
from django.test import RequestFactory
from django_otp.plugins.otp_totp.models import TOTPDevice

from occupations.models import ApiKey, Comment, Contact, Draft, Proposal, WebhookSubscription
from occupations.roles import ROLES
from registry import urls  # noqa: F401  (registers every list)
from tests.served import Client

pytestmark = pytest.mark.django_db

SUPERUSER = "superuser"
PEOPLE = [*ROLES, SUPERUSER]
HIDDEN = {
    "occupations.webhooksubscription": {"secret", "former_secret", "claim", "claimed_until"},
    "occupations.apikey": {"digest"},
    "occupations.proposal": {"idempotency_key", "body_digest"},
    "auth.user": {"password"},
}
"""The columns that no page shows to anybody."""
NAMED_LIKE_SECRETS = re.compile("secret|digest|password|token|claim|otp|idempotency")
NO_SECRETS = {
    "occupations.dataload": {"digest"},  # of files that everybody has
    "occupations.webhooksubscription": {"former_secret_until"},
}
MARK = "Rm4rk"


@pytest.fixture(autouse=True)
def roles(run):
    run("create_roles")


def member(role: str) -> User:
    user = User.objects.create_user(f"one of {role}", is_staff=True, is_superuser=role == SUPERUSER)
    if role != SUPERUSER:
        user.groups.add(Group.objects.get(name=role))
    return User.objects.get(pk=user.pk)


def signed_in(user: User) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(user)
    return client


def page_of(model) -> str:
    return f"/admin/{model._meta.app_label}/{model._meta.model_name}/"


def admins(user: User) -> Iterator[tuple[type, admin.ModelAdmin, object]]:
    """Every list that this person may look at, with a request for it."""
    for model, model_admin in admin.site._registry.items():
        request = RequestFactory().get(page_of(model))
        request.user = user
        if model_admin.has_view_permission(request):
            yield model, model_admin, request


def lookups_of(field: Field) -> Iterator[str]:
    """Every look-up that is registered for a column; also below a part of it, such as the year of a day."""
    yield ""
    for name, found in field.get_lookups().items():
        yield f"__{name}"
        if hasattr(found, "output_field") and hasattr(found, "get_lookups"):
            yield from (f"__{name}__{further}" for further in ("exact", "gt", "lte", "startswith", "regex"))


def columns_of(model) -> Iterator[tuple[str, Field]]:
    """Every column, by its name and as the database calls it; and every column of what it is one step away from."""
    for field in model._meta.concrete_fields:
        yield from ((name, field) for name in {field.name, field.attname})
    for relation in model._meta.get_fields():
        if relation.is_relation and relation.related_model and relation.related_model != "self":
            for field in relation.related_model._meta.concrete_fields:
                yield from ((f"{relation.name}__{name}", field) for name in {field.name, field.attname})


@cache
def parameters_of(model) -> frozenset[str]:
    return frozenset(f"{name}{lookup}" for name, field in columns_of(model) for lookup in lookups_of(field))


class Listed(ChangeList):
    """Keeps every filter, also those that have nothing to choose from, as the tables are nearly empty here."""

    def get_filters(self, request):
        with ExitStack() as held:
            for kind in {filters.ListFilter, *every_subclass(filters.ListFilter)}:
                held.enter_context(patch.object(kind, "has_output", lambda spec: True))
            return super().get_filters(request)


def every_subclass(kind: type) -> Iterator[type]:
    for found in kind.__subclasses__():
        yield found
        yield from every_subclass(found)


def offered(model_admin: admin.ModelAdmin, request) -> set[str]:
    """What the links beside the list ask for."""
    with patch.object(type(model_admin), "get_changelist", lambda self, request: Listed):
        shown = model_admin.get_changelist_instance(request).filter_specs
    return {name for spec in shown for name in spec.expected_parameters()}


@pytest.mark.parametrize("role", PEOPLE)
def test_an_address_asks_for_what_the_filters_offer_and_for_nothing_else(role):
    wrong = {}
    for model, model_admin, request in admins(member(role)):
        allowed = {name for name in parameters_of(model) if model_admin.lookup_allowed(name, "a", request)}
        links = offered(model_admin, request)
        if extra := sorted(allowed - links):
            wrong[model._meta.label_lower] = (len(extra), extra[:3])
        assert not {name.partition("__")[0] for name in links} & HIDDEN.get(model._meta.label_lower, set())
        for name in links:
            assert model_admin.lookup_allowed(name, "a", request), (model, name)
    assert wrong == {}


def test_the_walk_is_not_short():
    """Should a release of Django look for columns in another way, the test above would go on and look at nothing."""
    assert len(list(admins(member(SUPERUSER)))) == len(admin.site._registry) > 25
    asked = parameters_of(WebhookSubscription)
    assert {"secret__startswith", "former_secret__regex", "created_by__password__contains", "secret"} <= asked
    assert {"usage__day__year__gt", "issued_by_id__in", "digest__iregex"} <= parameters_of(ApiKey)
    assert {"totpdevice__key__startswith", "password", "logentry__change_message__contains"} <= parameters_of(User)
    assert sum(len(parameters_of(model)) for model in admin.site._registry) > 30_000


def test_every_column_named_like_a_secret_is_known():
    for model in admin.site._registry:
        told = model._meta.label_lower
        named = {f.name for f in model._meta.concrete_fields if NAMED_LIKE_SECRETS.search(f.name)}
        assert named - HIDDEN.get(told, set()) - NO_SECRETS.get(told, set()) == set(), told


# --- the same with rows that hold secrets ---------------------------------------------------------


@pytest.fixture
def secrets() -> dict[type, object]:
    """A row of each table that holds a secret; every secret begins with MARK."""
    now = datetime(2026, 11, 21, 4, tzinfo=UTC)
    user = User.objects.create(username="holder", password=f"{MARK}{make_password('correct horse battery')}")
    TOTPDevice.objects.create(user=user, name="app", key="ab" * 20)
    draft = Draft.objects.create(kind="batch", key="9", title="", state="public_comment", version=1, changed_at=now)
    sent = {"received_at": now, "version": 1, "changed_at": now, "state": "received", "draft": draft}
    Contact.objects.create(reference="C-TEST", email=f"{MARK}@example.org", phone=f"{MARK}-1")
    return {
        User: user,
        WebhookSubscription: WebhookSubscription.objects.create(
            name="receiver",
            url="https://receiver.example/",
            position=0,
            next_attempt_at=now,
            secret=f"{MARK}-secret",
            former_secret=f"{MARK}-former",
            claim=f"{MARK}-claim",
            created_by=user,
        ),
        ApiKey: ApiKey.objects.create(
            prefix="ork_12345", digest=f"{MARK}digest", name="n", contact="c", scopes=[], issued_at=now, issued_by=user
        ),
        Comment: Comment.objects.create(reference="C-TEST", text="text", **sent),
        Proposal: Proposal.objects.create(
            reference="P-TEST",
            kind="change",
            name_zh="甲",
            description="乙",
            idempotency_key=f"{MARK}key",
            body_digest=f"{MARK}body",
            **sent,
        ),
    }


@pytest.mark.parametrize("role", PEOPLE)
def test_right_and_wrong_guesses_get_the_same_answer(role, secrets):
    client = signed_in(member(role))
    for model, row in secrets.items():
        for name in HIDDEN.get(model._meta.label_lower, {"draft__title", "acts__reason"}) - {"claimed_until"}:
            kept = str(getattr(row, name, ""))
            for lookup in ("__startswith", "__regex", "__contains", "", "__gt"):
                right, wrong = (
                    client.get(page_of(model), {f"{name}{lookup}": guess}) for guess in (kept or MARK, "zzz")
                )
                assert right.status_code == wrong.status_code in (400, 403), (model, name, lookup)
                assert MARK not in right.content.decode()


@pytest.mark.parametrize("role", PEOPLE)
def test_no_page_shows_one_and_no_search_finds_one(role, secrets):
    user = member(role)
    client = signed_in(user)
    sees_contacts = user.has_perm("occupations.view_contact")
    for model, row in secrets.items():
        for path in ("", f"{row.pk}/change/", f"{row.pk}/history/", "?_popup=1", "?_facets=True&all="):
            text = client.get(f"{page_of(model)}{path}").content.decode()
            assert (MARK in text) == (sees_contacts and model is Comment and path.endswith("change/")), (model, path)
        for _model, model_admin, request in admins(user):
            if _model is model:
                rows = model_admin.get_queryset(request)
                assert not model_admin.get_search_results(request, rows, MARK)[0].exists(), model


def test_a_list_is_ordered_by_what_it_shows(secrets):
    for model, model_admin, request in admins(member(SUPERUSER)):
        listed = model_admin.get_changelist_instance(request)
        by = {str(listed.get_ordering_field(name)).lstrip("-").partition("__")[0] for name in listed.list_display}
        assert not by & HIDDEN.get(model._meta.label_lower, set())


def test_no_page_is_found_by_a_hidden_column(secrets):
    for model, model_admin, request in admins(member(SUPERUSER)):
        allowed = {f.name for f in model._meta.concrete_fields if model_admin.to_field_allowed(request, f.name)}
        assert not allowed & HIDDEN.get(model._meta.label_lower, set()), model
    client = signed_in(User.objects.get(username=f"one of {SUPERUSER}"))
    for name in ("secret", "former_secret"):
        asked = {"_to_field": name}
        assert client.get(page_of(WebhookSubscription), asked).status_code == 400
        assert client.get(f"{page_of(WebhookSubscription)}{MARK}-secret/change/", asked).status_code == 400


@pytest.mark.parametrize("role", PEOPLE)
def test_completion_tells_nothing_of_people(role, secrets):
    client = signed_in(member(role))
    asked = {"app_label": "occupations", "model_name": "webhooksubscription", "field_name": "created_by"}
    told = [client.get("/admin/autocomplete/", {**asked, "term": guess}) for guess in (MARK, "zzz")]
    assert [answer.status_code for answer in told] in ([403, 403], [200, 200])
    assert told[0].content == told[1].content


# --- what is refused, and what is not ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "words"), [("en", "not what this list offers"), ("zh-CN", "不在此列表提供的筛选之内")]
)
def test_a_refusal_reads_well_and_repeats_nothing(language, words, secrets, caplog):
    client = Client(headers={"accept-language": language})
    client.force_login(member("auditor"))
    answers = {}
    for name in ("secret__startswith", "no_such_thing", "name__no_such_lookup", "created_by__no_such__exact"):
        answer = client.get(page_of(WebhookSubscription), {name: f"{MARK}guess"})
        text = answer.content.decode()
        assert (answer.status_code, words in text, f'href="{page_of(WebhookSubscription)}"' in text) == (
            400,
            True,
            True,
        )
        assert f"{MARK}guess" not in text
        assert name not in text
        answers[name] = re.sub(r'(value|nonce)="[^"]*"', "", text)
    assert len(set(answers.values())) == 1
    said = [record for record in caplog.records if record.name == "django.security.DisallowedModelAdminLookup"]
    assert "secret__startswith" in said[0].getMessage()
    assert not any(f"{MARK}guess" in record.getMessage() for record in caplog.records)


def test_acts_and_files_are_refused_too(secrets):
    client = signed_in(member("auditor"))
    assert client.get("/admin/occupations/draftact/export/", {"by__password__startswith": MARK}).status_code == 400
    root = signed_in(member(SUPERUSER))
    row = secrets[WebhookSubscription]
    told = {"action": "disable", "_selected_action": [row.pk], "select_across": "1"}
    assert root.post(f"{page_of(WebhookSubscription)}?secret__startswith={MARK}", told).status_code == 400
    row.refresh_from_db()
    assert row.state == "active"


def test_every_filter_of_every_list_works():
    """One choice of each, as it stands beside the list."""
    client = signed_in(user := member(SUPERUSER))
    for model, model_admin, request in admins(user):
        listed = model_admin.get_changelist_instance(request)
        for spec in listed.filter_specs:
            choices = list(spec.choices(listed))
            answer = client.get(f"{page_of(model)}{choices[-1]['query_string']}")
            assert answer.status_code == 200, (model, choices[-1])


def test_every_admin_that_is_registered_keeps_the_rule():
    """Also one of a package, which knows nothing of it, and the days of ``date_hierarchy``."""

    class Plain(admin.ModelAdmin):
        date_hierarchy = "last_login"
        list_filter = ("is_staff", ("groups__name", admin.AllValuesFieldListFilter))

    site = type(admin.site._wrapped)("another")
    site.register(User, Plain)
    request = RequestFactory().get("/")
    request.user = member(SUPERUSER)
    plain = site._registry[User]
    offered = {"is_staff__exact", "is_staff__isnull", "groups__name", "groups__name__isnull"}
    offered |= {f"last_login__{part}" for part in ("year", "month", "day")}
    asked = parameters_of(User) | {"groups__name"}
    assert {name for name in asked if plain.lookup_allowed(name, "1", request)} == offered
    with pytest.raises(DisallowedModelAdminLookup):
        listed = RequestFactory().get("/", {"password__startswith": "pbkdf2"})
        listed.user = request.user
        plain.get_changelist_instance(listed)
