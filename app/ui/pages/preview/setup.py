"""What we ask itslearning to set up: choices beside the tree that they lead to."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QLineEdit, QPushButton, QWidget

from app.formats.records import CLASS
from app.roster.database import Roster
from app.roster.mapping import Mapping, assumption, change_warning, sync_key_problems, sync_keys
from app.roster.mapping_file import save_mapping
from app.roster.tree import TreeNode, build_tree
from app.ui import theme
from app.ui.models.tree_model import KIND_COLUMN, TreeModel
from app.ui.pages.onsite_client.parts import ChoiceBox
from app.ui.pages.preview import setup_model as choices
from app.ui.pages.preview.content import preview_content
from app.ui.pages.preview.model import trouble_of
from app.ui.pages.two_up import TwoUp
from app.ui.services import Services
from app.ui.turns import Work
from app.ui.widgets.calm_tree import CalmTree
from app.ui.widgets.card import Card
from app.ui.widgets.form import Form
from app.ui.widgets.notice import Notice, NoticeKind
from app.ui.widgets.save_as import ask_where
from app.ui.widgets.scroll import ScrollColumn
from app.ui.widgets.tab_order import reach_before
from app.ui.widgets.text import Role, label

TREE_PX = 360


class SetupTab(ScrollColumn):
    """Signals: `tree(object)` the whole tree as it would be now; `key_judged(object)` the title of the chosen
    key, and why people can't be told apart by it; `said(object)` words to read aloud."""

    tree = Signal(object)
    key_judged = Signal(object)
    said = Signal(object)

    def __init__(self, services: Services, parent: QWidget | None = None) -> None:
        super().__init__(parent, in_margin=True)
        self._services = services
        self._roster: Roster | None = None
        self._kinds: dict[str, ChoiceBox] = {}
        self._profiles: dict[str, QLineEdit] = {}
        self.mapping = Mapping()
        self.note = label(assumption(), Role.SECONDARY)
        self.add(self.note)
        self.trouble = Notice(NoticeKind.ERROR, "", parent=self)
        self.trouble.setVisible(False)
        self.add(self.trouble)
        self.add(TwoUp(self._build_choices(), self._build_tree(), from_px=640, gap=12, parent=self))
        self.column.addStretch(1)

    def _build_choices(self) -> Card:
        words = preview_content().setup
        self.card = Card(words.title, parent=self)
        self.groups = Form(self.card)
        self.card.add(self.groups)
        self.by_subject = QCheckBox(words.by_subject, self.card)
        self.by_subject.setObjectName("setup-by-subject")
        self.by_subject.clicked.connect(lambda on: self._change({"group_by_subject": on}))
        self.card.add(self.by_subject)
        self.form = Form(self.card)
        self.pattern = QLineEdit(self.card)
        self.pattern.editingFinished.connect(self._pattern_changed)
        self.form.add("setup-course-title", words.course_title, self.pattern, words.course_title_hint)
        keys = tuple((str(about.key), about.title) for about in sync_keys())
        self.key = ChoiceBox("setup-sync-key", keys, parent=self.card)
        self.key.picked.connect(lambda key: self._change({"sync_key": key}))
        self.form.add("setup-sync-key", words.sync_key, self.key)
        self.consequences = label("", Role.SMALL)
        self.card.add(self.form)
        self.card.add(self.consequences)
        self.key_problem = Notice(NoticeKind.CAUTION, "", parent=self.card)
        self.card.add(self.key_problem)
        self.profiles = Form(self.card)
        for who in choices.PROFILES:
            field = QLineEdit(self.card)
            field.setMaxLength(64)
            field.editingFinished.connect(partial(self._profile_changed, who))
            self.profiles.add(f"setup-{who}", str(getattr(words, who)), field)
            self._profiles[who] = field
        self.card.add(self.profiles)
        self.confirmed = QCheckBox(words.confirmed, self.card)
        self.confirmed.setObjectName("setup-confirmed")
        self.confirmed.clicked.connect(lambda on: self._change({"confirmed_by_itslearning": on}))
        self.card.add(self.confirmed)
        return self.card

    def _build_tree(self) -> Card:
        words = preview_content().setup
        card = Card(words.tree, parent=self)
        self.save = QPushButton(words.save, card)
        self.save.setObjectName("save-setup")
        self.save.clicked.connect(self._ask_where)
        card.head.addWidget(self.save)
        self.model = TreeModel(parent=self)
        self.view = CalmTree(card)
        self.view.setModel(self.model)
        self.view.setAccessibleName(words.tree)
        self.view.setMinimumHeight(theme.px(TREE_PX))
        card.add(self.view, 1)
        return card

    def filling(self, roster: Roster, top: TreeNode) -> Work:
        """A new roster was read: shows its tree in turns, and reads what was kept with the journey."""
        self._roster = roster
        types = (*roster.counts().groups, CLASS)
        for kind in choices.kinds_of(self.mapping, types):
            if kind.type not in self._kinds:
                box = ChoiceBox(f"setup-{kind.type.casefold()}", kind.choices, parent=self.card)
                box.picked.connect(partial(self._kind_changed, kind.type))
                self.groups.add(f"setup-{kind.type.casefold()}", kind.title, box)
                reach_before(box, self.by_subject)
                self._kinds[kind.type] = box
                yield
        self._show_tree(top)
        yield
        self._read_kept()

    def forget(self) -> None:
        """The roster is gone."""
        self._roster = None
        self.model.set_tree(None)

    # -- changing ------------------------------------------------------------------------------------

    def _read_kept(self) -> None:
        """Until it has been read nothing can be chosen: what is kept would be replaced unseen."""
        journey = self._services.journey
        if journey is None:
            self._kept_read(Mapping())
            return
        path = journey.path
        self.card.setEnabled(False)
        journey.read_in_turn(
            lambda: choices.kept_setup(path), owner=self, done=self._kept_read, failed=self._kept_not_read
        )

    def _kept_not_read(self, error: Exception) -> None:
        self.card.setEnabled(True)
        self._failed(error)

    def _kept_read(self, kept: Mapping) -> None:
        self.card.setEnabled(True)
        changed, self.mapping = kept != self.mapping or kept != Mapping(), kept
        self._show_choices()
        if changed:
            self._rebuild()

    def _change(self, changed: dict[str, object]) -> None:
        self._take(choices.changed_setup(self.mapping, changed))

    def _kind_changed(self, type_: str, becomes: str) -> None:
        self._take(choices.with_kind(self.mapping, type_, becomes))

    def _pattern_changed(self) -> None:
        pattern = self.pattern.text().strip()
        problem = choices.title_problem(pattern)
        self.form.set_error("setup-course-title", problem)
        if not problem and pattern != self.mapping.course_title:
            self._change({"course_title": pattern})

    def _profile_changed(self, who: str) -> None:
        profile = self._profiles[who].text().strip()
        empty = preview_content().setup.no_profile
        self.profiles.set_error(f"setup-{who}", "" if profile else empty)
        if profile and profile != getattr(self.mapping, who).profile:
            self._take(choices.with_profile(self.mapping, who, profile))

    def _take(self, mapping: Mapping) -> None:
        """Takes a change: shows it, keeps it with the journey, draws the tree anew."""
        self.mapping = mapping
        self._show_choices()
        journey, kept = self._services.journey, preview_content().setup.kept
        if journey is not None:
            journey.write_in_turn(
                self._writing(journey.path / choices.MAPPING_FILE),
                owner=self,
                done=lambda: self._written(kept),
                failed=self._failed,
            )
        self._rebuild()

    def _show_choices(self) -> None:
        setup = self.mapping
        for type_, box in self._kinds.items():
            box.choose(str(choices.what_becomes(setup, type_)))
        self.by_subject.setChecked(setup.group_by_subject)
        if self.pattern.text() != setup.course_title:
            self.pattern.setText(setup.course_title)
            self.form.set_error("setup-course-title", "")
        for who, field in self._profiles.items():
            field.setText(getattr(setup, who).profile)
        self.key.choose(str(setup.sync_key))
        about = next(about for about in sync_keys() if about.key is setup.sync_key)
        self.consequences.setText("\n".join((*about.consequences, change_warning())))
        roster = self._roster
        problems = sync_key_problems(setup, roster.fields(), roster.issues()) if roster else ()
        self.key_problem.say(NoticeKind.CAUTION, "\n".join(problems))
        self.key_problem.setVisible(bool(problems))
        self.key_judged.emit((about.title, problems))
        self.confirmed.setChecked(setup.confirmed_by_itslearning)
        self.note.setVisible(not setup.confirmed_by_itslearning)

    def _rebuild(self) -> None:
        roster, mapping = self._roster, self.mapping
        if roster is not None:
            self._services.tasks.call(
                lambda: build_tree(roster, mapping),
                owner=self,
                done=self._built,
                failed=self._failed,
                key="setup-tree",
            )

    def _built(self, top: TreeNode) -> None:
        self._show_tree(top)
        self.tree.emit(top)

    def _show_tree(self, top: TreeNode) -> None:
        self.model.set_tree(top)
        self.view.expandToDepth(0)
        self.view.fit_columns(KIND_COLUMN)

    # -- keeping -------------------------------------------------------------------------------------

    def _ask_where(self) -> None:
        ask_where(
            self,
            preview_content().setup.title,
            "itslearning set-up.toml",
            "Set-up files (*.toml)",
            self._save,
            called="save-setup-file",
        )

    def _save(self, path: Path) -> None:
        self._services.tasks.call(
            self._writing(path),
            owner=self,
            done=lambda _none: self._written(f"Saved {path.name}"),
            failed=self._failed,
            must_run=True,
        )

    def _writing(self, path: Path) -> Callable[[], None]:
        """Writes the set-up as it is now, whenever it is called."""
        mapping, services = self.mapping, self._services
        school = services.journey.facts.school if services.journey else None
        name, now = school.name if school else "", services.now()
        return lambda: save_mapping(mapping, path, name, now, replace=True)

    def _written(self, words: str) -> None:
        self.trouble.setVisible(False)
        self.said.emit(words)

    def _failed(self, error: Exception) -> None:
        trouble = trouble_of(error)
        self.trouble.say(NoticeKind.ERROR, trouble.remedy, trouble.summary)
        self.trouble.setVisible(True)
        self._show_choices()
        self.said.emit(trouble.summary)
