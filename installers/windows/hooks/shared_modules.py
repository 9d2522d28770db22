"""Runs first in each executable: has modules looked up in the one archive that both share.

PyInstaller appends an archive of all modules to every executable, which would be carried twice. Both get an
empty one instead, and this puts the shared one in its place, as PyInstaller's own start-up does with theirs.
It is read from memory: PyInstaller's own reader opens its file anew for every module, some 200 times before
the window shows, so that the file can be moved meanwhile. This one lies among libraries that Windows holds
open as well.
"""

import mmap
import os
import sys

import pyimod01_archive
import pyimod02_importers


class MappedArchive(pyimod01_archive.ZlibArchiveReader):
    """Finds what it was asked for in the file's mapped bytes. Any thread may ask."""

    def __init__(self, path):
        super().__init__(path, start_offset=0, check_pymagic=True)
        with open(path, "rb") as file:
            self._bytes = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)

    def extract(self, name, raw=False):
        """A module's code, or with `raw` its bytes; None for a package without code. Raises KeyError."""
        kind, start, length = self.toc[name]
        if kind == pyimod01_archive.PYZ_ITEM_NSPKG:
            return None
        content = pyimod01_archive.zlib.decompress(self._bytes[start : start + length])
        return content if raw else pyimod01_archive.marshal.loads(content)


pyimod02_importers.pyz_archive = MappedArchive(os.path.join(sys._MEIPASS, "modules.pyz"))
sys.path_importer_cache.clear()  # finders made so far look into the empty archive
