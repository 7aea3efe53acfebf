"""The results page of a category, with all that makes them hold up, beside its plain table."""

from tests.bench import scene
from tests.bench.rounds import Target
from tests.bench.scene import Scene
from tests.bench.table import Row
from tests.bench.wire import Side

LAST_NOMINEE = f"Company {scene.NOMINEES}"

ROWS = [Row(6, "results page beside its plain table", "results page", "plain table", 0.2)]


def targets(service: Side, stage: Scene) -> list[Target]:
    cookie = {"cookie": f"staff={stage.judged.cookie}"}
    overview = f"/staff/{scene.DECIDED}/standings"
    page = f"{overview}/{stage.judged.category}"
    return [
        service.asked("results page", [service.get(page, cookie)], LAST_NOMINEE),
        service.asked("plain table", [service.get(overview, cookie)], LAST_NOMINEE),
    ]
