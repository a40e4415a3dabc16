"""manage.py load_registry: harmless to repeat, whole or not at all, and newer files become corrections."""

from __future__ import annotations

import shutil
import signal
from datetime import date
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.core.management.base import CommandError

from occupations.actions.corrections import Correction, correct
from occupations.loading import read as reading
from occupations.loading.cells import MalformedData
from occupations.loading.known_gaps import KNOWN_GAPS
from occupations.loading.load import load
from occupations.loading.read import read
from occupations.models import BatchRecord, Change, Item, Revision, SourceRecord, Succession, WorkType
from tests.clerks import signed

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 21)


@pytest.fixture
def files(tmp_path: Path) -> Path:
    """A copy of the data files, to be changed."""
    return Path(shutil.copytree(reading.DATA, tmp_path / "data"))


def replace(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")


def load_files(files: Path) -> list[str]:
    said: list[str] = []
    load(read(files), say=said.append)
    return said


def current(code: str) -> Item:
    return Item.objects.current().valid_on(TODAY).get(edition="2022", code=code)


def test_it_works(run):
    before = Revision.objects.count()
    assert "nothing to do" in run("load_registry")
    assert Revision.objects.count() == before


def test_the_history_is_replayed_in_order():
    acts = list(Revision.objects.order_by("number").values_list("act", "edition", "batch"))
    assert acts == [
        ("publish_edition", "2015", None),
        *[("announce_batch", "2015", number) for number in (1, 2, 3, 4)],
        ("publish_edition", "2022-draft", None),
        ("publish_edition", "2022", None),
        *[("announce_batch", "2022", number) for number in (5, 6, 7, 8)],
    ]
    assert set(Revision.objects.values_list("origin", "by_name")) == {("loaded", "load_registry")}


def test_a_corrected_cell_becomes_a_correction(files):
    replace(files / "items-2022.csv", "4-13-01-06,4,档案数字化管理师", "4-13-01-06,4,档案数字化管理员")
    before = Revision.objects.count()
    load_files(files)
    assert Revision.objects.latest("number").act == "correct"
    assert Revision.objects.count() == before + 1
    assert current("4-13-01-06").name_zh == "档案数字化管理员"


def test_a_correction_follows_into_later_rows_that_inherited_the_value(files):
    """2-02-32-00 was recoded in 2024: its name was inherited, its code was not."""
    replace(files / "items-2022.csv", "2-02-32-00,4,制药工程技术人员", "2-02-32-00,4,制药工程师")
    load_files(files)
    assert current("2-02-32-01").name_zh == "制药工程师"
    first = Item.objects.current().get(edition="2022", code="2-02-32-00")
    assert (first.name_zh, first.valid_to) == ("制药工程师", date(2024, 7, 31))


def test_a_code_that_becomes_known_fills_its_gap(files, monkeypatch):
    replace(files / "changes.csv", "船舶岸基管理工程技术人员,,,,", "船舶岸基管理工程技术人员,,2-02-16-09,,")
    gaps = [gap for gap in KNOWN_GAPS if gap[:3] != ("changes", "8/1", "code")]
    monkeypatch.setattr("occupations.loading.check.KNOWN_GAPS", gaps)
    load_files(files)
    item = current("2-02-16-09")
    assert item.name_zh == "船舶岸基管理工程技术人员"
    assert item.parent_id == current("2-02-16").concept_id
    assert Change.objects.current().get(batch=8, number=1).code == "2-02-16-09"


def test_a_source_and_an_english_name_are_corrected(files):
    replace(files / "sources.csv", "Press report on batch 4", "A press report on batch 4")
    replace(files / "english-names.csv", "Livestream host", "Livestreamer")
    before = Revision.objects.count()
    load_files(files)
    acts = Revision.objects.filter(number__gt=before).order_by("number").values_list("act", flat=True)
    assert list(acts) == ["correct", "edit_text"]
    assert SourceRecord.objects.current().get(source="press-batch-4").title_en == "A press report on batch 4"
    assert current("4-13-01-10").name_en == "Livestreamer"


def test_a_new_change_of_an_announced_batch_is_added(files):
    line = "8,19,renamed,announced,C0003179,网络主持人,网络主播,4-13-01-10,,,,,,,,batch-8,,low\n"
    with (files / "changes.csv").open("a", encoding="utf-8") as file:
        file.write(line)
    load_files(files)
    assert current("4-13-01-10").name_zh == "网络主持人"
    assert current("4-13-01-10").valid_from == date(2026, 9, 9)


def test_what_a_clerk_wrote_is_kept_and_named(files):
    clerk = signed("wang")
    correct(corrections=[Correction(current("4-13-01-10"), {"name_en": "Host"})], by=clerk, reason="better")
    replace(files / "english-names.csv", "Livestream host", "Livestreamer")
    said = load_files(files)
    assert current("4-13-01-10").name_en == "Host"
    assert any("kept as a clerk left it" in line and "网络主播" in line for line in said)


def test_a_published_line_cannot_be_left_out(files):
    text = (files / "work-types-2022.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    (files / "work-types-2022.csv").write_text("".join(text[:-1]), encoding="utf-8")
    before = (Revision.objects.count(), WorkType.objects.count())
    with pytest.raises(ValidationError):
        load_files(files)
    assert (Revision.objects.count(), WorkType.objects.count()) == before


CLERKS = {
    "a period": lambda: Correction(current("4-13-01-06"), {"valid_from": date(2022, 10, 1)}),
    "a batch's day": lambda: Correction(BatchRecord.objects.current().get(batch=6), {"effective_on": date(2024, 8, 1)}),
    "a succession": lambda: Correction(Succession.objects.current().get(relation="raised"), {"confidence": "low"}),
    "a change's kind": lambda: Correction(Change.objects.current().get(batch=8, number=13), {"kind": "mark_changed"}),
}


@pytest.mark.parametrize("name", CLERKS)
def test_what_a_clerk_corrected_does_not_stop_newer_files(files, name):
    clerk = signed("wang")
    correct(corrections=[CLERKS[name]()], by=clerk, reason="document read")
    replace(files / "english-names.csv", "Livestream host", "Livestreamer")
    load_files(files)
    assert current("4-13-01-10").name_en == "Livestreamer"


def test_a_row_that_two_files_put_right_is_corrected_once(files):
    items, changes = files / "items-2022.csv", files / "changes.csv"
    replace(items, "4-05-02-00,4,证券期货服务师", "4-05-02-00,4,证券期货师")
    [line] = [li for li in changes.read_text(encoding="utf-8").splitlines() if ",4-05-02-01,4-05-02-00," in li]
    replace(changes, line, line.replace("https://", "http://"))
    load_files(files)
    row = current("4-05-02-01")
    assert (row.name_zh, row.seen_at[:7]) == ("证券期货师", "http://")


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("successions.csv", "C0036029,C0012155,split", "C0036029,C0012155,merged"),
        ("editions.csv", "2022-07-11,2022-07-22", "2022-07-11,2022-07-23"),
        ("editions.csv", "2022-draft,cn-2022-draft", "2022-draft,cn"),
        ("changes.csv", "8,13,redefined,unconfirmed", "8,13,mark_changed,unconfirmed"),
        ("changes.csv", "数据标注员;", "数据标注工;"),
        ("batches.csv", "2024-07-31,2024-07-31,2024-05-24", "2024-07-31,2024-08-01,2024-05-24"),
    ],
)
def test_what_loading_does_not_do_is_refused_by_name(files, file, old, new):
    replace(files / file, old, new)
    before = Revision.objects.count()
    with pytest.raises(ValidationError):
        load_files(files)
    assert Revision.objects.count() == before


@pytest.mark.parametrize(
    ("file", "old", "new", "named"),
    [
        ("items-2022.csv", "4-13-01-06,4,", "4-13-01-06,vier,", "level: 'vier'"),
        ("items-2022.csv", "4-13-01-06,4,", "4-13-01-06,4,4,", "not as many cells"),
        ("items-2022.csv", "4-13-01-06,4,档案", "4-13-01-06,4, 档案", "space at an end"),
        ("batches.csv", "2024-07-31", "2024-07-32", "2024-07-32"),
        ("changes.csv", ",yes,no,batch-6", ",ja,no,batch-6", "digital: 'ja'"),
    ],
)
def test_a_malformed_cell_is_named_with_its_line(files, file, old, new, named):
    replace(files / file, old, new)
    with pytest.raises(MalformedData, match=rf"{file}:\d+: .*{named}"):
        read(files)


def test_a_bad_file_is_refused_before_anything_is_written(files, run, monkeypatch):
    replace(files / "items-2022.csv", "C0005947,4-01-06-02", "C0005948,4-01-06-02")
    monkeypatch.setattr("occupations.management.commands.load_registry.read", lambda: read(files))
    before = Revision.objects.count()
    with pytest.raises(CommandError, match="Nothing was loaded"):
        run("load_registry")
    assert Revision.objects.count() == before


@pytest.mark.parametrize("moment", ["edition 2022-draft", "batch 5", "batch 7"])
def test_a_kill_in_the_middle_leaves_nothing_and_the_next_run_completes(own, moment):
    own.run("migrate", "--verbosity", "0")
    process = own.start("load_registry", PYTHONUNBUFFERED="1")
    assert process.stdout is not None
    for line in process.stdout:
        if line.strip().startswith(moment):
            process.send_signal(signal.SIGKILL)
            break
    process.wait()
    assert process.returncode == -signal.SIGKILL
    process.stdout.close()
    count = """
import json
from occupations.models import *
print(json.dumps([m.objects.count() for m in (Revision, Item, WorkType, Change, Concept, Source, DataLoad)]))
"""
    assert own.python(count) == [0] * 7
    assert "revision 11" in own.run("load_registry")
    assert own.python(count)[0] == 11


def test_two_installations_hold_the_same_rows(own):
    """Loaded by another process into another database: the same concept ids, codes and periods."""
    own.run("migrate", "--verbosity", "0")
    own.run("load_registry")
    columns = ("concept", "edition", "recorded_from", "code", "name_zh", "valid_from", "valid_to")
    program = f"import json\nfrom occupations.models import Item\nrows = Item.objects.values_list(*{columns})"
    theirs = own.python(f"{program}\nprint(json.dumps(sorted(map(repr, rows))))")
    assert theirs == sorted(map(repr, Item.objects.values_list(*columns)))
