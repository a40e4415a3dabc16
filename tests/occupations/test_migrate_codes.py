"""manage.py migrate_codes."""

from __future__ import annotations

import csv

import pytest
from django.core.management.base import CommandError


@pytest.fixture
def migrate(run, tmp_path):
    """Run the command on a text; what it printed, and the lines it wrote."""

    def migrate_text(text, *options, encoding="utf-8"):
        source, target = tmp_path / "in.csv", tmp_path / "out.csv"
        source.write_text(text, encoding=encoding)
        printed = run("migrate_codes", str(source), str(target), *options)
        with target.open(encoding="utf-8-sig", newline="") as file:
            return printed, list(csv.DictReader(file))

    return migrate_text


def test_it_works(migrate):
    text = 'code,on,name,department\n4-01-02-07,2021-01-01,,"a, b"\n4-02-07-10,,,\n4-02-07-10,,网约配送员,\nx,,,\n'
    printed, lines = migrate(text, "--to", "2022")
    assert printed == "4 records: 2 recoded, 1 ambiguous, 1 invalid.\n"
    first, second, third, last = lines
    assert first == {
        "code": "4-01-02-07",
        "on": "2021-01-01",
        "name": "",
        "department": "a, b",
        "outcome": "recoded",
        "reason": "",
        "new_codes": "4-01-06-02",
        "new_names": "互联网营销师",
        "concepts": "C0005947",
        "changed_on": "2022-09-28",
        "batches": "",
        "details": "",
        "documents": "中华人民共和国职业分类大典（2022年版）",
    }
    assert (second["outcome"], second["details"]) == ("ambiguous", "4-02-07-10 网约配送员; 4-02-07-10 国际快递业务师")
    assert third["new_codes"] == "4-10-08-01"
    assert last["details"].startswith("code: ")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_it_reads_what_spreadsheets_write(migrate, encoding):
    _printed, [line] = migrate("code,name\n4-02-07-10,网约配送员\n", encoding=encoding)
    assert (line["name"], line["new_codes"]) == ("网约配送员", "4-10-08-01")


@pytest.mark.parametrize(
    ("to", "code"), [("2015", "4-02-07-10"), ("2021-01-01", "4-02-07-10"), ("2026-01-01", "4-10-08-01")]
)
def test_it_carries_to_an_edition_or_a_day(migrate, to, code):
    _printed, [line] = migrate("code,name\n4-02-07-10,网约配送员\n", "--to", to)
    assert line["new_codes"] == code


def test_a_line_with_too_many_cells_is_invalid_and_loses_nothing(migrate):
    _printed, [line, good] = migrate("code,on\n4-01-06-02,2026-01-01,more,still\n4-01,\n")
    assert (line["outcome"], good["outcome"]) == ("invalid", "kept")
    assert "more" in line["details"]
    assert "still" in line["details"]


def test_an_empty_table_stays_empty(migrate):
    assert migrate("code\n") == ("0 records: none.\n", [])


@pytest.mark.parametrize(
    ("text", "options", "message"),
    [
        ("kode,on\n4-01,\n", (), "no column `code`"),
        ("", (), "no column `code`"),
        ("code,outcome\n4-01,x\n", (), "overwritten: outcome"),
        ("code\n4-01\n", ("--to", "1066"), "1066"),
        ("code\n4-01\n", ("--to", "2099-01-01"), "2015-01-01"),
        ("code\n4-01\n", ("--to", "2024-13-01"), "month"),
    ],
)
def test_what_cannot_be_done_is_said_and_nothing_is_written(migrate, tmp_path, text, options, message):
    with pytest.raises(CommandError, match=message):
        migrate(text, *options)
    assert [file.name for file in tmp_path.iterdir()] == ["in.csv"]


def test_a_file_in_another_encoding_is_refused(run, tmp_path):
    (tmp_path / "in.csv").write_bytes(b"code\n\xff\xff\xff\n")
    with pytest.raises(CommandError, match="utf-8-sig nor in gb18030"):
        run("migrate_codes", str(tmp_path / "in.csv"), str(tmp_path / "out.csv"))


def test_an_earlier_result_is_kept_where_the_new_one_fails(migrate, tmp_path):
    migrate("code\n4-01\n")
    before = (tmp_path / "out.csv").read_bytes()
    with pytest.raises(CommandError):
        migrate("kode\n4-01\n")
    assert (tmp_path / "out.csv").read_bytes() == before


def test_a_file_that_is_not_there(run, tmp_path):
    with pytest.raises(CommandError, match="No such file"):
        run("migrate_codes", str(tmp_path / "none.csv"), str(tmp_path / "out.csv"))
