"""Text that is ordered and searched alike on SQLite and PostgreSQL: by its bytes, and by ASCII case only."""

from __future__ import annotations

from string import ascii_lowercase, ascii_uppercase
from typing import Any

from django.db import connection
from django.db.models import F, Q, QuerySet, Value
from django.db.models.functions import Collate, Concat, Lower
from django.db.models.lookups import Contains

_TO_LOWER = str.maketrans(ascii_uppercase, ascii_lowercase)


def bytewise(column: str) -> Any:
    """A column compared as SQLite compares it: the collation of a PostgreSQL database may be any."""
    return Collate(F(column), "C") if connection.vendor == "postgresql" else F(column)


def in_order(queryset: QuerySet[Any], ordering: str, then: Any = "concept") -> QuerySet[Any]:
    """By the key asked for, a minus for the other way round; nulls last; then by what tells rows apart."""
    name = ordering.removeprefix("-")
    key = F(name) if name == "valid_from" else bytewise(name)
    direction = key.desc if ordering.startswith("-") else key.asc
    return queryset.order_by(direction(nulls_last=True), then)


def with_member(word: str, column: str) -> Q:
    """Rows whose column, a list parted by semicolons, has exactly this member."""
    return Q(Contains(Concat(Value(";"), bytewise(column), Value(";")), f";{word};"))


def lowered(text: str) -> str:
    """A and a are the same, other letters are not."""
    return text.translate(_TO_LOWER)


def containing(text: str, *columns: str) -> Q:
    """Rows in which one of the columns contains the text; A and a are the same."""
    found = Q()
    for column in columns:
        found |= Q(Contains(Lower(bytewise(column)), lowered(text)))
    return found
