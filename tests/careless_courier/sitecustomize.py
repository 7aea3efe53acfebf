"""A courier that posts again whatever was answered: every worker that finds this first is one.

It is the fault that the harness of exactly-once exists to find.
"""

import base64
import json

from awards import adapters
from awards.adapters.shape import Channel, Delivered, Dispatch, Finding, Outcome, Refused, Steps
from awards.outgoing import Caller, Failed


class Careless:
    kind = "wordpress"
    name = "WordPress"

    async def deliver(
        self, caller: Caller, channel: Channel, dispatch: Dispatch, steps: Steps
    ) -> Outcome:
        secret = f"{channel.settings['user']}:{channel.secrets[-1]}"
        typed = {"title": dispatch.article.title, "content": dispatch.article.content}
        try:
            answer = await caller.call(
                "POST",
                f"{channel.address}wp-json/wp/v2/posts",
                within=channel.within,
                content=json.dumps({**typed, "status": "publish"}).encode(),
                headers={
                    "authorization": f"Basic {base64.b64encode(secret.encode()).decode()}",
                    "content-type": "application/json",
                },
            )
        except Failed as failure:
            return Refused(str(failure), permanent=False)
        if answer.status != 201:
            return Refused(f"{answer.status}", permanent=False)
        return Delivered("posted")

    async def try_out(self, caller: Caller, channel: Channel) -> list[Finding]:
        return []


adapters.ADAPTERS = {**adapters.ADAPTERS, "wordpress": Careless()}
