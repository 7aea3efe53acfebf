"""What may go wrong at the stand-in for WordPress: with one request, by chance, or with all."""

import gzip
from dataclasses import dataclass
from random import Random

from starlette.responses import JSONResponse, Response

KINDS = (
    "lose_before",  # the connection is cut, nothing was done
    "lose_after",  # done, and the connection is cut
    "error_before",  # 500, nothing was done
    "error_after",  # done, and 500
    "hang",  # done late, whoever still waits
    "half",  # done, half of the answer comes
    "too_many",  # 429 with Retry-After
    "gzip",  # done, the answer is compressed
    "redirect",  # to another address
    "front_page",  # 200 and the front page, nothing was done
    "notice",  # done, a plugin prints a notice before the JSON
)
MOODS = (
    "plain",  # permalinks: only ?rest_route= works
    "passwords_off",  # no application passwords, or a header that was stripped
    "author",  # the user's role; else an editor
    "contributor",
    "disabled",  # 403 rest_disabled, by a plugin
    "blocked",  # 404 text/html, by the web server
    "firewall",  # 403 text/html for what changes anything
    "maintenance",  # 503 wp_die, Retry-After
    "no_link",  # a cache that drops the Link header
)


@dataclass
class Nastiness:
    """How often what goes wrong, as shares of all requests that change anything."""

    seed: int
    lose_before: float = 0.0
    lose_after: float = 0.0
    error_before: float = 0.0
    error_after: float = 0.0
    hang: float = 0.0
    half: float = 0.0
    too_many: float = 0.0
    reads_too: bool = False

    def __post_init__(self) -> None:
        self._dice = Random(self.seed)

    def draw(self, method: str) -> str:
        if method in ("GET", "HEAD") and not self.reads_too:
            return ""
        rolled = self._dice.random()
        for kind in KINDS[:7]:
            if (rolled := rolled - getattr(self, kind)) < 0:
                return kind
        return ""


def worse(answer: Response, went: str) -> Response | None:
    if went == "lose_after":
        return None
    if went == "error_after":
        return JSONResponse({"code": "internal_server_error"}, 500)
    if went == "notice":
        noted = b"<br /><b>Notice</b>: Undefined index<br />" + bytes(answer.body)
        return Response(noted, answer.status_code, media_type="application/json")
    if went == "gzip":
        packed = Response(gzip.compress(bytes(answer.body)), answer.status_code)
        packed.headers["content-encoding"] = "gzip"
        return packed
    if went == "half":
        answer.body = answer.body[: len(answer.body) // 2]  # and the length promises more
    return answer
