"""Well-formed questions about what is not there, each with what may help instead."""

from typing import Any

from django.core.exceptions import ObjectDoesNotExist


class Missing(ObjectDoesNotExist):
    """``slug`` is the stable name of the reason, ``members`` are facts that help."""

    def __init__(self, slug: str, detail: str, **members: Any) -> None:
        super().__init__(detail)
        self.slug, self.members = slug, members
