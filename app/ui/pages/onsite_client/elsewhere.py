"""The machine that the client runs on, where that is not this PC: what to run there, and what came back.

What is brought from there is never shown with the solid tick: somebody carried it here.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from app.checks.other_machine import Brought, OtherMachine
from app.guidance.messages import message
from app.guidance.other_machine import other_machine_commands
from app.ui import theme
from app.ui.pages.onsite_client.lines import families_of
from app.ui.pages.onsite_client.parts import ChoiceBox, FoldCard
from app.ui.widgets.copy_text import CopyText
from app.ui.widgets.file_drop import FileDrop
from app.ui.widgets.findings import FindingGroup, FindingsView
from app.ui.widgets.flow import FlowRow
from app.ui.widgets.mark import MarkKind
from app.ui.widgets.notice import Notice, NoticeKind
from app.ui.widgets.text import Role, label

CHECK_COMMAND = "provisioning-wizard-cli check --client-place this-pc --output checks.json"
LONGEST_ANSWER = 200_000
"""Characters: a whole screen buffer pasted ten times over; more is no answer to these commands."""
_RUN_THERE = (
    "Take the portable wizard to that machine: nothing is installed. In its folder, run this, and bring the"
    " file that it writes. It holds what was found there and nobody’s data."
)
_NOTHING_MAY_RUN = (
    "Where nothing of ours may be run, send this to whoever runs that machine, and paste the answer below."
)
_MESSAGE = "ask-other-machine"


class OtherMachinePanel(FoldCard):
    """Signals: `file_given(object)` a Path; `answer_given(object)` the pasted text; `note(object)` the
    OtherMachine whose answer is to be noted."""

    file_given = Signal(object)
    answer_given = Signal(object)
    note = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("unfold-other-machine", "Check the machine that the client runs on", parent=parent)
        self._machine: OtherMachine | None = None
        self._school: Mapping[str, str] = {}
        self._built = False
        self.unfolded.connect(self._build)

    def _build(self, _opened: bool) -> None:
        """Only once somebody wants it: most never do, and the page opens the sooner."""
        if self._built:
            return
        self._built = True
        self._build_file()
        self._build_commands()
        self._build_answer()
        self._build_found()

    def _build_file(self) -> None:
        self.inside.addWidget(label("With the wizard", Role.STRONG))
        self.inside.addWidget(label(_RUN_THERE, Role.SECONDARY))
        self.inside.addWidget(CopyText("", CHECK_COMMAND, button="Copy the command", parent=self))
        self.drop = FileDrop(
            "Drop the file here", "Check files (*.json)", folders=False, title="Choose the file", parent=self
        )
        self.drop.chosen.connect(lambda paths: self.file_given.emit(Path(paths[0])))
        self.inside.addWidget(self.drop)

    def _build_commands(self) -> None:
        catalogue = other_machine_commands()
        self.inside.addWidget(label("With Windows’ own commands", Role.STRONG))
        self.inside.addWidget(label(f"{_NOTHING_MAY_RUN} {catalogue.intro}", Role.SECONDARY))
        self.kind = ChoiceBox(
            "commands-for", tuple((each.id, each.title) for each in catalogue.set), "", self
        )
        self.kind.setAccessibleName("Which prompt the commands are for")
        self.inside.addWidget(self.kind)
        self.commands = CopyText("", button="Copy the message", parent=self)
        self.kind.picked.connect(lambda _kind: self._draw_commands())
        self.inside.addWidget(self.commands)
        self._draw_commands()

    def show_school(self, values: Mapping[str, str]) -> None:
        """What the message says of the school and its sender."""
        self._school = values
        if self._built:
            self._draw_commands()

    def _draw_commands(self) -> None:
        commands = other_machine_commands().get(self.kind.choice).text
        self.commands.set_text(message(_MESSAGE).fill_from({**self._school, "commands": commands}).text)

    def _build_answer(self) -> None:
        heading = label("The answer", Role.STRONG)
        self.inside.addWidget(heading)
        self.answer = QPlainTextEdit(self)
        self.answer.setObjectName("pasted-answer")
        self.answer.setAccessibleName("The answer to the commands")
        self.answer.setPlaceholderText("Paste everything that was on the screen")
        self.answer.setTabChangesFocus(True)
        self.answer.setFixedHeight(theme.px(110))
        heading.setBuddy(self.answer)
        self.inside.addWidget(self.answer)
        row = FlowRow(self)
        self.read = QPushButton("Read the answer", row)
        self.read.setObjectName("read-answer")
        self.read.clicked.connect(self._read)
        row.add(self.read)
        self.inside.addWidget(row)
        self.trouble = Notice(NoticeKind.ERROR, "", parent=self)
        self.trouble.setObjectName("other-machine-trouble")
        self.trouble.setVisible(False)
        self.inside.addWidget(self.trouble)

    def _build_found(self) -> None:
        self.found = QWidget(self)
        column = QVBoxLayout(self.found)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.space(3))
        self.heading = label("", Role.SECTION)
        column.addWidget(self.heading)
        self.view = FindingsView(self.found, passes=MarkKind.READ_OFF)
        self.note_button = QPushButton("", self.found)
        self.note_button.setObjectName("note-other-machine")
        self.note_button.clicked.connect(lambda: self.note.emit(self._machine))
        self.view.buttons.addWidget(self.note_button)
        column.addWidget(self.view)
        self.found.setVisible(False)
        self.inside.addWidget(self.found)

    def show_trouble(self, line: str) -> None:
        """Says why nothing could be read; what was shown before is taken away."""
        self.found.setVisible(False)
        self.trouble.say(NoticeKind.ERROR, line)
        self.trouble.setVisible(True)

    def show_machine(self, machine: OtherMachine) -> None:
        """Shows what came from there, and offers to note what it says of the client, where it says so."""
        self._machine = machine
        self.trouble.setVisible(False)
        self.heading.setText(machine.heading)
        self.view.set_groups(
            (
                FindingGroup("What was brought", ((machine.about.check_id, machine.about.title),)),
                *families_of([(result.check_id, result.title) for result in machine.found]),
            )
        )
        self.view.put(*machine.results)
        came = "in a file, made there" if machine.brought is Brought.FILE else "in an answer, pasted"
        self.view.say(f"Brought here {came}")
        words = {"running": "Note that it runs there", "stopped": "Note that it does not run"}
        offered = words.get(machine.summary.client, "") if machine.reliable else ""
        self.note_button.setText(offered)
        self.note_button.setVisible(bool(offered))
        self.found.setVisible(True)

    def _read(self) -> None:
        text = self.answer.toPlainText()
        if not text.strip():
            self.show_trouble("Nothing was pasted yet. Copy all that is on the screen there, and paste it.")
            self.answer.setFocus()
        elif len(text) > LONGEST_ANSWER:
            self.show_trouble(
                "That is too long to be the answer. Paste only what the commands put on the screen."
            )
        else:
            self.answer_given.emit(text)
