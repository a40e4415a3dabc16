"""The rules of scope: for which regions, occupations and levels a policy is."""

from __future__ import annotations

from occupations import levels
from policies.levels import LEVELS
from policies.rules.inputs import Text
from policies.rules.rule import BOTH, Case, Rule, both, words

NATION = "100000"
CONCEPT = "C[0-9]{7}"
WORDS = "|".join([*LEVELS, *levels.GRADES])


class Place(Rule):
    """Where it is: a region that is told too roughly is asked for again."""

    inputs = ("region",)
    scope = True

    def missing(self, case: Case) -> tuple[str, ...]:
        return self.inputs


class InRegion(Place):
    """The policy is one of {value}: it reaches every place within, and no other."""

    zh = "本政策属于{value}，及于其内各地，不及于他处。"
    form = rf"[0-9]{{6}}\|{BOTH}"

    def check(self, case: Case) -> bool | None:
        return reaches((self.value[:6],), case)

    def shown(self) -> Text:
        return both(self.value[7:])


class PilotPlaces(Place):
    """It is tried out in some places only: {value}."""

    zh = "仅在部分地区试点：{value}。"
    form = rf"[0-9]{{6}}(;[0-9]{{6}})*\|{BOTH}"

    @property
    def codes(self) -> tuple[str, ...]:
        return tuple(self.value.partition("|")[0].split(";"))

    def check(self, case: Case) -> bool | None:
        return reaches(self.codes, case)

    def shown(self) -> Text:
        return both(self.value.partition("|")[2])


class PilotPlacesNotHeld(Rule):
    """It is tried out in some places only, and our sources do not name them all: {value}."""

    zh = "仅在部分地区试点，我们的来源未列明全部地区：{value}。"
    scope = True
    form = BOTH

    def check(self, case: Case) -> bool | None:
        return None

    def shown(self) -> Text:
        return both(self.value)


class OccupationNamed(Rule):
    """The document names the occupation {value}."""

    zh = "文件列明职业{value}。"
    scope = True
    form = rf"{CONCEPT}\|{BOTH}"

    def check(self, case: Case) -> bool | None:
        return case.occupation.concept == self.value[:8]

    def shown(self) -> Text:
        return both(self.value[9:])


class InGroup(Rule):
    """The occupation lies under the group {value}."""

    zh = "职业属于类目{value}。"
    scope = True
    form = rf"{CONCEPT}\|[1-8](-[0-9]{{2}}){{0,2}}"

    def check(self, case: Case) -> bool | None:
        concept, code = self.value.split("|")
        # Where our record of the day is partial, the code is all there is to go by.
        return concept in case.occupation.groups or code in case.occupation.group_codes

    def shown(self) -> Text:
        return self.value[9:], self.value[9:]


class Marked(Rule):
    """The occupation carries the {value} mark."""

    zh = "职业带有{value}标识。"
    scope = True
    form = "digital|green"

    def check(self, case: Case) -> bool | None:
        return case.occupation.digital if self.value == "digital" else case.occupation.green

    def shown(self) -> Text:
        return ("数字职业", "digital") if self.value == "digital" else ("绿色职业", "green")


class NewOccupation(Rule):
    """The occupation was announced as a new one in a batch since 2019."""

    zh = "职业是2019年以来分批发布的新职业。"
    scope = True

    def check(self, case: Case) -> bool | None:
        return case.occupation.batch is not None


class WorkTypeNamed(Rule):
    """The document names the work type {value}."""

    zh = "文件列明工种{value}。"
    inputs = ("work_type",)
    scope = True
    form = rf"{CONCEPT}\|{BOTH}"

    def check(self, case: Case) -> bool | None:
        wanted = self.value[:8]
        if wanted not in case.occupation.work_types:
            return False
        given = case.facts.get("work_type")
        return None if given is None else given == wanted

    def shown(self) -> Text:
        return both(self.value[9:])


class InCatalogue(Rule):
    """The occupation stands in a catalogue that is not in our sources: {value}."""

    zh = "职业列入目录，该目录不在我们的来源中：{value}。"
    scope = True
    form = BOTH

    def check(self, case: Case) -> bool | None:
        return None

    def shown(self) -> Text:
        return both(self.value)


class OutsideCatalogue(Rule):
    """These rates are for occupations outside a catalogue that is not in our sources: {value}."""

    zh = "此标准适用于目录以外的职业，该目录不在我们的来源中：{value}。"
    form = BOTH

    def check(self, case: Case) -> bool | None:
        return None

    def shown(self) -> Text:
        return both(self.value)


class InField(Rule):
    """The occupation belongs to a field that the document names without a list of occupations: {value}."""

    zh = "职业属于文件提及的领域，文件未列职业清单：{value}。"
    scope = True
    form = BOTH

    def check(self, case: Case) -> bool | None:
        return None

    def shown(self) -> Text:
        return both(self.value)


class LevelAmong(Rule):
    """The level is {value}."""

    zh = "等级为{value}。"
    inputs = ("level",)
    scope = True
    form = rf"({WORDS})(;({WORDS}))*"

    def __init__(self, value: str = "") -> None:
        super().__init__(value)
        # Older records name grades by their numbers.
        self.levels = [levels.named(word) for word in value.split(";")]
        self.value = ";".join(self.levels)

    def check(self, case: Case) -> bool | None:
        level = case.facts.get("level")
        return None if level is None else level in self.levels

    def shown(self) -> Text:
        return words(LEVELS, self.value)


class AddressedToBodies(Rule):
    """The document tells authorities or enterprises what to do; there is nothing in it that a person could claim."""

    zh = "文件对主管部门或企业提出要求，其中没有可由个人申领的待遇。"
    scope = True

    def check(self, case: Case) -> bool | None:
        return False


def reaches(places: tuple[str, ...], case: Case) -> bool | None:
    """Whether one of the places contains the region of the case; None where one lies within that region."""
    if NATION in places or set(places) & set(case.region):
        return True
    within = not case.region or any(case.region[0] in case.chains.get(place, ()) for place in places)
    return None if within else False
