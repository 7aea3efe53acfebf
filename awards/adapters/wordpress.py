"""Not written yet."""

from awards.adapters.shape import Channel, Dispatch, Finding, Outcome, Refused, Steps
from awards.outgoing import Caller


class _Unwritten:
    kind = "wordpress"
    name = "wordpress"

    async def deliver(
        self, caller: Caller, channel: Channel, dispatch: Dispatch, steps: Steps
    ) -> Outcome:
        return Refused("not written", permanent=True)

    async def try_out(self, caller: Caller, channel: Channel) -> list[Finding]:
        return []


WORDPRESS = _Unwritten()
