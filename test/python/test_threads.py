"""The share of the processors that a worker may use."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import MakeService


@pytest.mark.parametrize(
    ("quota", "workers", "threads"),
    [("max 100000", "1", 8), ("250000 100000", "1", 3), ("50000 100000", "4", 1), ("", "4", 2)],
)
def test_uses_the_containers_share_of_the_processors(
    make_service: MakeService,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    quota: str,
    workers: str,
    threads: int,
) -> None:
    module = make_service("threads")
    (tmp_path / "cpu.max").write_text(quota)
    monkeypatch.setattr(module, "QUOTA", tmp_path / "cpu.max")
    monkeypatch.setattr(module.os, "sched_getaffinity", lambda _: range(8))
    monkeypatch.setenv("WORKER_COUNT", workers)
    assert module.threads_per_worker() == threads
