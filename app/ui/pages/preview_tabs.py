"""The preview's tabs together, and what each asks of the roster on worker threads."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.roster.database import Roster
from app.roster.people import PeopleQuery
from app.roster.tree import TreeNode
from app.ui import theme
from app.ui.models.people_model import PeopleModel
from app.ui.pages.preview_fields import FieldsTab
from app.ui.pages.preview_groups import GroupsTab
from app.ui.pages.preview_issues import IssuesTab
from app.ui.pages.preview_model import IssueLine, bars, tiles
from app.ui.pages.preview_overview import OverviewTab
from app.ui.pages.preview_people import PeopleTab, PersonDetail
from app.ui.pages.preview_reading import Content, GroupPeople, RosterPeople, detail_of
from app.ui.services import Services
from app.ui.turns import Work
from app.ui.widgets.scroll import BAR_MARGIN
from app.ui.widgets.tabs import TabPages


class PreviewTabs(QWidget):
    """Overview, issues, people, groups, fields of one roster. Signal `trouble(object)`: an exception."""

    trouble = Signal(object)

    def __init__(self, services: Services, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._services = services
        self._roster: Roster | None = None
        self._issues: tuple[IssueLine, ...] = ()
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
        self._connect()

    def _connect(self) -> None:
        self.overview.see_issues.connect(self._see_issues)
        self.issues.people.connect(self._people_of_issue)
        self.people.chosen.connect(self._person_chosen)
        self.people.names_wanted.connect(self._services.names.show)
        self.groups.chosen.connect(self._group_chosen)
        for model in (self.people_model, self.member_model):
            model.trouble.connect(self.trouble)

    def filling(self, roster: Roster, content: Content, expected: dict[str, int], thin_bar: str) -> Work:
        """Fills every tab in turns, and opens the first; people are asked for as they come into view."""
        self._roster = roster
        self._issues = content.issues
        self.overview.show_counts(
            tiles(content.counts, content.levels), bars(content.years, expected), thin_bar
        )
        yield
        self.overview.show_issues(content.issues)
        yield
        yield from self.issues.filling(content.issues)
        self.tabs.set_count("issues", "Issues", len(content.issues))
        self.people.begin(content.people, content.years)
        self.people_model.set_source(None)
        self.people_model.ask(PeopleQuery())
        self.people_model.set_source(RosterPeople(roster))
        self.member_model.set_source(None)
        yield
        self.groups.show_tree(content.tree)
        yield
        self.fields.show_fields(content.fields, content.notes)
        yield
        self.names_changed()
        self.tabs.open("overview")

    def forget(self) -> None:
        """Takes every person out of the tabs. The roster itself is the page's to close."""
        self._roster = None
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

    def _people_of_issue(self, code: str) -> None:
        title = next((line.title for line in self._issues if line.code == code), code)
        self.people.only_issue(code, title)
        self.tabs.open("people")
        self.people.table.setFocus()

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
