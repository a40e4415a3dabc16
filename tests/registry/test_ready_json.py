"""What is written already is joined to the same text that writing all of it at once gives."""

from __future__ import annotations

import json

import pytest

from registry.http.negotiation import PlainJSONRenderer
from registry.http.ready_json import ReadyList, ReadyObject, ReadyResults, WrittenObject, joined

ODD = [{"a": 1, "b": "号"}, {"a": None, "b": "\u2028"}]


def rendered(told):
    return PlainJSONRenderer().render(told)


def test_results_are_rendered_as_any_others():
    for shown in ([], ODD[:1], ODD):
        of_ready = ReadyResults([rendered(result) for result in shown])
        assert list(of_ready) == shown
        plain = rendered({"count": 2, "next": None, "results": shown})
        assert rendered({"count": 2, "next": None, "results": of_ready}) == plain
        assert json.loads(plain)["results"] == shown


@pytest.mark.parametrize("written", [{}, {"c": [1, {"号": "\u2029"}]}])
def test_objects_are_joined_to_one(written):
    parts = (
        {"meta": ReadyObject(ODD[1])},
        {},
        WrittenObject(rendered(written)),
        {"list": ReadyList(map(ReadyObject, ODD))},
    )
    text = joined(*parts, {"none": ReadyList(), "plain": ODD})
    whole = {"meta": ODD[1], **written, "list": ODD, "none": [], "plain": ODD}
    assert text == rendered(whole)
    assert dict(WrittenObject(text)) == whole
    assert len(WrittenObject(text)) == len(whole)


def test_within_what_is_not_ready_they_are_written_as_any_others():
    told = {"within": [ReadyObject(ODD[0])], "list": ReadyList([ReadyObject(ODD[1])])}
    assert rendered(told) == rendered({"within": [ODD[0]], "list": [ODD[1]]})


def test_nothing_is_an_answer_too():
    assert joined({}, WrittenObject(b"{}")) == joined() == b"{}"


def test_what_is_kept_is_not_changed():
    kept = ReadyObject(ODD[0])
    assert kept.text == rendered(ODD[0])
    with pytest.raises(TypeError):
        kept["a"] = 2
