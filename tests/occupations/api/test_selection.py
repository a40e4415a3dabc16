"""What is chosen in memory is what would have been chosen by query, in the same order."""

from __future__ import annotations

import random
from urllib.parse import urlencode

import pytest

from occupations.api import ready
from occupations.api.items import ORDERINGS, ItemFilter
from occupations.api.selection import Selection, chosen_by

MOMENTS = [{}, {"on": "2021-01-01"}, {"on": "2023-01-01"}, {"edition": "2022-draft"}, {"known_at": "9"}, {"lang": "en"}]
WORDS = [
    "员",
    "师",
    "主播",
    "4",
    "4-0",
    "02-07",
    "a",
    "Live",
    "er",
    ";",
    "\n",
    "工程技术人员",
    "机器人",
    "L",
    "%",
    "_",
    "\\",
]
COMMAS = [",", "4-01,", "4-01-06-02,员", "a,4-02", "4*"]
GROUPS = ["1", "2", "4", "4-01", "4-01-06", "2-02-38", "6-99", "8"]
CODES = ["4-01-06-02", "4-0*", "4-02-07-10", "2-0*,2-02-38-12", "*", "9-99", "1*,2*,4-01-06", "4-01-06*,4-01-06-02"]


def asked(chance: random.Random) -> dict[str, str]:
    every = {
        "q": [*WORDS, *COMMAS],
        "under": GROUPS,
        "code": CODES,
        "digital": ["true", "false"],
        "green": ["true", "false"],
        "level": ["4"],
        "ordering": ORDERINGS,
        "batch": ["5", "8"],
    }
    names = chance.sample(sorted(every), chance.choice((1, 1, 2, 2, 3)))
    return {name: chance.choice(every[name]) for name in names}


@pytest.mark.parametrize("moment", MOMENTS, ids=str)
def test_it_chooses_as_the_database_does(api, monkeypatch, moment):
    chance = random.Random(str(moment))  # noqa: S311 (examples)
    asking = [{**moment, **asked(chance), "page_size": "150"} for _time in range(25)]
    addresses = [f"/occupations?{urlencode(parameters)}" for parameters in asking]
    addresses += [f"/occupations?{urlencode({**moment, 'q': text, 'page_size': '150'})}" for text in COMMAS]
    addresses += [f"/groups?{urlencode({**moment, 'q': word, 'ordering': '-name_zh'})}" for word in WORDS[:6]]
    monkeypatch.setattr(ready, "ASKED_BEFORE", 10_000)
    by_query = [api.raw(address) for address in addresses]
    assert sum(len(answer.content) > 1000 for answer in by_query) >= 3
    monkeypatch.setattr(ready, "ASKED_BEFORE", 0)
    for address, before in zip(addresses, by_query, strict=True):
        answer = api.raw(address)
        assert (answer.status_code, answer.json()) == (before.status_code, before.json()), address


def test_what_the_items_do_not_tell_is_left_to_the_database(monkeypatch):
    selection = Selection([chosen("C1", "1-01-01-01"), chosen("C2", None)])
    assert list(selection.choose({})) == [0, 1]
    assert selection.choose({"batch": "8"}) is None
    assert selection.choose({"under": "2"}) is None
    assert {*ItemFilter.base_filters} - {*selection.tests} == {"batch", "ordering"}


def test_nulls_come_last_either_way_round():
    selection = Selection([chosen("C1", "1-01-01-01"), chosen("C2", "2-01-01-01"), chosen("C3", None)])
    assert list(selection.choose({"ordering": "code"})) == [0, 1, 2]
    assert list(selection.choose({"ordering": "-code"})) == [1, 0, 2]


def chosen(concept, code):
    told = {"concept": concept, "code": code, "level": 4, "name_zh": "某", "name_en": None, "valid_from": "2022-09-28"}
    return chosen_by({**told, "digital": None, "green": None, "ancestors": [{"code": "1"}]})
