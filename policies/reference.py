"""docs/reference/rules.md: every rule and every input, written from the classes themselves."""

from __future__ import annotations

from collections.abc import Iterator

from policies.rules import RULES, STANDING, Rule
from policies.rules.inputs import INPUTS, Input

HEAD = """\
# Rules

Written by `manage.py write_rules` from the classes in `policies/rules/`; do not edit it here.

A policy names its rules as *terms*, each with a value where the rule takes one. A rule checks one thing of one case:
**met**, **unmet**, or **unknown** where it was not told what it needs. All terms of a policy count; of terms that share
an `alternative` one is enough.

| Where | A rule that is unmet | A rule that is unknown |
|---|---|---|
| scope | `not_applicable` | `needs_information` |
| condition | `not_granted` | `needs_information` |
| limit on what was drawn before | `not_granted` | `granted`, with the rule under `provided` |
| standing | `not_applicable` | `needs_information` |

Where nothing is unmet or unknown the decision is `granted`. More facts never turn `granted` into `needs_information`.
The text of a rule is the reason that an answer shows. `{value}` stands for what the policy names.
"""


def rules_page() -> str:
    return "\n".join([HEAD, *_rules(), *_inputs()])


def _rules() -> Iterator[str]:
    parts = {
        "Scope 适用范围": [rule for slug, rule in RULES.items() if rule.scope and slug not in STANDING],
        "Conditions 条件": [rule for slug, rule in RULES.items() if not (rule.scope or rule.limit or slug in STANDING)],
        "Limits 次数限制": [rule for rule in RULES.values() if rule.limit],
        "Standing 规定之间": [*STANDING.values()],
    }
    for title, rules in parts.items():
        yield f"## {title}\n"
        yield from (_rule(rule) for rule in rules)


def _rule(rule: type[Rule]) -> str:
    asked = ", ".join(f"`{name}`" for name in rule.inputs) or "nothing"
    return f"### `{rule.slug()}`\n\n{rule.__doc__}\n{rule.zh}\n\nAsks for: {asked}.\n"


def _inputs() -> Iterator[str]:
    yield "## Inputs 输入项\n"
    yield "| Input | What it says | 含义 | Form | Asked for by |\n|---|---|---|---|---|"
    for given in INPUTS.values():
        asking = ", ".join(f"`{slug}`" for slug, rule in RULES.items() if given.name in rule.inputs)
        yield f"| `{given.name}` | {given.label[1]} | {given.label[0]} | {_form(given)} | {asking} |"
    yield ""


def _form(given: Input) -> str:
    if given.kind == "yes_no":
        return "true, false"
    if given.words:
        return ", ".join(f"`{word}`" for word in given.words)
    if given.bounds:
        return f"{given.bounds[0]} to {given.bounds[1]}"
    return "a day" if given.kind == "day" else "a code"
