"""A nominated company with a form of its own, and two people who work on it."""

from dataclasses import dataclass, field
from typing import Any

from awards import contributors
from awards.contributors import Contributor
from awards.database import Connection
from awards.submissions import Written
from tests import people

RULE = {"rule": {"is_yes": True}, "unmet": {"en": "It must be in Norway."}}
WAY_OUT = {"way_out": {"en": "Ask us about the Nordic award."}}


@dataclass
class Nominated:
    """Fjordpuls is nominated for export; Eli and Jon are inside its form."""

    edition: int = 0
    category: int = 0
    company: int = 0
    nominee: int = 0
    eli: int = 0
    jon: int = 0
    questions: dict[str, int] = field(default_factory=dict)

    def field(self, label: str) -> str:
        return f"answer-{self.questions[label]}"


async def question(db: Connection, edition: int, label: str, **changed: Any) -> int:
    """A question of the company's form; required, unless ``need`` says otherwise."""
    asked = {
        "kind": "long_text",
        "need": "always",
        "category": None,
        "rule": None,
        "unmet": {},
        "way_out": {},
        "figure": "",
        "scale": 1,
        **changed,
    }
    return int(
        await db.fetchval(
            """INSERT INTO questions (edition, form, position, kind, label, need, category, rule,
                                      unmet, way_out, figure, scale)
               SELECT $1, 'company', 1 + count(*), $2, $3, $4, $5, $6, $7, $8, $9, $10
                 FROM questions WHERE edition = $1 AND form = 'company' RETURNING id""",
            edition,
            asked["kind"],
            {"nb": f"{label} nb", "en": label},
            *(asked[name] for name in ("need", "category", "rule", "unmet", "way_out")),
            asked["figure"],
            asked["scale"],
        )
    )


async def nominated(db: Connection, **changed: Any) -> Nominated:
    """The form asks for a requirement, figures, two texts, and one more thing in export."""
    at = Nominated()
    await people.award(db)
    await people.staff(db)
    at.edition = await people.edition(db, **changed)
    at.category = await people.category(db, at.edition)
    at.company = await people.company(db, at.edition)
    await people.nomination(db, at.category, at.company)
    at.nominee = await people.nominee(db, at.category, at.company)
    at.eli = await people.contributor(db, at.company, "Eli")
    at.jon = await people.contributor(db, at.company, "Jon", let_in_by=f"contributor:{at.eli}")
    years = {"kind": "year_figures", "scale": 1_000_000}
    asked: dict[str, dict[str, Any]] = {
        "Norwegian?": {"kind": "yes_no", **RULE, **WAY_OUT},
        "Turnover": {**years, "figure": "turnover"},
        "Export": {**years, "figure": "export"},
        "Markets": {},
        "Plans": {"need": "never"},
        "Prizes": {"need": "judging", "category": at.category},
    }
    for label, one in asked.items():
        at.questions[label] = await question(db, at.edition, label, **one)
    return at


async def inside(db: Connection, ident: int) -> Contributor:
    return await contributors.contributor(db, ident)


def written(at: Nominated, seen: int = 0, **bodies: str) -> list[Written]:
    return [Written(at.questions[label], body, seen) for label, body in bodies.items()]
