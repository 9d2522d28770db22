"""In place of PyInstaller's own hook, which follows every plugin Qt has: only those that are kept."""

from PyInstaller.utils.hooks.qt import pyside6_library_info

from installers.windows.freezing import KEPT_PLUGINS

_plugins = pyside6_library_info.location["PluginsPath"]
hiddenimports = ["shiboken6", "PySide6.QtCore"]
binaries = [
    (f"{_plugins}/{plugin}", f"PySide6/plugins/{plugin.rpartition('/')[0]}")
    for plugin in sorted(KEPT_PLUGINS)
]
