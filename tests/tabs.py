"""Tabs of a juror's browsers: each shows a score sheet as it once was, and saves what is typed.

A tab sends what the script on the page sends, cell by cell, or the whole form as a browser without
scripts does. Answers are lost on the way at times; then the tab sends the same again. The ledger
keeps what the service acknowledged, and says afterwards what was lost or doubled.
"""

import random
from collections import Counter
from dataclasses import dataclass, field

import httpx

from awards import cells
from tests.visitor import Visitor

CELLS = ("criterion-1", "criterion-1-comment", "criterion-2", "criterion-2-comment", "note")
NOTE = "note"
UNSEEN = ""  # the mark of an empty cell


@dataclass(frozen=True)
class Edit:
    """What a tab sent: a text for a cell, over the version and the mark that it showed."""

    tab: str
    cell: str
    value: str
    shown: int
    over: str


@dataclass
class Ledger:
    """What was acknowledged, and what may have been: its answer was lost."""

    accepted: list[tuple[int, Edit]] = field(default_factory=list)  # with the version it made
    unheard: list[Edit] = field(default_factory=list)
    clashes: int = 0

    def faults(self, standing: dict[str, tuple[int, str]], logged: Counter[str]) -> list[str]:
        """What is wrong, given the version and the text that stand in each cell, and how often
        the log says that it was saved."""
        return [fault for cell in CELLS for fault in self._of(cell, standing, logged)]

    def _of(
        self, cell: str, standing: dict[str, tuple[int, str]], logged: Counter[str]
    ) -> list[str]:
        made: dict[int, list[Edit]] = {}
        for version, edit in self.accepted:
            if edit.cell == cell:
                made.setdefault(version, []).append(edit)
        lost_answers = {(one.shown + 1, one.value) for one in self.unheard if one.cell == cell}
        newest, text = standing.get(cell, (0, ""))
        found = [
            f"doubled: {version} of {cell} is {sorted({one.value for one in edits})}"
            for version, edits in made.items()
            if len({one.value for one in edits}) > 1
        ]
        for version, edits in sorted(made.items()):
            before = {one.value for one in made.get(version - 1, [])}
            before |= {value for number, value in lost_answers if number == version - 1}
            seen = {cells.mark(value) for value in before} if version > 1 else {UNSEEN}
            found += [
                f"lost: {edit.tab} wrote {edit.value!r} over what it had not seen, {cell}"
                for edit in edits
                if edit.shown != version - 1 or edit.over not in seen
            ]
        if made and max(made) <= newest:
            last = {one.value for one in made.get(newest, [])}
            last |= {value for number, value in lost_answers if number == newest}
            if text not in last:
                found.append(f"lost: {cell} is {text!r}, acknowledged was {sorted(last)}")
        elif made:
            found.append(f"lost: {cell} stands at {newest}, acknowledged was {max(made)}")
        if cell != NOTE and logged[cell] != newest:  # notes are the juror's own, and in no log
            found.append(f"doubled: {cell} was saved {newest} times, the log has {logged[cell]}")
        return found


@dataclass
class Tab:
    """One tab: what it shows in each cell, with version and mark, and what it has yet to send."""

    name: str
    client: httpx.AsyncClient
    nominee: int
    ledger: Ledger
    chance: random.Random
    shown: dict[str, tuple[int, str]] = field(default_factory=dict)  # version and mark
    texts: dict[str, str] = field(default_factory=dict)
    again: Edit | None = None  # its answer was lost

    @property
    def address(self) -> str:
        return f"/jury/nominees/{self.nominee}"

    async def load(self) -> None:
        visitor = Visitor(self.client)
        await visitor.open(self.address)
        form = next(form for form in visitor.forms() if "criterion-1-version" in form.names)
        fields = dict(form.fields)
        for cell in CELLS:
            if f"{cell}-version" in fields:
                self.shown[cell] = int(fields[f"{cell}-version"]), fields[f"{cell}-was"]
                self.texts[cell] = fields.get(cell, "")
        self.again = None

    async def act(self) -> None:
        """One thing that a juror may do, or that may happen to them."""
        if self.again is not None:
            await self._send(self.again)
            return
        what = self.chance.random()
        if what < 0.1:
            await self.load()
        elif what < 0.25:
            await self._save_form()
        else:
            cell = self.chance.choice(list(self.shown))
            version, mark = self.shown[cell]
            await self._send(Edit(self.name, cell, self._typed(cell), version, mark))

    def _typed(self, cell: str) -> str:
        if cell in ("criterion-1", "criterion-2"):
            return str(
                self.chance.choice([one for one in range(5) if str(one) != self.texts[cell]])
            )
        return f"{self.name} {self.chance.randrange(10**6)}"

    async def _send(self, edit: Edit) -> None:
        """Save one cell as the script does; sometimes nothing leaves, or no answer comes."""
        fate = self.chance.random()
        self.again = edit
        if fate < 0.1:
            return
        typed = {"cell": edit.cell, "value": edit.value, "version": str(edit.shown)}
        answer = await self.client.post(f"{self.address}/cell", data=typed)
        if fate < 0.25:
            self.ledger.unheard.append(edit)
            return
        self.again = None
        self._settle(edit, answer)

    def _settle(self, edit: Edit, answer: httpx.Response) -> None:
        assert answer.status_code in (200, 409), answer.text
        told = answer.json()
        self.shown[edit.cell] = told["version"], told["was"]
        self.texts[edit.cell] = edit.value  # it stands in the field, saved or not
        if answer.status_code == 200:
            self._accept(told["version"], edit)
        else:
            self.ledger.clashes += 1  # both are shown; the juror's next save decides

    def _accept(self, version: int, edit: Edit) -> None:
        """A second answer to the same text is the same acknowledgement."""
        if version == edit.shown + 1:
            self.ledger.accepted.append((version, edit))

    async def _save_form(self) -> None:
        """Press Save in a browser without scripts: the whole form, some cells typed anew."""
        for cell in self.shown:
            if self.chance.random() < 0.5:
                self.texts[cell] = self._typed(cell)
        fields = {cell: text for cell, text in self.texts.items() if text or "comment" in cell}
        for cell, (version, mark) in self.shown.items():
            fields |= {f"{cell}-version": str(version), f"{cell}-was": mark}
        edits = [
            Edit(self.name, cell, text, *self.shown[cell])
            for cell, text in self.texts.items()
            if cells.mark(text) != self.shown[cell][1]
        ]
        answer = await self.client.post(self.address, data={**fields, "do": "save"})
        assert answer.status_code in (303, 409), answer.text
        if answer.status_code == 409:
            self.ledger.clashes += 1  # some were changed elsewhere, the others are saved
        await self.load()
        for edit in edits:
            if self.shown[edit.cell] == (edit.shown + 1, cells.mark(edit.value)):
                self._accept(edit.shown + 1, edit)
            else:
                self.ledger.unheard.append(edit)
