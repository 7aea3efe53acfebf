"""Looking a company up: suggestions while its name is typed, and the same as steps of the form.

The register is asked before the form's transaction opens, and never keeps a nomination from being
sent: what it does not answer in time is not verified.
"""

from dataclasses import dataclass, field
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from awards import pages, register, rendering
from awards.errors import N_
from awards.forms import Typed
from awards.register import Answer, Facts, Register
from awards.routes import lobby

FIND, PICK, CHANGE = "find", "pick-", "change-company"  # what the buttons of the form say
SENDS = ("", "send")
NAME, NUMBER = "company", "organisation_number"  # the fields of the form
SENDING = 0.8  # seconds that sending waits for the register
PICKING = 2.0


@dataclass(frozen=True)
class Look:
    """What the register had to say while a form was filled in."""

    typed: Typed = field(default_factory=lambda: Typed([]))  # with what was picked in its place
    step: bool = False  # a step on the way: nothing is sent yet
    searched: bool = False
    hits: list[Facts] = field(default_factory=list)
    reachable: bool = True
    answer: Answer | None = None  # about the number that was typed or picked

    @property
    def number(self) -> str | None:
        return register.number_in(self.typed[NUMBER])

    @property
    def facts(self) -> Facts | None:
        return self.answer.facts if self.answer else None


async def suggest(request: Request) -> Response:
    """At most ten companies that may be meant, each with the part of the form it fills in."""
    await lobby.current(request)
    found = await _register(request).search(request.query_params.get("q", ""))
    hits = [await _suggestion(request, facts) for facts in found.hits]
    return JSONResponse({"reachable": found.reachable, "hits": hits})


async def _suggestion(request: Request, facts: Facts) -> dict[str, Any]:
    name, spoken = facts.announced, pages.language(request)
    flags = [rendering.translate(spoken, flag) for flag in _flags(facts)]
    picked = await pages.text_of(
        request, "public/company_picked.html", spoken, facts=facts, name=name, error=""
    )
    return {
        "number": facts.number,
        "name": facts.name,
        "announced": name,
        "form": facts.form,
        "place": facts.place,
        "flags": flags,
        "picked": picked,
    }


def _flags(facts: Facts) -> list[str]:
    raised = {
        N_("Bankrupt"): facts.bankrupt,
        N_("Being wound up"): facts.winding_up,
        N_("Dissolved"): bool(facts.dissolved),
    }
    return [flag for flag, is_raised in raised.items() if is_raised]


async def look(request: Request, typed: Typed) -> Look:
    """What was pressed decides; sending asks about the number, if one was typed."""
    pressed = typed["do"]
    if pressed == CHANGE:
        return Look(_with(typed, "", ""), step=True)
    if pressed == FIND:
        return await _find(request, typed)
    if pressed.startswith(PICK):
        return await _pick(request, typed, pressed.removeprefix(PICK))
    return await _sent(request, typed) if pressed in SENDS else remembered(request, typed)


def remembered(request: Request, typed: Typed) -> Look:
    """A form as it was left, with what the register said a moment ago. Nobody is asked."""
    number = register.number_in(typed[NUMBER])
    facts = _register(request).known(number) if number else None
    return Look(typed, answer=Answer("found", facts) if facts else None)


async def _find(request: Request, typed: Typed) -> Look:
    """A number means one company, which is picked at once."""
    if register.number_in(typed[NUMBER]):
        return await _pick(request, typed, typed[NUMBER])
    found = await _register(request).search(typed[NAME])
    return Look(typed, True, True, hits=found.hits, reachable=found.reachable)


async def _pick(request: Request, typed: Typed, number: str) -> Look:
    asked = register.number_in(number)
    if asked is None:
        return Look(typed, step=True, searched=True)
    answer = await _register(request).facts(asked, within=PICKING)
    name = answer.facts.announced if answer.facts else typed[NAME]
    reachable = answer.outcome != "unreachable"
    return Look(_with(typed, name, asked), True, True, reachable=reachable, answer=answer)


async def _sent(request: Request, typed: Typed) -> Look:
    number = register.number_in(typed[NUMBER])
    answer = await _register(request).facts(number, within=SENDING) if number else None
    return Look(typed, answer=answer)


def _with(typed: Typed, name: str, number: str) -> Typed:
    kept = [one for one in typed.multi_items() if one[0] not in (NAME, NUMBER)]
    return Typed([*kept, (NAME, name), (NUMBER, number)])


def _register(request: Request) -> Register:
    found: Register = request.app.state.register
    return found


routes: list[BaseRoute] = [Route("/companies", suggest, name="companies")]
