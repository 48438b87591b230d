"""Threads share arenas of memory: counted by the C library of a process of its own."""

from __future__ import annotations

import platform
import subprocess
import sys
from pathlib import Path

import pytest

COUNT = """
import ctypes, sys, threading
from kb_service.allocation import share_arenas

if sys.argv[1] == "shared":
    share_arenas()
libc = ctypes.CDLL(None)
libc.malloc.restype = ctypes.c_void_p
together = threading.Barrier(6)

def take():
    libc.malloc(1000)
    together.wait()

threads = [threading.Thread(target=take) for _ in range(6)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
libc.fopen.restype = ctypes.c_void_p
file = ctypes.c_void_p(libc.fopen(sys.argv[2].encode(), b"w"))
libc.malloc_info(0, file)
libc.fclose(file)
"""


@pytest.mark.parametrize(("how", "few"), [("shared", True), ("as it comes", False)])
def test_threads_share_arenas(how: str, few: bool, tmp_path: Path, repository: Path) -> None:
    path = tmp_path / "info.xml"
    subprocess.run([sys.executable, "-c", COUNT, how, path], check=True, cwd=repository, timeout=60)
    arenas = path.read_text().count("<heap ")
    assert platform.libc_ver()[0] != "glibc" or (arenas <= 2) == few
