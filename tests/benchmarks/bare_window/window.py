"""A window with one button in the colour that is named first: all that a program can do less than ours."""

from __future__ import annotations

import sys

from PySide6.QtWidgets import QApplication, QMainWindow, QPushButton

app = QApplication(sys.argv)
button = QPushButton("Bare")
button.setStyleSheet(f"background: {sys.argv[1]}")
window = QMainWindow()
window.setCentralWidget(button)
window.show()
sys.exit(app.exec())
