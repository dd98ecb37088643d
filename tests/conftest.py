"""What holds for all tests: Ctrl-C can be sent to what they start, and how Hypothesis runs the property tests.

It tries the same examples each time, by no clock, and writes nothing into the checkout.
``pytest tests/properties --hypothesis-profile=search`` looks at new ones, and at many more.
"""

from __future__ import annotations

import os
import signal
import tempfile
from pathlib import Path

from hypothesis import HealthCheck, settings

if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    # A shell starts what runs in the background so, and what the tests start would inherit it: they end it by SIGINT.
    signal.signal(signal.SIGINT, signal.default_int_handler)

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
