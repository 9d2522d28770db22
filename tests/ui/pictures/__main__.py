"""`python -m tests.ui.pictures`: see the package."""

from __future__ import annotations

import os
import sys
import tempfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QImage

from app.storage.paths import resource
from app.ui.app import application
from tests.ui.pictures import (
    scene_approval,
    scene_checks,
    scene_documents,
    scene_late,
    scene_places,
    scene_preview,
)
from tests.ui.pictures.studio import LOOKS, Studio

Scene = Callable[[Studio, Path], None]
SCENES: dict[str, Scene] = {
    **scene_places.SCENES,
    **scene_approval.SCENES,
    **scene_checks.SCENES,
    **scene_preview.SCENES,
    **scene_late.SCENES,
    **scene_documents.SCENES,
}


def draw(out: Path, looks: tuple[str, ...], scenes: tuple[str, ...]) -> None:
    """Each scene in each look; none named means all."""
    out.mkdir(parents=True, exist_ok=True)
    app = application()
    app.setFont(QFont("Inter"))
    for look in LOOKS:
        if looks and look.name not in looks:
            continue
        for name, scene in SCENES.items():
            if scenes and name not in scenes:
                continue
            with tempfile.TemporaryDirectory() as home:
                scene(Studio(app, look, out), Path(home))


def readme() -> None:
    """resources/pictures/preview.png: few enough colours that it stays small."""
    app = application()
    app.setFont(QFont("Inter"))
    with tempfile.TemporaryDirectory() as home:
        scene_preview.overview(Studio(app, LOOKS[0], Path(home)), Path(home))
        picture = QImage(str(Path(home) / "preview-overview-light.png"))
        target = resource("icons").parent / "pictures" / "preview.png"
        target.parent.mkdir(parents=True, exist_ok=True)
        few_colours(picture).save(str(target), "PNG", 0)


def few_colours(picture: QImage) -> QImage:
    """The picture in its 256 commonest colours: small, and grounds stay as even as they are."""
    whole = picture.convertToFormat(QImage.Format.Format_RGB32)
    commonest = Counter(memoryview(whole.constBits()).cast("I")).most_common(256)
    plain = Qt.ImageConversionFlag.ThresholdDither
    return whole.convertToFormat(QImage.Format.Format_Indexed8, [colour for colour, _ in commonest], plain)


if __name__ == "__main__":
    if sys.argv[1] == "--readme":
        readme()
    else:
        names = {look.name for look in LOOKS}
        rest = sys.argv[2:]
        draw(
            Path(sys.argv[1]),
            tuple(word for word in rest if word in names),
            tuple(word for word in rest if word not in names),
        )
