"""How requests to one of the two programs are written, and how often they are asked."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from tests.bench.load import CONNECTIONS, Plan
from tests.bench.rounds import Target

MOST = 250  # posts a second on one connection: more than any side can answer


@dataclass(frozen=True)
class Side:
    """The service or the bare program, on its port."""

    port: int

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def get(self, path: str, headers: Mapping[str, str] | None = None) -> str:
        return self._request("GET", path, headers or {})

    def post(self, path: str, body: str, headers: Mapping[str, str] | None = None) -> str:
        about = {
            "content-type": "application/x-www-form-urlencoded",
            "content-length": str(len(body)),
            "origin": self.url,
        }
        return self._request("POST", path, {**about, **(headers or {})}) + body

    def _request(self, verb: str, path: str, headers: Mapping[str, str]) -> str:
        told = {"host": f"127.0.0.1:{self.port}", "accept-language": "en", **headers}
        lines = "".join(f"{name}: {text}\r\n" for name, text in told.items())
        return f"{verb} {path} HTTP/1.1\r\n{lines}\r\n"

    def asked(self, name: str, requests: Sequence[str], marker: str, status: int = 200) -> Target:
        """The same requests over and over; each connection begins at another one."""
        begins = [lane % len(requests) for lane in range(CONNECTIONS)]
        lanes = [[*requests[begin:], *requests[:begin]] for begin in begins]
        plan = Plan(self.port, lanes, status, marker)
        return Target(name, lambda seconds: plan)

    def posted(self, name: str, lanes: Callable[[int], list[list[str]]], marker: str) -> Target:
        """Requests that are good once, made anew for each round: so many for each connection."""

        def plan(seconds: float) -> Plan:
            return Plan(self.port, lanes(int(MOST * seconds)), 303, marker, once=True)

        return Target(name, plan)
