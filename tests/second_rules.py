"""A second program that checks the sealed rules of a year. It shares no code with the first.

    curl -O https://the.award/2027/rules.json
    python tests/second_rules.py rules.json

It hashes each canonical text, writes each text anew by its own rules (keys in the order of their
code points, no spaces, nothing escaped that need not be), and looks at the numbers of the versions
and at their reasons. It prints a line for each version, and ends with 1 if anything is wrong.
"""

import hashlib
import json
import sys
from datetime import datetime
from itertools import pairwise
from pathlib import Path

FORMAT = 1
ESCAPED = {
    '"': '\\"',
    "\\": "\\\\",
    "\n": "\\n",
    "\r": "\\r",
    "\t": "\\t",
    "\b": "\\b",
    "\f": "\\f",
}
FIRST_PRINTED = 0x20


def written(value: object) -> str:
    """The one canonical text of a value."""
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, int):
        return str(value)
    if isinstance(value, str):
        return '"' + "".join(map(letter, value)) + '"'
    if isinstance(value, list):
        return "[" + ",".join(map(written, value)) + "]"
    if isinstance(value, dict):
        pairs = (f"{written(key)}:{written(value[key])}" for key in sorted(value))
        return "{" + ",".join(pairs) + "}"
    raise TypeError(f"{value!r} is not a text, a whole number, a list or an object")


def letter(one: str) -> str:
    if one in ESCAPED:
        return ESCAPED[one]
    return f"\\u{ord(one):04x}" if ord(one) < FIRST_PRINTED else one


def faults(published: dict) -> list[str]:  # type: ignore[type-arg]
    """What is wrong with the published rules, in words."""
    if published["format"] != FORMAT:
        return [f"format {published['format']} is not known here"]
    found = [] if published["versions"] else ["there is no version"]
    sealed: list[datetime] = []
    texts: list[str] = []
    for number, one in enumerate(published["versions"], start=1):
        if one["version"] != number:
            found.append(f"version {one['version']} stands where {number} belongs")
        found += [f"version {number}: {what}" for what in wrong(one, published["year"])]
        if number > 1 and not one["reason"]:
            found.append(f"version {number}: it has no reason")
        sealed.append(datetime.fromisoformat(one["sealed_at"]))
        texts.append(one["canonical"])
    if sealed != sorted(sealed):
        found.append("a later version was sealed before an earlier one")
    if any(text == after for text, after in pairwise(texts)):
        found.append("a version says what the one before it says")
    return found


def wrong(one: dict, year: int) -> list[str]:  # type: ignore[type-arg]
    """What is wrong with one version."""
    text = one["canonical"]
    found = []
    if hashlib.sha256(text.encode("utf-8")).hexdigest() != one["sha256"]:
        found.append("the hash is not that of the text")
    rules = json.loads(text)
    if written(rules) != text:
        found.append("the text is not canonical")
    if rules["year"] != year:
        found.append(f"it is of {rules['year']}")
    for category in rules["categories"]:
        weight = sum(criterion["weight"] for criterion in category["criteria"])
        if weight != 100:
            found.append(f"the weights in {category['slug']} add up to {weight}")
    return found


def main(path: str) -> int:
    published = json.loads(Path(path).read_text(encoding="utf-8"))
    for one in published["versions"]:
        print(one["version"], hashlib.sha256(one["canonical"].encode("utf-8")).hexdigest())
    found = faults(published)
    print("\n".join(found) or "The rules are what was sealed.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
