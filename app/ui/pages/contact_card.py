"""Whom to ring or write to, with the number to call, to copy, and the address to write to."""

from __future__ import annotations

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from app.guidance.contacts import Contact
from app.ui import icons, theme
from app.ui.widgets.flow import FlowRow
from app.ui.widgets.speak import announce
from app.ui.widgets.text import Role, label, readable


def open_contact(link: str) -> bool:
    """Hands a tel: or mailto: link to the system. False for anything else, or where nothing takes it."""
    url = QUrl(link)
    return url.scheme() in ("tel", "mailto") and QDesktopServices.openUrl(url)


class ContactLines(QWidget):
    """One desk: its name, when to turn to it, and its ways. Buttons are named `call-ID`, `copy-number-ID`,
    `mail-ID`."""

    def __init__(self, contact: Contact, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._contact = contact
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(3))
        option = f", {contact.phone_option}" if contact.phone_option else ""
        ways = " · ".join(
            way for way in (f"{contact.phone}{option}" if contact.phone else "", contact.email) if way
        )
        column.addWidget(label(contact.name, Role.STRONG, parent=self))
        column.addWidget(readable(ways or "No number is known", parent=self))
        column.addWidget(label(contact.when, Role.SMALL, parent=self))
        row = FlowRow(self)
        if contact.phone:
            row.add(self._button("call", "Call", "phone", self._call))
            self._copy = self._button("copy-number", "Copy the number", "copy", self._copy_number)
            row.add(self._copy)
        if contact.email:
            row.add(self._button("mail", "Write", "mail", self._mail))
        column.addSpacing(theme.px(4))
        column.addWidget(row)
        column.addStretch(1)
        self.setAccessibleName(f"{contact.name}: {ways}. {contact.when}")

    def _button(self, what: str, text: str, icon: str, run: object) -> QPushButton:
        button = QPushButton(text, self)
        button.setObjectName(f"{what}-{self._contact.id}")
        button.setAccessibleName(f"{text}: {self._contact.name}")
        icons.dress(button, icon)
        button.clicked.connect(run)
        return button

    def _call(self) -> None:
        open_contact(f"tel:{(self._contact.phone or '').replace(' ', '')}")

    def _mail(self) -> None:
        open_contact(f"mailto:{self._contact.email}")

    def _copy_number(self) -> None:
        QGuiApplication.clipboard().setText(self._contact.phone or "")
        self._copy.setText("Copied")
        announce(self._copy, "Number copied")
