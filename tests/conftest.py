"""How Hypothesis runs the property tests: the same examples each time, by no clock, nothing written into the checkout.

``pytest tests/properties --hypothesis-profile=search`` looks at new ones, and at many more.
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from hypothesis import HealthCheck, settings

# Hypothesis keeps what it found out about the interpreter's characters and the code's constants.
os.environ.setdefault("HYPOTHESIS_STORAGE_DIRECTORY", str(Path(tempfile.gettempdir()) / "listrak-mock-hypothesis"))

settings.register_profile(
    "same",
    max_examples=250,
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],  # by the clock, and by chance
)
settings.register_profile("search", settings.get_profile("same"), derandomize=False, max_examples=10_000)
settings.load_profile("same")
