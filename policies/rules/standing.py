"""The rules of standing: whether a policy speaks for itself on that day. The engine makes them from dates and links."""

from __future__ import annotations

from policies.rules.inputs import Text
from policies.rules.rule import BOTH, Case, Rule, both
from policies.rules.scope import Place


class StartKnown(Rule):
    """Since when the policy holds is not known, so nothing is granted by it: {value}."""

    zh = "本政策何时起施行不详，故不据以认定：{value}。"
    form = BOTH

    def check(self, case: Case) -> bool | None:
        return None

    def shown(self) -> Text:
        return both(self.value)


class LevelInStandard(Rule):
    """Whether the occupation has this level is not in our sources: {value}."""

    zh = "职业是否设有该等级，我方资料未载：{value}。"
    form = BOTH

    def check(self, case: Case) -> bool | None:
        return None

    def shown(self) -> Text:
        return both(self.value)


class NotReplaced(Place):
    """A temporary measure replaces this rule while it runs: {value}."""

    zh = "临时措施施行期间取代本规定：{value}。"
    form = BOTH

    def check(self, case: Case) -> bool | None:
        return False

    def shown(self) -> Text:
        return both(self.value)


class NotCarriedOutLocally(Place):
    """In this region a local rule carries it out and stands in its place: {value}."""

    zh = "本地规定在该地区落实并代替本规定：{value}。"
    form = BOTH

    def check(self, case: Case) -> bool | None:
        return False

    def shown(self) -> Text:
        return both(self.value)
