"""The grammar of classification codes and of concept ids. Pure: no Django, no dates.

A code has one to four parts, one for each level (major 大类, medium 中类, minor 小类, occupation 职业):
``4``, ``4-01``, ``4-01-06``, ``4-01-06-02``. A concept id is ``C``, six digits and a check digit by
ISO/IEC 7064 MOD 11,10; it carries no meaning.
"""

import re

MAJOR, MEDIUM, MINOR, OCCUPATION = 1, 2, 3, 4
GROUP_LEVELS = (MAJOR, MEDIUM, MINOR)

GROUP_PATTERN = r"^[1-8](-[0-9]{2}){0,2}$"
OCCUPATION_PATTERN = r"^[1-8](-[0-9]{2}){3}$"
CODE_PATTERN = r"^[1-8](-[0-9]{2}){0,3}$"
# One or more codes, separated by commas; a star at the end of one stands for every code that begins so.
CODE_LIST_PATTERN = r"^[1-8][0-9-]{0,9}\*?(,[1-8][0-9-]{0,9}\*?){0,499}$"
CONCEPT_PATTERN = r"^C[0-9]{7}$"


def is_code(text: str) -> bool:
    return re.fullmatch(CODE_PATTERN, text, re.ASCII) is not None


def pattern_of(codes: str) -> re.Pattern[str]:
    """What matches any code of a list such as ``4-01-06-02,4-02*``."""
    forms = [re.escape(code[:-1]) if code.endswith("*") else re.escape(code) + r"\Z" for code in codes.split(",")]
    return re.compile("|".join(forms))


def level(code: str) -> int:
    """The level of a well-formed code, 1 to 4."""
    return code.count("-") + 1


def parent(code: str) -> str | None:
    """The code one level up; None for a major group."""
    return code.rpartition("-")[0] or None


def ancestors(code: str) -> list[str]:
    """The codes above, from the major group downwards."""
    parts = code.split("-")
    return ["-".join(parts[:length]) for length in range(1, len(parts))]


def check_digit(digits: str) -> str:
    """ISO/IEC 7064 MOD 11,10 over a string of digits."""
    product = 10
    for digit in digits:
        total = (product + int(digit)) % 10 or 10
        product = (2 * total) % 11
    return str((11 - product) % 10)


def concept_id(number: int) -> str:
    digits = f"{number:06d}"
    return f"C{digits}{check_digit(digits)}"


DATA_NUMBERS = range(1, 500_000)
"""Of the concepts that the registry's own data files bring; whoever writes the files gives them."""
CLERK_NUMBERS = range(500_000, 900_000)
"""Of the concepts that clerks bring. The two never meet, and what lies above both is never given: it is for trials."""


def is_concept_id(text: str) -> bool:
    return re.fullmatch(CONCEPT_PATTERN, text, re.ASCII) is not None and check_digit(text[1:7]) == text[7]
