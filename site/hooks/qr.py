"""A permanent address as a QR code, for slides and paper."""

from __future__ import annotations

import io
from collections.abc import Sequence
from functools import lru_cache

import segno
from markupsafe import Markup

#: Modules of empty space around the code, without which cameras do not find it.
_BORDER = 4
#: Pixels of a module in the picture for slides.
_SCALE = 16


@lru_cache(maxsize=64)
def _code(address: str) -> segno.QRCode:
    return segno.make_qr(address, error="m")


def qr_svg(address: str, title: str, *, file: bool = False) -> Markup:
    """The code as a drawing, dark on light whatever the colours of the page; for a `file` of its
    own it names its vocabulary."""
    rows = tuple(tuple(row) for row in _code(address).matrix_iter(border=_BORDER))
    size = len(rows)
    return Markup(
        '<svg{} class="qr" viewBox="0 0 {} {}" width="{}" height="{}" role="img"'
        ' shape-rendering="crispEdges"><title>{}</title>'
        '<path fill="#fff" d="M0 0h{}v{}H0z"/><path fill="#000" d="{}"/></svg>'
    ).format(
        Markup(' xmlns="http://www.w3.org/2000/svg"' if file else ""),
        size,
        size,
        size * 4,
        size * 4,
        title,
        size,
        size,
        "".join(_runs(y, row) for y, row in enumerate(rows)),
    )


def _runs(y: int, row: Sequence[int]) -> str:
    """The dark modules of a row, each run of them as one rectangle."""
    found = []
    x = 0
    while x < len(row):
        start = x
        while x < len(row) and row[x]:
            x += 1
        if x > start:
            found.append(f"M{start} {y}h{x - start}v1H{start}z")
        x += 1
    return "".join(found)


def qr_png(address: str) -> bytes:
    """The code as a picture."""
    out = io.BytesIO()
    _code(address).save(out, kind="png", scale=_SCALE, border=_BORDER)
    return out.getvalue()
