"""The rules by name: every class that a policy's terms may name, and those that the engine makes itself."""

from __future__ import annotations

from policies.rules import conditions, scope, standing
from policies.rules.rule import Case, Occupation, Rule

TERMS: dict[str, type[Rule]] = {
    rule.slug(): rule
    for module in (scope, conditions)
    for rule in vars(module).values()
    if isinstance(rule, type) and issubclass(rule, Rule) and rule.__module__ == module.__name__ and hasattr(rule, "zh")
}
STANDING: dict[str, type[Rule]] = {
    rule.slug(): rule
    for rule in (
        standing.StartKnown,
        standing.LevelInStandard,
        standing.NotReplaced,
        standing.NotCarriedOutLocally,
    )
}
RULES = TERMS | STANDING

__all__ = ["RULES", "STANDING", "TERMS", "Case", "Occupation", "Rule"]
