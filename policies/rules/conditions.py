"""The rules that are conditions: what a person must be, have done or not have done."""

from __future__ import annotations

import calendar
from datetime import date

from policies.rules.inputs import INPUTS, Text
from policies.rules.rule import BOTH, Case, Rule, both, words

NUMBER = "[0-9]{1,3}"
DAY = "[0-9]{4}-[0-9]{2}-[0-9]{2}"


def _some_of(name: str) -> str:
    one = f"({'|'.join(INPUTS[name].words or ())})"
    return f"{one}(;{one})*"


class IsTrue(Rule):
    """A yes-or-no fact is as the rule wants it."""

    wanted = True

    def check(self, case: Case) -> bool | None:
        told = case.facts.get(self.inputs[0])
        return None if told is None else told is self.wanted


class AtLeast(Rule):
    """A number that is told reaches the value."""

    form = NUMBER

    def check(self, case: Case) -> bool | None:
        told = case.facts.get(self.inputs[0])
        return None if told is None else told >= int(self.value)


class AtMost(Rule):
    """A number drawn before leaves room for one more: the value is how many there may be."""

    form = NUMBER

    def check(self, case: Case) -> bool | None:
        told = case.facts.get(self.inputs[0])
        return None if told is None else told < int(self.value)


class EmploymentAmong(Rule):
    """The person is: {value}."""

    zh = "本人为：{value}。"
    inputs = ("employment",)
    form = _some_of("employment")

    def check(self, case: Case) -> bool | None:
        told = case.facts.get("employment")
        return None if told is None else told in self.value.split(";")

    def shown(self) -> Text:
        return words(INPUTS["employment"].words or {}, self.value)


class EmploymentNotAmong(EmploymentAmong):
    """Left out is whoever is: {value}."""

    zh = "不包括：{value}。"

    def check(self, case: Case) -> bool | None:
        among = super().check(case)
        return None if among is None else not among


class DrawsUnemploymentBenefit(IsTrue):
    """The person draws unemployment benefit."""

    zh = "本人正在领取失业保险金。"
    inputs = ("unemployment_benefit",)


class InsuredMonths(AtLeast):
    """Unemployment insurance was paid for at least {value} months in all."""

    zh = "累计缴纳失业保险费不少于{value}个月。"
    inputs = ("insured_months",)


class CertificateGained(Rule):
    """A certificate was gained by the day of the case."""

    zh = "已取得证书。"
    inputs = ("certificate_on",)

    def check(self, case: Case) -> bool | None:
        told = case.facts.get("certificate_on")
        return None if told is None else told <= case.on


class CertificateWithinMonths(Rule):
    """It is applied for within {value} months of the day of the certificate."""

    zh = "自证书核发之日起{value}个月内申请。"
    inputs = ("certificate_on",)
    form = NUMBER

    def check(self, case: Case) -> bool | None:
        told = case.facts.get("certificate_on")
        return None if told is None else told <= case.on <= months_after(told, int(self.value))


class OfDay(Rule):
    """Its value is a day of the calendar."""

    form = DAY

    def __init__(self, value: str = "") -> None:
        super().__init__(value)
        self.day = date.fromisoformat(value)


class CertificateFrom(OfDay):
    """The certificate is of {value} or later."""

    zh = "证书核发日不早于{value}。"
    inputs = ("certificate_on",)

    def check(self, case: Case) -> bool | None:
        told = case.facts.get("certificate_on")
        return None if told is None else told >= self.day


class CertificateUntil(OfDay):
    """The certificate is of {value} or earlier."""

    zh = "证书核发日不晚于{value}。"
    inputs = ("certificate_on",)

    def check(self, case: Case) -> bool | None:
        told = case.facts.get("certificate_on")
        return None if told is None else told <= self.day


class UpgradingTimesAYear(AtMost):
    """The skills upgrading subsidy is drawn at most {value} in a year."""

    zh = "技能提升补贴每年最多领取{value}。"
    limit = True
    inputs = ("claimed_this_year", "shortage_occupation")
    form = f"{NUMBER}(;{NUMBER})?"

    def check(self, case: Case) -> bool | None:
        told, shortage = case.facts.get("claimed_this_year"), case.facts.get("shortage_occupation")
        usual, _semicolon, in_shortage = self.value.partition(";")
        if told is None:
            return None
        if told < int(usual):
            return True
        if not in_shortage or told >= int(in_shortage):
            return False
        return shortage

    def missing(self, case: Case) -> tuple[str, ...]:
        # Only who has drawn the usual number already is asked about the occupation.
        return self.inputs[1:] if "claimed_this_year" in case.facts else self.inputs[:1]

    def shown(self) -> Text:
        usual, _semicolon, in_shortage = self.value.partition(";")
        if not in_shortage:
            return f"{usual}次", times(usual)
        return (
            f"{usual}次（急需紧缺职业{in_shortage}次）",
            f"{times(usual)} ({times(in_shortage)} for shortage occupations)",
        )


class TrainingTimesAYear(AtMost):
    """A training subsidy is drawn at most {value} in a year."""

    zh = "培训补贴每年最多领取{value}。"
    limit = True
    inputs = ("trainings_this_year",)

    def shown(self) -> Text:
        return f"{self.value}次", times(self.value)


class TrainingTimesInAll(AtMost):
    """A training subsidy is drawn at most {value} in all."""

    zh = "培训补贴累计最多领取{value}。"
    limit = True
    inputs = ("trainings_so_far",)

    def shown(self) -> Text:
        return f"{self.value}次", times(self.value)


class NoTrainingSubsidy(IsTrue):
    """No training subsidy was drawn for the same certificate."""

    zh = "同一证书未领取职业培训补贴。"
    limit = True
    inputs = ("training_subsidy_drawn",)
    wanted = False


class OncePerLevel(IsTrue):
    """It has not been drawn before for the same occupation and level."""

    zh = "同一职业同一等级未曾领取。"
    limit = True
    inputs = ("level_claimed_before",)
    wanted = False


class PriorityGroupAmong(Rule):
    """The person belongs to: {value}."""

    zh = "本人属于：{value}。"
    inputs = ("priority_group",)
    form = _some_of("priority_group")

    def check(self, case: Case) -> bool | None:
        told = case.facts.get("priority_group")
        return None if told is None else told in self.value.split(";")

    def shown(self) -> Text:
        return words(INPUTS["priority_group"].words or {}, self.value)


class EnterpriseApprentice(IsTrue):
    """The person is an apprentice under the new-type enterprise apprenticeship."""

    zh = "本人为企业新型学徒制学徒。"
    inputs = ("enterprise_apprentice",)


class UnionMember(IsTrue):
    """The person is a member of the union."""

    zh = "本人为工会会员。"
    inputs = ("union_member",)


class RegisteredLocally(IsTrue):
    """The person has household, insurance or unemployment registration there."""

    zh = "本人在当地有户籍、参保或失业登记。"
    inputs = ("registered_locally",)


class AgeAtLeast(AtLeast):
    """The person is at least {value} years old."""

    zh = "年满{value}周岁。"
    inputs = ("age",)


class ShortageOccupation(IsTrue):
    """The occupation is listed there as urgently needed."""

    zh = "职业列入当地急需紧缺目录。"
    inputs = ("shortage_occupation",)


class KeyOccupation(IsTrue):
    """The occupation is listed there as a key occupation."""

    zh = "职业列入当地重点职业目录。"
    inputs = ("key_occupation",)


class OtherTerms(Rule):
    """There are further terms that are not in our sources: {value}."""

    zh = "另有条件，不在我们的来源中：{value}。"
    form = BOTH

    def check(self, case: Case) -> bool | None:
        return None

    def shown(self) -> Text:
        return both(self.value)


def months_after(day: date, months: int) -> date:
    """The same day of the month, or the last one there is."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def times(number: str) -> str:
    return {"1": "once", "2": "twice"}.get(number, f"{number} times")
