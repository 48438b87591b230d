"""What this service calls itself, and the terms under which it gives its contents."""

from __future__ import annotations

import subprocess
from importlib.metadata import version

NAME = "LDN Guidance API"

#: Version of the API. The first number is the one in the path (`/api/v1`).
API_VERSION = "1.0.0"
#: Version of the package: another one may write the same selection as other bytes.
RELEASE = version("ldn-guidance")

LICENCE = {
    "text_of_decisions": "Text of the United Nations, reproduced with its symbol.",
    "own_content": "CC BY 4.0",
    "own_content_url": "https://creativecommons.org/licenses/by/4.0/",
    "code": "Apache-2.0",
}

NOTICE = (
    "This is not a site of the United Nations. Texts marked unofficial are machine-assisted "
    "translations that no UN translator has reviewed; for official use consult the texts that "
    "the United Nations publishes."
)


def read_revision() -> str | None:
    """The source revision, if this is a checkout."""
    try:
        done = subprocess.run(
            ["git", "rev-parse", "HEAD"], capture_output=True, text=True, check=False, timeout=5
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout.strip() or None
