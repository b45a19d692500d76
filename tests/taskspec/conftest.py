"""How hypothesis runs here: the same requests each time, since a suite that fails by chance is not believed.

`HYPOTHESIS_PROFILE=search` looks for new ones, many more of them.
"""

import os

from hypothesis import HealthCheck, settings

settings.register_profile(
    "suite", deadline=None, derandomize=True, max_examples=100, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile(
    "search", deadline=None, max_examples=3_000, suppress_health_check=list(HealthCheck)
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "suite"))
