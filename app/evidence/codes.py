"""QR codes, as drawings and as squares."""

from __future__ import annotations

import segno


def squares(text: str) -> tuple[tuple[bool, ...], ...]:
    """The code's squares, row by row, True for dark; four light ones around it. Medium error correction."""
    code = segno.make(text, error="m", micro=False)
    return tuple(tuple(bool(cell) for cell in row) for row in code.matrix_iter(border=4))


def svg(text: str) -> str:
    """The code as one SVG element without a size of its own. It needs its light ground: don't recolour it."""
    rows = squares(text)
    wide = len(rows)
    path = "".join(
        f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, dark in enumerate(row) if dark
    )  # fmt: skip
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide} {wide}" shape-rendering="crispEdges">'
        f'<rect width="{wide}" height="{wide}" fill="#fff"/><path d="{path}" fill="#000"/></svg>'
    )
