"""What it was measured on."""

import os
import platform
import sys
from pathlib import Path

import psutil

from tests.benchmarks.place import DURABLE, admin


def described() -> dict[str, str]:
    """Processor, memory, system, Python, PostgreSQL with what makes its commits durable."""
    with admin() as connection:
        shown = {
            name: connection.execute(f"SHOW {name}").fetchone()
            for name in ("server_version", "shared_buffers", "wal_sync_method", *DURABLE)
        }
    said = {name: str(row[0]) for name, row in shown.items() if row}
    durability = ", ".join(f"{name}={said[name]}" for name in (*DURABLE, "wal_sync_method"))
    return {
        "Processor": f"{_processor()}, {os.cpu_count()} cores",
        "Memory": f"{psutil.virtual_memory().total / 2**30:.0f} GiB",
        "System": f"{platform.system()} {platform.release()} ({platform.machine()})",
        "Python": sys.version.split()[0],
        "PostgreSQL": f"{said['server_version']}, shared_buffers={said['shared_buffers']}, {durability}",
        "Load before": ", ".join(f"{load:.2f}" for load in LOAD),
    }


LOAD = os.getloadavg()


def _processor() -> str:
    cpus = Path("/proc/cpuinfo")
    lines = cpus.read_text().splitlines() if cpus.exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor() or "unknown"
