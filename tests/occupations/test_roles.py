"""The roles: made by a command, with their duties and no more."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.contrib.auth.models import Group, Permission, User

from occupations.roles import APPS, ROLES, UNPUBLISHED
from tests.served import Client

DUTIES = {"enter_classification", "enter_policies", "review_drafts", "publish_drafts", "answer_public", "issue_keys"}
PUBLISHED = ["item", "worktype", "batchrecord", "change", "skillstandardrecord", "indicatorrecord", "revision"]


@pytest.fixture(autouse=True)
def roles(run):
    run("create_roles")


def member(role: str) -> User:
    user = User.objects.create_user(f"clerk of {role}", is_staff=True)
    user.groups.add(Group.objects.get(name=role))
    return User.objects.get(pk=user.pk)


def duties(user: User) -> set[str]:
    return {name.partition(".")[2] for name in user.get_all_permissions()} & DUTIES


def test_it_works(run):
    assert set(Group.objects.values_list("name", flat=True)) == ROLES.keys()
    assert {name: duties(member(name)) for name in ROLES} == {
        "editor": {"enter_classification", "answer_public"},
        "reviewer": {"review_drafts", "answer_public"},
        "publisher": {"publish_drafts", "issue_keys"},
        "policy editor": {"enter_policies"},
        "auditor": set(),
    }


def test_again_it_changes_nothing_and_says_so(run):
    assert run("create_roles").count("nothing to do") == len(ROLES)


def test_it_brings_a_group_back_and_leaves_others_alone(run):
    own = Group.objects.create(name="interns")
    own.permissions.add(Permission.objects.get(codename="view_item"))
    Group.objects.get(name="auditor").permissions.add(Permission.objects.get(codename="publish_drafts"))
    assert "Role auditor: brought up to date." in run("create_roles")
    assert duties(member("auditor")) == set()
    assert own.permissions.count() == 1


def test_nobody_may_write_a_table():
    granted = Permission.objects.filter(group__name__in=ROLES).values_list("codename", flat=True).distinct()
    assert {name for name in granted if not name.startswith("view_")} == DUTIES


def test_no_role_enters_and_publishes():
    for role in ROLES.values():
        enters = {"enter_classification", "enter_policies"} & set(role.duties)
        assert not (enters and {"review_drafts", "publish_drafts"} & set(role.duties))


@pytest.mark.parametrize("role", ROLES)
def test_every_role_reads_what_is_published(role):
    client = Client()
    client.force_login(member(role))
    for table in PUBLISHED:
        assert client.get(f"/admin/occupations/{table}/").status_code == 200, table
    assert client.get("/admin/policies/policyrecord/").status_code == 200
    for page in ("auth/user/", "auth/group/", "occupations/webhooksubscription/add/"):
        assert client.get(f"/admin/{page}").status_code == 403


@pytest.mark.parametrize(
    ("language", "words"), [("zh-CN", ["我的职责", "审定或退回"]), ("en", ["My duties", "Approves"])]
)
def test_everybody_sees_their_own(language, words):
    client = Client(headers={"accept-language": language})
    client.force_login(member("reviewer"))
    assert '<a href="/admin/my-duties">' in client.get("/admin/").content.decode()
    page = client.get("/admin/my-duties").content.decode()
    mine, _heading, others = page.partition("The other roles" if language == "en" else "其他角色")
    for word in words:
        assert word in mine
    assert words[1] not in others
    assert Client().get("/admin/my-duties").status_code == 302


def test_only_who_answers_the_public_sees_how_to_reach_it():
    may = {name for name in ROLES if member(name).has_perm("occupations.view_contact")}
    assert may == {"editor", "reviewer"}


def test_the_table_knows_every_table_that_is_not_published():
    """A new table is read by every role, unless it is named there."""
    names = {model._meta.model_name for app in APPS for model in apps.get_app_config(app).get_models()}
    assert not set(UNPUBLISHED) - names
    assert names - set(UNPUBLISHED) >= set(PUBLISHED)
