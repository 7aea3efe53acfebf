"""Nominations over HTTP without a browser: what the form holds, and what a person fills in."""

import re

HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')
QUESTION = re.compile(r'<textarea[^>]* name="([^"]+)"')
CATEGORY = re.compile(r'name="category" value="(\d+)"|value="(\d+)"[^>]*name="category"')


def filled(page: str, number: int, **given: str) -> dict[str, str]:
    """The fields of the public form as one of many people fills them in."""
    category = CATEGORY.search(page)
    assert category is not None
    fields = dict(HIDDEN.findall(page))
    fields |= dict.fromkeys(QUESTION.findall(page), "It grows abroad.")
    return fields | {
        "category": category[1] or category[2],
        "company": f"Company {number}",
        "organisation_number": "",
        "nominator": f"Person {number}",
        "address": f"person{number}@example.org",
        "relation": "Customer",
        **given,
    }
