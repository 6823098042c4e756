"""What every test shares."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

pytest_plugins = ["tests.support.databases", "tests.support.kafka", "tests.support.real"]

# A slow machine is not a failure, and the build must fail for what the commit did, not for luck:
# there the examples are the same each time; a developer's machine looks for new ones.
settings.register_profile("dev", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("ci", settings.get_profile("dev"), derandomize=True, print_blob=True)
settings.load_profile("ci" if os.environ.get("CI") == "true" else "dev")
