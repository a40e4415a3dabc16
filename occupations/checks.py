"""System checks of the database: the guards are where they must be."""

from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Error, Tags, register
from django.db import connections

from occupations import guards
from occupations.models import Revision


@register(Tags.database)
def guards_are_installed(databases: Sequence[str] | None = None, **kwargs: Any) -> list[CheckMessage]:
    messages: list[CheckMessage] = []
    for alias in databases or []:
        connection = connections[alias]
        if Revision._meta.db_table not in connection.introspection.table_names():
            continue
        messages += [
            Error(
                f"The database guard {name} is missing.",
                hint="A migration rebuilt its table: end that migration with InstallGuards.",
                id="occupations.E001",
            )
            for name in guards.missing(connection)
        ]
    return messages
