"""The kinds of channels, each one small file of one shape."""

from collections.abc import Mapping

from awards.adapters.shape import Adapter
from awards.adapters.webhook import WEBHOOK
from awards.adapters.wordpress import WORDPRESS

ADAPTERS: Mapping[str, Adapter] = {one.kind: one for one in (WORDPRESS, WEBHOOK)}
