"""GET /skill-levels."""

from occupations.levels import LEVELS


def test_it_works(api):
    body = api.get("/skill-levels")
    assert body["count"] == len(LEVELS) == 12
    assert [level["id"] for level in body["results"]] == list(LEVELS)
    assert body["results"][1] == {
        "id": "level5",
        "order": 2,
        "systems": ["five_grades", "eight_grades"],
        "rank": 2,
        "grade": 5,
        "name_zh": "初级工",
        "name_en": "Junior worker",
    }


def test_it_takes_no_day(api):
    api.problem("/skill-levels", "unknown-parameter", on="2020-01-01")
