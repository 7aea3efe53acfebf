"""A person at a browser without JavaScript: opens pages, follows links, fills in forms, presses
buttons. Finds everything by what stands on the page, as people do."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urljoin, urlsplit
from xml.etree.ElementTree import Element

import html5lib
import httpx

from awards import rendering

Fields = list[tuple[str, str]]
Button = tuple[str, Fields, str]  # its words, what it adds to the form, an address of its own


@dataclass(frozen=True)
class Form:
    action: str
    method: str
    fields: Fields  # as they stand on the page
    names: frozenset[str]  # every field that can be filled in
    buttons: list[Button]


@dataclass
class Visitor:
    """One browser with cookies of its own. ``page`` is the last answer."""

    client: httpx.AsyncClient
    language: str = "en"
    page: httpx.Response = field(init=False)
    tree: Element = field(init=False)

    async def open(self, address: str, *, expect: int = 200) -> str:
        """Go to an address, through redirects; the text of the page."""
        return await self._went(await self.client.get(address, follow_redirects=True), expect)

    async def press(self, message: str, *, expect: int = 200, nth: int = 0, **given: Any) -> str:
        """Fill in the form that has a button of these words, in their language, and press it."""
        words = rendering.translate(self.language, message)
        found = [form for form in self.forms() if any(b[0] == words for b in form.buttons)]
        assert len(found) > nth, f"no button {words!r} on {self.page.url}: {self.buttons()}"
        button = next(button for button in found[nth].buttons if button[0] == words)
        return await self._press(found[nth], button, expect, given)

    async def submit(self, action: str, *, expect: int = 200, **given: Any) -> str:
        """Fill in the form that is sent to an address ending so, and press its first button."""
        found = [form for form in self.forms() if form.action.endswith(action)]
        assert found, f"no form to {action!r} on {self.page.url}: {self.buttons()}"
        return await self._press(found[0], found[0].buttons[0], expect, given)

    async def _press(self, form: "Form", button: "Button", expect: int, given: Any) -> str:
        assert given.keys() <= form.names, f"{sorted(given.keys() - form.names)} not in the form"
        _, added, action = button
        fields = [(name, value) for name, value in form.fields if name not in given]
        for name, value in given.items():
            fields += [(name, str(one)) for one in (value if isinstance(value, list) else [value])]
        target = urljoin(str(self.page.url), action or form.action)
        return await self.send(form.method, target, fields + added, expect=expect)

    async def send(self, method: str, target: str, fields: Fields, *, expect: int = 200) -> str:
        if method == "get":
            answer = await self.client.get(target, params=fields, follow_redirects=True)  # type: ignore[arg-type]
        else:
            body = str(httpx.QueryParams(fields))  # type: ignore[arg-type]
            headers = {"content-type": "application/x-www-form-urlencoded"}
            answer = await self.client.post(
                target, content=body, headers=headers, follow_redirects=True
            )
        return await self._went(answer, expect)

    async def _went(self, answer: httpx.Response, expect: int) -> str:
        self.page = answer
        if "html" in answer.headers.get("content-type", ""):
            self.tree = html5lib.parse(answer.text, namespaceHTMLElements=False)
        said = f"{answer.status_code} for {answer.request.method} {answer.url}"
        assert answer.status_code == expect, f"{said}: {self.text()[:2000]}"
        return self.text()

    @property
    def path(self) -> str:
        return urlsplit(str(self.page.url)).path

    def text(self) -> str:
        """What the page says, spaces evened out."""
        main = self.tree.find(".//main")
        return said(main if main is not None else self.tree)

    async def addresses(self) -> list[str]:
        """Where the links of the page lead, in order."""
        return [link.get("href", "") for link in self.tree.iter("a")]

    def buttons(self) -> list[str]:
        return [button[0] for form in self.forms() for button in form.buttons]

    def errors(self) -> list[str]:
        """What the page says is wrong, field by field."""
        return [
            said(one)
            for one in self.tree.iter()
            if "ds-validation-message" in one.get("class", "").split()
        ]

    def forms(self) -> list[Form]:
        return [_form(form, self.tree) for form in self.tree.iter("form")]


def said(element: Element) -> str:
    return re.sub(r"\s+", " ", "".join(_texts(element))).strip()


def _texts(element: Element) -> Iterator[str]:
    if not isinstance(element.tag, str) or element.tag in ("script", "style", "svg"):
        return
    yield element.text or ""
    for child in element:
        yield from _texts(child)
        yield child.tail or ""


def _form(form: Element, tree: Element) -> Form:
    fields: Fields = []
    names: set[str] = set()
    buttons: list[Button] = []
    inside = list(form.iter())
    ident = form.get("id")
    if ident:
        inside += [one for one in tree.iter() if one.get("form") == ident and one not in inside]
    for one in inside:
        name = one.get("name", "")
        if one.tag == "button" and one.get("type") != "button":
            added = [(name, one.get("value", ""))] if name else []
            buttons.append((said(one), added, one.get("formaction", "")))
        elif name and one.tag in ("input", "textarea", "select"):
            names.add(name)
            fields += [(name, value) for value in _values(one)]
    return Form(
        form.get("action", ""), form.get("method", "get"), fields, frozenset(names), buttons
    )


def _values(one: Element) -> list[str]:
    if one.tag == "textarea":
        return [(one.text or "").removeprefix("\n")]
    if one.tag == "select":
        options = list(one.iter("option"))
        chosen = [option for option in options if option.get("selected") is not None]
        return [option.get("value", said(option)) for option in (chosen or options[:1])]
    if one.get("type") in ("radio", "checkbox") and one.get("checked") is None:
        return []
    return [one.get("value", "on" if one.get("type") == "checkbox" else "")]
