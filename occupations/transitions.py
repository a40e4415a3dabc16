"""What is different between two states of one concept, in the words of the change log. Pure: no Django, no dates."""

from typing import Protocol

ADDED, FIRST_HELD, KEPT, ENDED = "added", "first_held", "kept", "ended"
RENAMED, RECODED, MOVED, MARKS_CHANGED, REDEFINED = "renamed", "recoded", "moved", "marks_changed", "redefined"
SPLIT, MERGED, REPLACED, RAISED = "split", "merged", "replaced", "raised"
CORRECTED, EDITED = "corrected", "edited"

KINDS = {
    ADDED: "it begins, and is known to be new",
    FIRST_HELD: "our record of it begins; what it was before is not held",
    KEPT: "a new edition takes it over as it was",
    RENAMED: "another name",
    RECODED: "another code",
    MOVED: "under another group, or a work type under another occupation",
    MARKS_CHANGED: "another digital or green mark",
    REDEFINED: "announced anew with the same name and code: its description changed",
    SPLIT: "it ends, and lives on in several",
    MERGED: "it ends, and lives on in another together with others",
    REPLACED: "it ends, and others are named in its place",
    RAISED: "a work type ends, and lives on as an occupation",
    ENDED: "it ends, and nothing is named in its place",
    CORRECTED: "the registry puts its record right; nothing changed in the world",
    EDITED: "a text of the registry's own was edited",
}
REVERSED = {SPLIT: MERGED, MERGED: SPLIT, REPLACED: REPLACED}
"""How a succession reads backwards in time."""


class State(Protocol):
    """A concept on one day; None where our sources do not say, or where there is no such thing."""

    @property
    def code(self) -> str | None: ...
    @property
    def name_zh(self) -> str | None: ...
    @property
    def above(self) -> str | None:
        """The concept of the group, or of a work type's occupation."""

    @property
    def marks(self) -> tuple[bool | None, bool | None]: ...


def differences(before: State, after: State) -> list[str]:
    """How two states of one concept differ. What is unknown in either is not a difference."""
    found = []
    if _differ(before.name_zh, after.name_zh):
        found.append(RENAMED)
    if _differ(before.code, after.code):
        found.append(RECODED)
    if _differ(before.above, after.above):
        found.append(MOVED)
    if any(_differ(*marks) for marks in zip(before.marks, after.marks, strict=True)):
        found.append(MARKS_CHANGED)
    return found


def _differ(before: object, after: object) -> bool:
    return before is not None and after is not None and before != after
