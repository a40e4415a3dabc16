"""Parts of addresses that several resources have: what each stands for, and one that is there."""

from __future__ import annotations

from occupations import codes
from registry.http.described_examples import in_path

OCCUPATION = in_path(
    "code",
    {"type": "string", "pattern": codes.OCCUPATION_PATTERN},
    "4-01-06-02",
    "The code of an occupation on the day asked about.",
)
CONCEPT = in_path(
    "id",
    {"type": "string", "pattern": codes.CONCEPT_PATTERN},
    "C0005947",
    "The id of a concept: `concept` of an occupation, a group or a work type.",
)
BATCH = in_path("number", {"type": "integer", "minimum": 1, "maximum": 9999}, 3, "The number of a batch.")
CONSULTATION = in_path(
    "number",
    {"type": "integer", "minimum": 1, "maximum": 9999},
    9,
    "The number of a batch that is or was put out for public comment; /consultations lists them.",
)
