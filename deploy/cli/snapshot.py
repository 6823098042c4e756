"""`sroki snapshot`: the official figures of a period, drafted, frozen, verified, restated.

What is done about them is in `snapshot_acts`, what is read in `snapshot_files`.
"""

from sroki.deploy.cli import snapshot_acts, snapshot_files
from sroki.deploy.cli.snapshot_office import app

__all__ = ["app", "snapshot_acts", "snapshot_files"]
