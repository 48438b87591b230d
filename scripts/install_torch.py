"""Install a CPU build of torch, without gigabytes of CUDA where it can be helped.

In this order: what is installed already; a CPU wheel from the sources pip is set up with;
PyTorch's own CPU index if it answers within five seconds; the plain package.
"""

from __future__ import annotations

import importlib.util
import subprocess
import sys
import urllib.error
import urllib.request

VERSION = "2.13.0"
CPU_INDEX = "https://download.pytorch.org/whl/cpu"


def install(*arguments: str) -> bool:
    command = [sys.executable, "-m", "pip", "install", "--quiet", *arguments]
    return subprocess.run(command, check=False).returncode == 0


def reachable(address: str) -> bool:
    try:
        with urllib.request.urlopen(f"{address}/torch/", timeout=5):
            return True
    except (OSError, urllib.error.URLError, ValueError):
        return False


def main() -> int:
    if importlib.util.find_spec("torch") is not None:
        return 0
    print(f"torch {VERSION}: looking for a CPU build …", file=sys.stderr)
    if install(f"torch=={VERSION}+cpu"):
        return 0
    if reachable(CPU_INDEX) and install(f"torch=={VERSION}", "--index-url", CPU_INDEX):
        return 0
    print("torch: no CPU build can be had; taking the plain package (large)", file=sys.stderr)
    return 0 if install(f"torch=={VERSION}") else 1


if __name__ == "__main__":
    sys.exit(main())
