"""announce_batch: each kind of change, and what is refused."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError

from occupations.actions.batches import announce_batch, supplement_batch
from occupations.actions.revise import LOADER, Conflict
from occupations.models import Batch, Change, ChangeKind, Concept, Item, Revision, Succession, WorkType
from tests import world
from tests.world import BAKER, CONFECTIONER, MILLER, NEW, NIGHT_BAKER, OTHER, announce, change, names, work_types

pytestmark = pytest.mark.django_db

BEFORE, DAY, AFTER = date(2019, 12, 31), date(2020, 1, 1), date(2026, 1, 1)
OLD = {"1-01-01-01": "面包师", "1-01-01-02": "磨坊主", "1-01-01-03": "糖果师"}


@pytest.fixture(autouse=True)
def _world() -> None:
    world.build()


def test_it_works():
    revision = announce(change("new_occupation", NEW, "咖啡师", code="1-01-01-04", work_types=((OTHER, "拉花师"),)))
    assert names(BEFORE) == OLD
    assert names(DAY) == names(AFTER) == {**OLD, "1-01-01-04": "咖啡师"}
    assert work_types(DAY) == ["夜间面包师", "拉花师"]
    assert (revision.act, revision.batch_id, revision.effective_on) == ("announce_batch", 901, DAY)
    assert names(DAY, known_at=revision.number - 1) == OLD


def test_only_what_is_spoken_of_is_read(monkeypatch):
    """Of the real registry; the groups are, since a new code must lie under one."""
    read = Counter()

    def counted(model, from_db):
        def count(*row):
            read[model] += 1
            return from_db(*row)

        return count

    for model in (Item, WorkType):
        monkeypatch.setattr(model, "from_db", counted(model, model.from_db))
    groups = Item.objects.current().filter(edition="2022", level__lt=4).count()
    announce_batch(
        batch=world.batch(9, date(2026, 11, 2), edition="2022"),
        changes=[
            change("abolished", "C0005947", "互联网营销师", successors=("C0003179",)),
            change("new_work_type", OTHER, "新工", 2, occupation="C0003179"),
        ],
        sources=[world.BOOK],
        by=LOADER,
        reason="a test",
    )
    assert groups > 500
    assert groups < read[Item] < groups + 10
    assert 0 < read[WorkType] < 20


def test_renamed():
    announce(change("renamed", BAKER, "面包大师", former_name_zh="面包师", name_en="Master baker"))
    assert names(BEFORE)["1-01-01-01"] == "面包师"
    assert names(DAY)["1-01-01-01"] == "面包大师"
    assert world.baker(DAY).name_en == "Master baker"


def test_recoded():
    announce(change("recoded", BAKER, "面包师", code="1-01-01-09", former_code="1-01-01-01"))
    assert world.baker(BEFORE).code == "1-01-01-01"
    assert world.baker(DAY).code == "1-01-01-09"


def test_moved_under_another_group_or_raised_from_a_work_type():
    announce(
        change("moved", BAKER, "面包师", code="1-01-01-09", former_code="1-01-01-01"),
        change("moved", NEW, "夜间面包师", 2, code="1-01-01-01"),
    )
    assert names(DAY) == {**OLD, "1-01-01-01": "夜间面包师", "1-01-01-09": "面包师"}


def test_a_work_type_is_raised_by_its_name_alone():
    announce(change("moved", NEW, "夜间面包师", code="1-01-01-09"))
    assert (work_types(BEFORE), work_types(DAY)) == (["夜间面包师"], [])
    assert Succession.objects.current().get(predecessor=NIGHT_BAKER).relation == "raised"


def test_a_new_occupation_does_not_bring_a_work_type_of_another():
    with pytest.raises(ValidationError) as refused:
        announce(change("new_occupation", NEW, "咖啡师", code="1-01-01-04", work_types=((NIGHT_BAKER, "夜班"),)))
    assert refused.value.error_dict["concept"][0].code == "duplicate"


def test_codes_rotate_on_one_day():
    announce(
        change("recoded", BAKER, "面包师", 1, code="1-01-01-02", former_code="1-01-01-01"),
        change("recoded", MILLER, "磨坊主", 2, code="1-01-01-03", former_code="1-01-01-02"),
        change("recoded", CONFECTIONER, "糖果师", 3, code="1-01-01-01", former_code="1-01-01-03"),
    )
    assert names(BEFORE) == OLD
    assert names(DAY) == {"1-01-01-01": "糖果师", "1-01-01-02": "面包师", "1-01-01-03": "磨坊主"}


def test_renamed_and_recoded_at_once():
    announce(
        change("renamed", BAKER, "面包大师", former_name_zh="面包师"),
        change("recoded", BAKER, "面包大师", 2, code="1-01-01-09", former_code="1-01-01-01"),
    )
    assert names(DAY) == {"1-01-01-02": "磨坊主", "1-01-01-03": "糖果师", "1-01-01-09": "面包大师"}
    assert Item.objects.current().filter(scheme="world", concept=BAKER).count() == 3  # one for each edition, one new


def test_mark_changed():
    announce(change("mark_changed", BAKER, "面包师", digital=True, green=False))
    assert world.baker(BEFORE).digital is False
    assert (world.baker(DAY).digital, world.baker(DAY).green) == (True, False)


def test_redefined_keeps_name_and_code():
    announce(change("redefined", BAKER, "面包师"))
    assert names(DAY) == OLD
    assert world.baker(DAY).valid_from == DAY


def test_split():
    announce(
        change("split", BAKER, "面包师", successors=(NEW, OTHER)),
        change("new_occupation", NEW, "白面包师", 2, code="1-01-01-04"),
        change("new_occupation", OTHER, "黑面包师", 3, code="1-01-01-05"),
    )
    assert "1-01-01-01" not in names(DAY)
    assert work_types(DAY) == []
    links = Succession.objects.current().filter(predecessor=BAKER, relation="split")
    assert {link.successor_id for link in links} == {NEW, OTHER}


def test_merged():
    announce(
        change("merged", MILLER, "磨坊主", successors=(BAKER,)),
        change("merged", CONFECTIONER, "糖果师", 2, successors=(BAKER,)),
    )
    assert names(DAY) == {"1-01-01-01": "面包师"}
    assert Succession.objects.current().filter(successor=BAKER, relation="merged").count() == 2


def test_abolished():
    announce(change("abolished", BAKER, "面包师"))
    assert names(BEFORE) == OLD
    assert "1-01-01-01" not in names(DAY)
    assert work_types(BEFORE) == ["夜间面包师"]
    assert work_types(DAY) == []


def test_work_types_come_and_go():
    announce(
        change("new_work_type", NEW, "甜面包师", occupation=BAKER),
        change("work_type_removed", NIGHT_BAKER, "夜间面包师", 2),
    )
    assert work_types(BEFORE) == ["夜间面包师"]
    assert work_types(DAY) == ["甜面包师"]


def test_every_kind_of_change_has_a_test():
    text = Path(__file__).read_text(encoding="utf-8")
    assert [kind for kind in ChangeKind if f'change("{kind}"' not in text] == []


def test_an_unconfirmed_change_is_kept_and_changes_nothing():
    announce(change("new_occupation", None, "咖啡师", status="unconfirmed"))
    assert names(AFTER) == OLD
    assert Change.objects.current().get(batch=901).status == "unconfirmed"


def test_a_scheduled_change_is_hidden_until_its_day():
    day = date(2027, 1, 1)
    announce(change("renamed", BAKER, "面包大师", former_name_zh="面包师"), on=day)
    assert names(world.TODAY)["1-01-01-01"] == names(day)["1-01-01-01"] == "面包师"
    assert names(day, scheduled=True)["1-01-01-01"] == "面包大师"
    moment = world.as_of(world.TODAY)
    assert moment.shown_end(world.baker(world.TODAY).valid_to) is None
    assert world.as_of(day, scheduled=True).shown_end(world.baker(world.TODAY).valid_to) == day


@pytest.mark.parametrize(
    ("bad", "field"),
    [
        (change("new_occupation", None, "咖啡师", code="1-01-01-04"), "concept"),
        (change("new_occupation", NEW, "咖啡师", code="1-01-02-01"), "code"),
        (change("new_occupation", NEW, "咖啡师", code="1-01-01"), "code"),
        (change("new_occupation", NEW, "咖啡师", code="１-01-01-04"), "code"),
        (change("new_occupation", BAKER, "面包师", code="1-01-01-01"), "concept"),
        (change("new_occupation", "C9000018", "咖啡师", code="1-01-01-04"), "concept"),
        (change("renamed", BAKER, "面包大师", former_name_zh="磨坊主"), "former_name_zh"),
        (change("renamed", NEW, "面包大师", former_name_zh="磨坊主"), "concept"),
        (change("recoded", BAKER, "面包师", code="1-01-01-09", former_code="1-01-01-02"), "former_code"),
        (change("abolished", NEW, "咖啡师"), "concept"),
        (change("new_work_type", NEW, "甜面包师", occupation=OTHER), "occupation"),
        (change("new_work_type", NIGHT_BAKER, "夜间面包师", occupation=BAKER), "concept"),
        (change("work_type_removed", NEW, "甜面包师"), "concept"),
    ],
)
def test_a_change_that_cannot_be_leaves_no_trace(bad, field):
    before = (Revision.objects.count(), Item.objects.count(), Concept.objects.count(), Batch.objects.count())
    good = change("new_occupation", world.concept(77), "好", 2, code="1-01-01-07")
    with pytest.raises(ValidationError) as caught:
        announce(good, bad)
    assert field in caught.value.message_dict
    after = (Revision.objects.count(), Item.objects.count(), Concept.objects.count(), Batch.objects.count())
    assert after == before


def test_a_code_in_use_is_a_conflict_and_leaves_no_trace():
    before = Revision.objects.count()
    with pytest.raises(Conflict, match="no_overlap_scheme_code"):
        announce(change("new_occupation", NEW, "咖啡师", code="1-01-01-01"))
    assert Revision.objects.count() == before
    assert not Batch.objects.filter(number=901).exists()


def test_a_batch_is_announced_once():
    announce(change("abolished", BAKER, "面包师"))
    with pytest.raises(Conflict):
        announce(change("abolished", MILLER, "磨坊主"))


def test_its_edition_must_be_in_force():
    with pytest.raises(ValidationError) as caught:
        announce(change("abolished", BAKER, "面包师"), on=date(2005, 1, 1))
    assert caught.value.error_dict["edition"][0].code == "not_in_force"


def test_a_reason_is_asked_for():
    with pytest.raises(ValidationError) as caught:
        announce(change("abolished", BAKER, "面包师"), reason="  ")
    assert "reason" in caught.value.message_dict


def test_an_edition_of_the_same_day_may_bring_the_occupation_if_both_agree():
    announce(change("new_occupation", MILLER, "磨坊主", code="1-01-01-02", digital=False), on=world.SECOND)
    assert names(world.SECOND) == OLD
    with pytest.raises(ValidationError):
        announce(
            change("new_occupation", BAKER, "面包者", code="1-01-01-01", digital=False), on=world.SECOND, number=902
        )


def test_what_was_unconfirmed_is_confirmed_later():
    announce(change("new_occupation", None, "咖啡师", status="unconfirmed"))
    more = [change("new_occupation", NEW, "咖啡师", code="1-01-01-04")]
    revision = supplement_batch(number=901, changes=more, by=LOADER, reason="the list was found")
    assert names(DAY)["1-01-01-04"] == "咖啡师"
    assert names(DAY, known_at=revision.number - 1) == OLD
    assert revision.act == "correct"
    with pytest.raises(Conflict):
        supplement_batch(number=901, changes=more, by=LOADER, reason="again")


def test_what_is_added_to_an_edition_that_has_ended_ends_with_it():
    announce(change("abolished", MILLER, "磨坊主"))
    world.publish("world-3", date(2025, 1, 1))
    more = [change("new_occupation", NEW, "咖啡师", 2, code="1-01-01-04", work_types=((OTHER, "拉花师"),))]
    supplement_batch(number=901, changes=more, by=LOADER, reason="found")
    assert "1-01-01-04" in names(date(2024, 12, 31))
    assert "1-01-01-04" not in names(date(2025, 1, 1))
    assert "拉花师" not in work_types(date(2025, 1, 1))


@pytest.mark.parametrize(
    "earlier",
    [
        change("recoded", BAKER, "面包师", code="1-01-01-09", former_code="1-01-01-01"),
        change("abolished", BAKER, "面包师"),
        change("mark_changed", BAKER, "面包师", digital=True),
    ],
)
def test_a_later_change_of_the_same_occupation_is_a_conflict(earlier):
    announce(change("renamed", BAKER, "面包大师", former_name_zh="面包师"), on=date(2027, 1, 1))
    with pytest.raises(Conflict):
        announce(earlier, number=902)
    assert names(DAY) == OLD


def test_a_successor_must_be_in_force():
    with pytest.raises(ValidationError) as caught:
        announce(change("abolished", BAKER, "面包师", successors=(NEW,)))
    assert "successors" in caught.value.message_dict


@pytest.mark.parametrize(
    "values", [{"name_zh": "长" * 101}, {"kind": "vanished"}, {"confidence": "certain"}, {"source": "nowhere"}]
)
def test_a_value_that_cannot_be_is_refused_on_both_databases(values):
    good = change("new_occupation", NEW, "咖啡师", code="1-01-01-04")
    before = Revision.objects.count()
    with pytest.raises(ValidationError):
        announce(replace(good, **values))
    assert Revision.objects.count() == before


def test_an_occupation_that_came_with_the_edition_still_brings_its_work_types():
    kept = change("new_occupation", MILLER, "磨坊主", code="1-01-01-02", digital=False, work_types=((NEW, "石磨工"),))
    announce(kept, on=world.SECOND)
    assert "石磨工" in work_types(world.SECOND)
