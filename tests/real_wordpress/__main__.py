"""Installs and starts a real WordPress, and sees what becomes of our announcements there."""

import asyncio
import os
from pathlib import Path

import httpx

from tests.real_wordpress import house
from tests.real_wordpress.doorstep import Doorstep, open_door
from tests.real_wordpress.scenes import SCENES, Visit

FOLDER = Path(os.environ.get("DATA", ".data")).resolve() / "wordpress"


async def play(doorstep: Doorstep, url: str, lodging: house.House) -> None:
    for number, scene in enumerate(SCENES, start=1):
        async with httpx.AsyncClient(base_url=url, timeout=30) as reader:
            seen = await scene(Visit(reader, doorstep, url, lodging, number))
        print(f"{scene.__name__.replace('_', ' ')}: {seen}", flush=True)


async def main() -> None:
    house.install()
    port = house.free_port()
    url = f"http://127.0.0.1:{port}"
    print(f"A new WordPress at {url}, in {FOLDER}", flush=True)
    with house.running(FOLDER, url) as lodging:
        async with open_door(port, lodging.port) as doorstep:
            await play(doorstep, url, lodging)
    print(f"All {len(SCENES)} scenes went as they should.")


asyncio.run(main())
