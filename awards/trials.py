"""Trials: a channel is tried out, and whatever comes of it is said in words. Publishes nothing."""

import asyncio
import logging

from awards import outgoing
from awards.adapters import ADAPTERS
from awards.adapters.shape import Channel, Finding
from awards.errors import N_
from awards.outgoing import Caller

log = logging.getLogger(__name__)

WITHIN = 20.0  # seconds for all calls of a trial

TOO_SLOW = N_("No answer within 20 seconds. See whether the site is up, and try again.")
OUR_FAULT = N_("The trial went wrong on our side. The fault is ours; try again later.")


async def trial(channel: Channel, inner_hosts: frozenset[str]) -> list[Finding]:
    try:
        async with asyncio.timeout(WITHIN), outgoing.client() as browser:
            return await ADAPTERS[channel.kind].try_out(Caller(browser, inner_hosts), channel)
    except TimeoutError:
        return [Finding(False, TOO_SLOW, {})]
    except Exception as error:
        log.error("a trial went wrong", exc_info=error, extra={"fields": {"channel": channel.id}})
        return [Finding(False, OUR_FAULT, {})]
