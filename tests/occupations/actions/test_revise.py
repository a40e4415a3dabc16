"""The counter under a race: real processes that write at the same time."""

import json
import sys

from tests.waiting import LIMIT

PROGRAM = """
import sys
from occupations.actions.corrections import Correction, correct
from occupations.actions.revise import LOADER
from occupations.models import Item
row = Item.objects.current().filter(edition="2022", level=4).order_by("code")[int(sys.argv[1])]
for turn in range(15):
    row = Item.objects.current().get(edition="2022", concept=row.concept_id, valid_to=None)
    correct(corrections=[Correction(row, {"name_zh": f"{sys.argv[1]}-{turn}"})], by=LOADER, reason="race")
"""
REVISIONS = """
import json
from occupations.models import Revision
rows = list(Revision.objects.order_by("number"))
in_order = all(a.recorded_at <= b.recorded_at for a, b in zip(rows, rows[1:]))
print(json.dumps([[r.number for r in rows], in_order]))
"""


def test_numbers_are_gapless_and_in_order_under_a_race(loaded):
    [held, _in_order] = loaded.python(REVISIONS)
    program = f"import django; django.setup()\n{PROGRAM}"
    processes = [loaded.popen([sys.executable, "-c", program, str(who)]) for who in (0, 1, 2)]
    for process in processes:
        output, _none = process.communicate(timeout=LIMIT)
        assert process.returncode == 0, output
    numbers, in_order = loaded.python(REVISIONS)
    assert numbers == list(range(1, len(held) + 3 * 15 + 1))
    assert in_order, json.dumps(numbers)
