"""How often one address may send something in: counted by the hour in the database, for all workers together."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db.models import F
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from occupations.actions.revise import Conflict
from occupations.models import SubmissionCount

HOUR = 3600


class Exhausted(Conflict):
    """This address has sent enough for this hour; ``wait`` says for how many seconds nothing more is taken."""

    def __init__(self, wait: int) -> None:
        self.wait = wait
        super().__init__(_("Enough has been sent from this address for this hour."))


def spend(address: str, now: datetime) -> None:
    """Count one thing sent, in the transaction that takes it. Raises Exhausted.

    Of an address only a keyed digest is kept, and no longer than the hour.
    """
    hour, passed = divmod(int(now.timestamp()), HOUR)
    SubmissionCount.objects.filter(hour__lt=hour).delete()
    digest = salted_hmac("occupations.allowance", address, algorithm="sha256").hexdigest()
    SubmissionCount.objects.get_or_create(hour=hour, address=digest)
    mine = SubmissionCount.objects.filter(hour=hour, address=digest, count__lt=settings.SUBMISSIONS_PER_HOUR)
    # One statement counts and looks: of two requests at once, the second waits for the row.
    if not mine.update(count=F("count") + 1):
        raise Exhausted(HOUR - passed)
