"""Documents that leave the program: briefs, hand-over files, evidence pack and support bundle."""

from __future__ import annotations

import warnings

# Our sheets hold no pictures, and the frozen program leaves Pillow out: fpdf2 would say so at every use.
warnings.filterwarnings("ignore", message="Pillow could not be imported", category=UserWarning)
