"""The preview's tabs together, and what each asks of the roster on worker threads."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.journey.events import NamesShown
from app.roster.database import Roster
from app.roster.issue_list import save_all_issues_csv, save_issue_csv
from app.roster.people import GroupView, PeopleQuery
from app.roster.tree import TreeNode, set_up_counts
from app.ui import theme
from app.ui.models.people_model import PeopleModel
from app.ui.pages.preview.changes import ChangesTab
from app.ui.pages.preview.changes_model import ChangeLine, ChangesView
from app.ui.pages.preview.fields import FieldsTab
from app.ui.pages.preview.groups import GroupsTab
from app.ui.pages.preview.issues import IssuesTab
from app.ui.pages.preview.model import IssueLine, tiles, trouble_of
from app.ui.pages.preview.noting import make_and_note
from app.ui.pages.preview.overview import OverviewTab
from app.ui.pages.preview.people import PeopleTab, PersonDetail
from app.ui.pages.preview.reading import (
    Content,
    GroupPeople,
    RosterPeople,
    detail_of,
    found_groups,
    listed_groups,
    may_stand_beside_names,
)
from app.ui.pages.preview.roll import RollTab
from app.ui.pages.preview.roll_model import RollView
from app.ui.pages.preview.setup import SetupTab
from app.ui.services import Services
from app.ui.turns import Work
from app.ui.widgets.save_as import ask_where
from app.ui.widgets.scroll import BAR_MARGIN
from app.ui.widgets.tabs import TabPages


class PreviewTabs(QWidget):
    """Overview, issues, people, groups, fields of one roster.

    Signals: `trouble(object)` an exception; `said(object)` words to read aloud and to show for a while;
    `to_keep(object)` what to keep with the journey, by name.
    """

    trouble = Signal(object)
    said = Signal(object)
    to_keep = Signal(object)

    def __init__(self, services: Services, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._services = services
        self._roster: Roster | None = None
        self._content: Content | None = None
        self._mis: str | None = None
        self._key_problems = 0
        self.people_model = PeopleModel(self._work, self)
        self.member_model = PeopleModel(self._work, self)
        self.tabs = TabPages("Preview", self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.tabs)

    def build(self) -> Iterator[QWidget]:
        """Makes the tabs, and yields each once it stands."""
        self.overview = OverviewTab()
        self.tabs.add("overview", "Overview", self.overview)
        yield self.overview
        self.issues = IssuesTab()
        self.tabs.add("issues", "Issues", self.issues)
        yield self.issues
        self.people = PeopleTab(self.people_model)
        self.tabs.add("people", "People", self.people)
        yield self.people
        self.groups = GroupsTab(self.member_model)
        self.tabs.add("groups", "Groups", self.groups)
        yield self.groups
        self.fields = FieldsTab()
        self.tabs.add("fields", "Fields", self.fields)
        yield self.fields
        for page in (self.people, self.groups, self.fields):  # the others have their bars in the margin
            page.setContentsMargins(0, 0, theme.px(BAR_MARGIN), 0)
        self.changes = ChangesTab(self._services)
        self.tabs.add("changes", "Changes", self.changes)
        yield self.changes
        self.roll = RollTab(self._services)
        self.tabs.add("roll", "On roll", self.roll)
        yield self.roll
        self.setup = SetupTab(self._services)
        self.tabs.add("setup", "Set-up", self.setup)
        yield self.setup
        self._connect()

    def _connect(self) -> None:
        self.overview.see_issues.connect(self._see_issues)
        self.issues.people.connect(self._people_of_issue)
        self.issues.groups.connect(self._groups_of_issue)
        self.issues.save.connect(self._save_issues)
        self.issues.setup.connect(self._see_setup)
        self.people.chosen.connect(self._person_chosen)
        self.people.names_wanted.connect(self._services.names.show)
        self.people.group.connect(self._show_group)
        self.groups.asked.connect(self._seek_groups)
        self.groups.person.connect(self._show_person)
        self.groups.chosen.connect(self._group_chosen)
        self.changes.said.connect(self.said)
        self.roll.said.connect(self.said)
        self.setup.said.connect(self.said)
        self.setup.tree.connect(self._tree_changed)
        self.setup.key_judged.connect(self._key_judged)
        self.roll.typed.connect(self._roll_typed)
        self.roll.reconciled.connect(self._reconciled)
        self.changes.people.connect(self._changed_people)
        self.changes.groups.connect(self._changed_groups)
        self.changes.compared.connect(self._compared)
        for model in (self.people_model, self.member_model):
            model.trouble.connect(self.trouble)

    def filling(
        self,
        roster: Roster,
        content: Content,
        expected: dict[str, int],
        thin_bar: str,
        mis: str | None = None,
        roll: str = "",
    ) -> Work:
        """Fills every tab in turns, and opens the first; people are asked for as they come into view. `mis`
        is the school's, for where to mend things; `roll` the numbers on roll as they were typed before."""
        self._roster, self._content, self._mis = roster, content, mis
        self.overview.show_counts(tiles(content.counts, set_up_counts(content.tree)), content.years)
        self.overview.offer("before", expected, thin_bar)
        yield
        self.changes.begin(roster)
        yield
        self.roll.begin(roster, roll)
        yield
        yield from self.setup.filling(roster, content.tree)
        yield from self.overview.filling_issues(content.issues)
        yield from self.issues.filling(content.issues, content.not_judged, mis)
        self._count_issues()
        self.people.begin(content.people, content.years)
        self.people_model.set_source(None)
        self.people_model.ask(PeopleQuery())
        self.people_model.set_source(RosterPeople(roster))
        self.member_model.set_source(None)
        yield
        self.groups.show_tree(content.tree)
        yield
        self.fields.show_fields(content.fields, content.notes, content.beyond)
        yield
        self.names_changed()
        self.tabs.open("overview")

    def forget(self) -> None:
        """Takes every person out of the tabs. The roster itself is the page's to close."""
        self.changes.forget()
        self.roll.forget()
        self.setup.forget()
        self._roster = self._content = None
        self.people_model.set_source(None)
        self.member_model.set_source(None)
        self.groups.show_tree(None)
        self.people.detail.forget()

    def names_changed(self) -> None:
        """Names are shown or hidden now."""
        shown = self._services.names.shown
        self.people.set_names_shown(shown)
        self.member_model.set_names_shown(shown)

    def _work(
        self,
        fn: Callable[[], object],
        done: Callable[[object], None],
        failed: Callable[[BaseException], None],
    ) -> None:
        self._services.tasks.call(fn, owner=self, done=done, failed=failed)

    def _see_issues(self) -> None:
        self.tabs.open("issues")
        self.tabs.bar.setFocus()

    def _see_setup(self) -> None:
        self.tabs.open("setup")
        self.setup.key.setFocus()

    def _key_judged(self, judged: tuple[str, tuple[str, ...]]) -> None:
        """A key that does not fit what was read is an issue like any other."""
        self._key_problems = len(judged[1])
        self.issues.show_key_problem(*judged)
        self._count_issues()

    def _count_issues(self) -> None:
        found = len(self._content.issues) if self._content else 0
        count = found + min(self._key_problems, 1)
        self.tabs.set_count("issues", "Issues", count)
        self.overview.count_issues(count)

    def _title_of(self, code: str) -> str:
        lines: tuple[IssueLine, ...] = self._content.issues if self._content else ()
        return next((line.title for line in lines if line.code == code), code)

    def _people_of_issue(self, code: str) -> None:
        self.people.only_issue(code, self._title_of(code))
        self._open_people()

    def _open_people(self) -> None:
        self.tabs.open("people")
        self.people.table.setFocus()

    def _compared(self, view: ChangesView | None) -> None:
        """The chart stands against the baseline while one is open."""
        self.tabs.set_count("changes", "Changes", len(view.lines) if view else 0)
        self.overview.offer("baseline", view.years_then if view else {}, view.years_from if view else "")

    def _reconciled(self, view: RollView) -> None:
        """The chart stands against the number on roll."""
        self.overview.offer("roll", view.on_roll, view.source)

    def _tree_changed(self, top: TreeNode) -> None:
        """The groups are shown as they would be set up."""
        if self._content is not None:
            self._content = replace(self._content, tree=top)
            self.overview.tiles.set_tiles(tiles(self._content.counts, set_up_counts(top)))
            self.groups.show_tree(top)

    def _roll_typed(self, text: str) -> None:
        self.to_keep.emit({"roll": text})

    def _changed_people(self, line: ChangeLine) -> None:
        self.people.only_these(line.people, line.title)
        self._open_people()

    def _changed_groups(self, line: ChangeLine) -> None:
        self._list_groups(line.title, lambda roster: roster.groups_among(line.groups))

    def _groups_of_issue(self, code: str) -> None:
        self._list_groups(self._title_of(code), lambda roster: roster.issue_groups(code))

    def _list_groups(self, title: str, ask: Callable[[Roster], list[GroupView]]) -> None:
        """Shows just these groups, without their hierarchy."""
        roster = self._roster
        if roster is None:
            return

        def listed(top: TreeNode) -> None:
            self.groups.show_only(title, top)
            self.tabs.open("groups")
            self.groups.tree.setFocus()

        self._services.tasks.call(
            lambda: listed_groups(title, ask(roster)),
            owner=self,
            done=listed,
            failed=self.trouble.emit,
            key="groups",
        )

    def _seek_groups(self, text: str) -> None:
        roster, content = self._roster, self._content
        if roster is None or content is None:
            return
        if not text:
            self.groups.show_all()
            return
        self._services.tasks.call(
            lambda: found_groups(roster, content.tree, text),
            owner=self,
            done=lambda found: self.groups.show_found(*found),
            failed=self.trouble.emit,
            key="groups",
        )

    def _show_group(self, group_id: int) -> None:
        """From a person to one of their groups."""
        if self.groups.choose_group(group_id):
            self.tabs.open("groups")
            self.groups.tree.setFocus()
            return
        self._list_groups("A group of this person", lambda roster: roster.groups_among((group_id,)))

    def _show_person(self, person_id: int | None) -> None:
        """From a group to one of its people, unless the group would identify beside a name."""
        roster, node = self._roster, self.groups.node
        if roster is None or person_id is None or node is None or node.group_id is None:
            return
        group_id = node.group_id

        def answered(may: bool) -> None:
            if may:
                self.people.show_person(person_id)
                self._open_people()
            else:
                self.said.emit("A registration group is never shown beside a person.")

        self._services.tasks.call(
            lambda: may_stand_beside_names(roster, group_id),
            owner=self,
            done=answered,
            failed=self.trouble.emit,
            key="beside",
        )

    def _save_issues(self, code: str | None) -> None:
        """Asks where to; the list is made when that is known."""
        about = "all issues" if code is None else code
        name = f"{about.replace('-', ' ')} {date.today():%Y-%m-%d}.csv"
        ask_where(
            self,
            "Save the list for the office",
            name[:1].upper() + name[1:],
            "CSV files (*.csv)",
            lambda path: self.save_list(code, path),
            called="save-list",
        )

    def save_list(self, code: str | None, path: Path) -> None:
        """Writes the list behind an issue, or behind all of them, off the main thread."""
        roster, mis = self._roster, self._mis
        if roster is None:
            return

        def write() -> int:
            return (
                save_all_issues_csv(roster, path, mis)
                if code is None
                else save_issue_csv(roster, code, path, mis)
            )

        def written(rows: int) -> None:
            self.issues.not_saved.setVisible(False)
            self.said.emit(f"Saved {path.name}: {rows:,} {'row' if rows == 1 else 'rows'}")

        def not_written(error: Exception) -> None:
            trouble = trouble_of(error)
            self.issues.show_not_saved(code, path.name, f"{trouble.summary}. {trouble.remedy}".strip())
            self.said.emit(self.issues.not_saved.accessibleName())

        def shown(rows: int) -> NamesShown | None:
            """A file with names is names shown: noted in the journey as a number."""
            return NamesShown(count=rows) if rows else None

        make_and_note(self._services, write, shown, owner=self, done=written, failed=not_written)

    def _person_chosen(self, person_id: int | None) -> None:
        roster, names = self._roster, self._services.names.shown
        if roster is None or person_id is None:
            return
        self._services.tasks.call(
            lambda: detail_of(roster, person_id, names=names),
            owner=self,
            done=self._detail_read,
            failed=self.trouble.emit,
            key="detail",
        )

    def _detail_read(self, detail: PersonDetail | None) -> None:
        if detail is not None and detail.names_shown == self._services.names.shown:
            self.people.show_detail(detail)

    def _group_chosen(self, node: TreeNode | None) -> None:
        if self._roster is None or node is None or node.group_id is None:
            self.member_model.set_source(None)
        else:
            self.member_model.set_source(GroupPeople(self._roster, node.group_id))
