"""A small named world, built only through actions: two editions, one group of bakers, a few batches.

    world-1 (from 2000-01-01)   world-2 (from 2010-01-01)
    1 Makers                    1 Makers
    1-01 Food makers            1-01 Food makers
    1-01-01 Bakers              1-01-01 Bakers
      -01 Baker                   -01 Baker          (work type: Night baker)
      -02 Miller                  -02 Miller
      -03 Confectioner            -03 Confectioner

It is a scheme of its own beside the real registry, so that its codes mean nothing there.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from occupations import codes
from occupations.actions.batches import announce_batch
from occupations.actions.editions import publish_edition
from occupations.actions.inputs import (
    BatchContent,
    ChangeContent,
    EditionContent,
    ItemContent,
    SourceContent,
    WorkTypeContent,
)
from occupations.actions.revise import LOADER
from occupations.models import Item, Revision, WorkType
from occupations.validity import AsOf

FIRST, SECOND = date(2000, 1, 1), date(2010, 1, 1)
TODAY = date(2026, 11, 21)


def concept(number: int) -> str:
    """Ids far from those of the real registry."""
    return codes.concept_id(900_000 + number)


MAKERS, FOOD, BAKERS, BAKER, MILLER, CONFECTIONER, NIGHT_BAKER, NEW, OTHER = map(concept, range(1, 10))
BOOK = SourceContent(slug="world-book", kind="dictionary", title_zh="世界大典", confidence="high")
EVIDENCE = {"source": "world-book", "confidence": "high"}
PLACES = [
    (MAKERS, "1", None, "制造者"),
    (FOOD, "1-01", MAKERS, "食品制造者"),
    (BAKERS, "1-01-01", FOOD, "面包业者"),
    (BAKER, "1-01-01-01", BAKERS, "面包师"),
    (MILLER, "1-01-01-02", BAKERS, "磨坊主"),
    (CONFECTIONER, "1-01-01-03", BAKERS, "糖果师"),
]


def items() -> list[ItemContent]:
    return [
        ItemContent(
            concept=key, level=codes.level(code), code=code, parent=parent, name_zh=name, digital=False, **EVIDENCE
        )
        for key, code, parent, name in PLACES
    ]


def publish(slug: str, day: date, **content: Any) -> Revision:
    edition = EditionContent(
        slug=slug,
        scheme=content.pop("scheme", "world"),
        status="published",
        coverage=content.pop("coverage", "complete"),
        title_zh=slug,
        title_en=slug,
        valid_from=day,
        official_counts={"occupations": 3},
        **EVIDENCE,
    )
    content = {"items": items(), "sources": [BOOK], "by": LOADER, "reason": "the world begins"} | content
    return publish_edition(edition=edition, **content)


def build() -> None:
    """Both editions; the second knows a work type of the baker."""
    publish("world-1", FIRST)
    night = WorkTypeContent(concept=NIGHT_BAKER, name_zh="夜间面包师", occupation=BAKER, **EVIDENCE)
    publish("world-2", SECOND, work_types=[night])


def change(kind: str, key: str | None, name: str, number: int = 1, **content: Any) -> ChangeContent:
    content = {"status": "announced"} | content
    return ChangeContent(number=number, kind=kind, concept=key, name_zh=name, **EVIDENCE, **content)


def batch(number: int, on: date, edition: str = "world-2") -> BatchContent:
    return BatchContent(number=number, edition=edition, title_zh="通知", published_on=on, effective_on=on, **EVIDENCE)


def announce(*changes: ChangeContent, number: int = 901, on: date = date(2020, 1, 1), **content: Any) -> Revision:
    content = {"sources": [BOOK], "by": LOADER, "reason": "the ministry says so"} | content
    return announce_batch(batch=batch(number, on), changes=changes, **content)


def as_of(on: date, **values: Any) -> AsOf:
    latest = Revision.objects.order_by("-number").values_list("number", flat=True)[0]
    return AsOf(on, values.pop("known_at", latest), TODAY, **values)


def names(on: date, **values: Any) -> dict[str | None, str | None]:
    """Code → name of the world's occupations on a day."""
    rows = Item.objects.as_of(as_of(on, **values)).filter(scheme="world", level=codes.OCCUPATION)
    return dict(rows.order_by("code").values_list("code", "name_zh"))


def work_types(on: date, **values: Any) -> list[str]:
    rows = WorkType.objects.as_of(as_of(on, **values)).filter(scheme="world")
    return list(rows.order_by("name_zh").values_list("name_zh", flat=True))


def baker(on: date, **values: Any) -> Item:
    return Item.objects.as_of(as_of(on, **values)).get(scheme="world", concept=BAKER)
