"""How many threads a worker may use: its share of the container's processors."""

from __future__ import annotations

import contextlib
import math
import os
from pathlib import Path

QUOTA = Path("/sys/fs/cgroup/cpu.max")


def threads_per_worker() -> int:
    """Share the processors among the workers; libraries count those of the whole machine."""
    processors = len(os.sched_getaffinity(0))
    with contextlib.suppress(OSError, ValueError):  # no such file, or "max" for no limit
        quota, period = QUOTA.read_text().split()
        processors = min(processors, math.ceil(int(quota) / int(period)))
    return max(1, processors // int(os.environ.get("WORKER_COUNT", "1")))
