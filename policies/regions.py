"""Regions found by their codes: the chain of those above, and what lies below."""

from __future__ import annotations

from collections.abc import Iterable
from copy import copy
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from occupations.answers.kept import Kept
from occupations.answers.missing import Missing
from policies.models import Region, RegionLevel

LIST_OF = "2026-09"
KEPT_REVISIONS = 4
"""At about half a megabyte each."""
DEEPEST = 4
"""Nation, province, prefecture, county."""


class Regions:
    """Some regions and all those that can lie above any, by code; one query."""

    def __init__(self, codes: Iterable[str], known_at: int) -> None:
        self.known_at = known_at
        # Nothing lies below a county, and the others are few.
        wanted = Q(code__in=set(codes)) | ~Q(level=RegionLevel.COUNTY)
        self.by_code = {row.code: row for row in Region.objects.known_at(known_at).filter(wanted)}

    def including(self, codes: Iterable[str]) -> Regions:
        """These and further ones; one query where there are any."""
        wanted = set(codes) - self.by_code.keys()
        if not wanted:
            return self
        more = copy(self)
        rows = Region.objects.known_at(self.known_at).filter(code__in=wanted)
        more.by_code = self.by_code | {row.code: row for row in rows}
        return more

    def chain(self, code: str) -> tuple[str, ...]:
        """The code and those above it, nearest first. Raises Missing where it is not held."""
        if code not in self.by_code:
            raise self.missing(code)
        found = []
        while code in self.by_code:
            found.append(code)
            code = self.by_code[code].parent_code
        return tuple(found)

    def missing(self, code: str) -> Missing:
        return missing_region(code, any_held=bool(self.by_code))

    def place(self, code: str) -> dict[str, Any]:
        """A region in brief."""
        return {"code": code, "name_zh": self.by_code[code].name_zh}


def _read(moment: tuple[int, tuple[str, ...]], known_at: str) -> Regions:
    revision, codes = moment
    return Regions(codes, revision)


regions_at = Kept(_read, KEPT_REVISIONS)
"""By a revision and the codes wanted: those that the policies of a revision name are the same for every case."""


def missing_region(code: str, *, any_held: bool) -> Missing:
    if not any_held:
        return Missing("not-held", _("The registry held no regions yet at that revision."), code=code, list_of=None)
    detail = _("The list of regions of %(month)s does not hold %(code)s; retired codes are not kept.")
    return Missing("not-held", detail % {"month": LIST_OF, "code": code}, code=code, list_of=LIST_OF)


def under(regions: QuerySet[Region], code: str, known_at: int) -> QuerySet[Region]:
    """Those of the regions that lie below one, at any depth."""
    held = Region.objects.known_at(known_at)
    above = [code]
    found = Q(parent_code=code)
    level = held.filter(parent_code__in=above).values("code")
    for _depth in range(DEEPEST - 2):
        found |= Q(parent_code__in=level)
        level = held.filter(parent_code__in=level).values("code")
    return regions.filter(found)
