"""Runs first in each executable: has modules looked up in the one archive that both share.

PyInstaller appends an archive of all modules to every executable, which would be carried twice. Both get an
empty one instead, and this puts the shared one in its place, as PyInstaller's own start-up does with theirs.
"""

import os
import sys

import pyimod01_archive
import pyimod02_importers

_archive = os.path.join(sys._MEIPASS, "modules.pyz")
pyimod02_importers.pyz_archive = pyimod01_archive.ZlibArchiveReader(_archive, check_pymagic=True)
sys.path_importer_cache.clear()  # finders made so far look into the empty archive
