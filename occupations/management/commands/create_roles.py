"""manage.py create_roles: a group for each role, with the permissions of the table in occupations/roles.py."""

from typing import Any

from django.contrib.auth.models import Group, Permission
from django.core.management.base import BaseCommand
from django.db import transaction

from occupations.roles import APPS, ROLES, UNPUBLISHED, Role


class Command(BaseCommand):
    help = "Make the groups of the clerks' roles, or bring them up to date. Groups of other names are left alone."

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        held = {permission.codename: permission for permission in of_the_registry()}
        for name, role in ROLES.items():
            group, made = Group.objects.get_or_create(name=name)
            wanted = {held[codename].pk for codename in codenames(role, held.keys())}
            changed = made or set(group.permissions.values_list("pk", flat=True)) != wanted
            if changed:
                group.permissions.set(wanted)
            told = "made" if made else "brought up to date" if changed else "nothing to do"
            self.stdout.write(f"Role {name}: {told}.")


def of_the_registry() -> list[Permission]:
    return list(Permission.objects.filter(content_type__app_label__in=APPS))


def codenames(role: Role, held: Any) -> set[str]:
    """What the role may read of what is published, and further; and its duties."""
    hidden = {f"view_{table}" for table in UNPUBLISHED}
    published = {codename for codename in held if codename.startswith("view_") and codename not in hidden}
    return published | {f"view_{table}" for table in role.reads if f"view_{table}" in held} | set(role.duties)
