"""The pages. `build_app` makes an application of a `Context`, its ports to the world."""

from sroki.projections.web.app import build_app
from sroki.projections.web.context import Check, Context, Replayed

__all__ = ["Check", "Context", "Replayed", "build_app"]
