"""The one stylesheet, made from the token table. Only our own windows wear it.

What it knows: our widget classes by name, and properties that say what a thing is for: `textRole`, `tone`,
`panel`, `link`, `primary`, `segment`, `state`, `largePrint`, `wholePage`, `lineAbove`, `current`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from app.storage.paths import resource
from app.ui.tokens import Palette

Points = Callable[[float], str]
Pixels = Callable[[float], int]

TITLE, HEADING, SECTION, BODY, SMALL, NUMBER = 20.0, 15.0, 11.5, 10.0, 9.0, 20.0
LARGE_BODY, LARGE_SMALL = 12.0, 10.5
"""For the headteacher's view: everything inside a panel with `largePrint`."""


def text_sizes(pt: Points) -> str:
    """Sizes and weights alone: all there is in a contrast theme."""
    return f"""
QLabel[textRole="title"] {{ font-size: {pt(TITLE)}; font-weight: 600; }}
QLabel[textRole="heading"] {{ font-size: {pt(HEADING)}; font-weight: 600; }}
QLabel[textRole="section"] {{ font-size: {pt(SECTION)}; font-weight: 600; }}
QLabel[textRole="number"] {{ font-size: {pt(NUMBER)}; font-weight: 600; }}
QLabel[textRole="strong"] {{ font-weight: 600; }}
QLabel[textRole="small"] {{ font-size: {pt(SMALL)}; }}
QLabel[textRole="code"] {{ font-family: "Cascadia Mono", "Consolas", "DejaVu Sans Mono", monospace;
    font-size: {pt(SMALL)}; font-weight: 600; }}
{_large_print(pt)}Pill {{ font-size: {pt(SMALL)}; font-weight: 600; }}
QPushButton[primary="true"] {{ font-weight: 600; }}
"""


def _large_print(pt: Points) -> str:
    """One size more for everything a headteacher reads or fills in."""
    words = ", ".join(
        f'*[largePrint="true"] QLabel[textRole="{role}"]' for role in ("body", "secondary", "strong", "error")
    )
    fields = ", ".join(
        f'*[largePrint="true"] {kind}'
        for kind in ("QLineEdit", "QComboBox", "QRadioButton", "QPushButton", "QPlainTextEdit")
    )
    small = '*[largePrint="true"] QLabel[textRole="small"]'
    whole = '*[wholePage="true"] > QWidget > QLabel[textRole="section"]'
    return (
        f"{words}, {fields} {{ font-size: {pt(LARGE_BODY)}; }}\n{small} {{ font-size: {pt(LARGE_SMALL)}; }}\n"
        f"{whole} {{ font-size: {pt(HEADING)}; }}\n"
    )


def whole_sheet(tokens: Palette, pt: Points, px: Pixels, scheme: str) -> str:
    """Everything, in one table's colours. `scheme` is "light" or "dark", for the marks inside controls."""
    t = {token.name.lower(): value for token, value in tokens.items()}
    parts = (text_sizes(pt), _words(t), _panels(t, px), _buttons(t, pt, px), _inputs(t, px, scheme))
    return "".join((*parts, _lists(t, pt, px, scheme), _shell(t, pt, px)))


def _words(t: Mapping[str, str]) -> str:
    return f"""
QLabel {{ color: {t["text"]}; background: transparent; }}
QLabel[textRole="secondary"], QLabel[textRole="small"] {{ color: {t["secondary"]}; }}
QLabel[textRole="error"], QLabel[tone="mend"] {{ color: {t["mend"]}; }}
QLabel[tone="fine"] {{ color: {t["fine"]}; }}
QLabel[tone="look-at"] {{ color: {t["look_at"]}; }}
QLabel[tone="waiting"] {{ color: {t["waiting"]}; }}
QLabel[tone="accent"] {{ color: {t["accent"]}; }}
QToolTip {{ color: {t["text"]}; background: {t["card"]}; border: 1px solid {t["line"]}; padding: 4px; }}
"""


def _tinted(kind: str, t: Mapping[str, str]) -> str:
    tints = {
        "mend": "mend_tint", "look-at": "look_at_tint", "waiting": "waiting_tint", "fine": "fine_tint",
        "info": "accent_tint", "accent": "accent_tint", "practice": "look_at_tint",
    }  # fmt: skip
    return "".join(f'{kind}[tone="{tone}"] {{ background: {t[tint]}; }}\n' for tone, tint in tints.items())


def _panels(t: Mapping[str, str], px: Pixels) -> str:
    pill_words = {
        "fine": "fine",
        "look-at": "look_at",
        "mend": "mend",
        "waiting": "waiting",
        "accent": "accent",
    }
    pills = "".join(
        f'Pill[tone="{tone}"] {{ color: {t[word]}; background: {t[f"{word}_tint"]}; }}\n'
        for tone, word in pill_words.items()
    )
    return f"""
Card, Tile, Lifecycle, FileDrop, QFrame[panel="card"] {{
    background: {t["card"]}; border: 1px solid {t["line"]}; border-radius: {px(9)}px; }}
QFrame[panel="quiet"] {{ background: {t["rail"]}; border: none; border-radius: {px(8)}px; }}
FileDrop {{ background: {t["window"]}; border: 1px dashed {t["border"]}; }}
FileDrop[state="over"] {{ background: {t["accent_tint"]}; border-color: {t["accent"]}; }}
FindingPanel, Notice, QFrame[panel="tint"] {{
    background: {t["hover"]}; border: none; border-radius: {px(8)}px; }}
{_tinted("FindingPanel", t)}{_tinted("Notice", t)}{_tinted('QFrame[panel="tint"]', t)}
QFrame[lineAbove="true"] {{ border: none; border-top: 1px solid {t["line"]}; }}
Pill {{ border-radius: {px(9)}px; padding: {px(2)}px {px(11)}px;
    color: {t["secondary"]}; background: {t["hover"]}; }}
{pills}"""


def _buttons(t: Mapping[str, str], pt: Points, px: Pixels) -> str:
    pad, side = px(7), px(14)
    return f"""
QPushButton, QToolButton[button="true"] {{
    color: {t["text"]}; background: {t["card"]}; border: 1px solid {t["line"]};
    border-radius: {px(6)}px; padding: {pad}px {side}px; font-weight: 500; }}
QPushButton:hover {{ background: {t["hover"]}; border-color: {t["border"]}; }}
QPushButton:pressed {{ background: {t["accent_tint"]}; }}
QPushButton:focus {{ border: 2px solid {t["accent"]}; padding: {pad - 1}px {side - 1}px; }}
QPushButton:disabled {{ color: {t["secondary"]}; background: {t["window"]}; border-color: {t["line"]}; }}
QPushButton:checked {{ color: {t["accent"]}; background: {t["accent_tint"]}; border-color: {t["accent"]}; }}
QPushButton[primary="true"] {{ color: {t["on_accent"]}; background: {t["accent"]};
    border: 1px solid {t["accent"]}; padding: {pad}px {px(18)}px; font-weight: 600; }}
QPushButton[primary="true"]:hover, QPushButton[primary="true"]:pressed {{
    background: {t["accent_strong"]}; border-color: {t["accent_strong"]}; }}
QPushButton[primary="true"]:focus {{
    border: 2px solid {t["text"]}; padding: {pad - 1}px {px(18) - 1}px; }}
QPushButton[primary="true"]:disabled {{
    color: {t["secondary"]}; background: {t["hover"]}; border: 1px solid {t["line"]}; }}
QPushButton[link="true"] {{ color: {t["accent"]}; background: transparent; border: 2px solid transparent;
    padding: {px(3)}px {px(1)}px; text-align: left; border-radius: {px(4)}px; }}
QPushButton[link="true"]:hover {{ color: {t["accent_strong"]}; text-decoration: underline; }}
QPushButton[link="true"]:focus {{ border-color: {t["accent"]}; }}
QPushButton[segment="true"] {{ padding: {px(5)}px {px(12)}px; }}
QToolButton {{ color: {t["secondary"]}; background: transparent; border: 1px solid transparent;
    border-radius: {px(6)}px; padding: {px(3)}px; }}
QToolButton:hover {{ background: {t["hover"]}; }}
QToolButton:focus {{ border: 2px solid {t["accent"]}; padding: {px(3) - 1}px; }}
QPushButton::menu-indicator, QToolButton::menu-indicator {{ image: none; width: 0px; }}
"""


def _inputs(t: Mapping[str, str], px: Pixels, scheme: str) -> str:
    drawings = resource("icons", "controls", scheme).as_posix()

    def mark(name: str) -> str:
        return f'url("{drawings}/{name}.svg")'

    fields = "QLineEdit, QComboBox, QPlainTextEdit, QTextEdit, QSpinBox, QDateEdit, QDateTimeEdit"
    focused = ", ".join(f"{field}:focus" for field in fields.split(", "))
    wrong = ", ".join(f'{field}[state="mend"]' for field in fields.split(", "))
    off = ", ".join(f"{field}:disabled" for field in fields.split(", "))
    box = px(16)
    return f"""
{fields} {{ color: {t["text"]}; background: {t["card"]}; border: 1px solid {t["border"]};
    border-radius: {px(6)}px; padding: {px(6)}px {px(10)}px;
    selection-background-color: {t["accent"]}; selection-color: {t["on_accent"]}; }}
{focused} {{ border: 2px solid {t["accent"]}; padding: {px(6) - 1}px {px(10) - 1}px; }}
{wrong} {{ border-color: {t["mend"]}; }}
{off} {{ color: {t["secondary"]}; background: {t["window"]}; border-color: {t["line"]}; }}
QPlainTextEdit[readOnly="true"], QTextEdit[readOnly="true"] {{
    background: {t["window"]}; border-color: {t["line"]}; }}
QPlainTextEdit[readOnly="true"]:focus, QTextEdit[readOnly="true"]:focus {{ border-color: {t["accent"]}; }}
QPlainTextEdit, QTextEdit {{ padding: {px(2)}px {px(6)}px; }}
QPlainTextEdit:focus, QTextEdit:focus {{ padding: {px(2) - 1}px {px(6) - 1}px; }}
QComboBox::drop-down, QDateEdit::drop-down {{ border: none; width: {px(26)}px; }}
QComboBox::down-arrow, QDateEdit::down-arrow {{ image: {mark("chevron-down")};
    width: {px(12)}px; height: {px(12)}px; }}
QComboBox QAbstractItemView {{ color: {t["text"]}; background: {t["card"]}; border: 1px solid {t["border"]};
    selection-background-color: {t["accent_tint"]}; selection-color: {t["text"]};
    outline: none; padding: 4px; }}
QSpinBox::up-button, QSpinBox::down-button {{ border: none; background: transparent; width: {px(22)}px; }}
QSpinBox::up-arrow {{ image: {mark("chevron-up")}; width: {px(10)}px; height: {px(10)}px; }}
QSpinBox::down-arrow {{ image: {mark("chevron-down")}; width: {px(10)}px; height: {px(10)}px; }}
QCheckBox, QRadioButton {{ color: {t["text"]}; background: transparent; spacing: {px(9)}px;
    padding: {px(3)}px {px(7)}px {px(3)}px {px(1)}px; border: 2px solid transparent;
    border-radius: {px(6)}px; }}
QCheckBox:focus, QRadioButton:focus {{ border-color: {t["accent"]}; }}
QCheckBox:disabled, QRadioButton:disabled {{ color: {t["secondary"]}; }}
QCheckBox::indicator, QRadioButton::indicator {{ width: {box}px; height: {box}px;
    border: 1px solid {t["border"]}; background: {t["card"]}; }}
QCheckBox::indicator {{ border-radius: {px(4)}px; }}
QRadioButton::indicator {{ border-radius: {box // 2 + 1}px; }}
QCheckBox::indicator:checked, QRadioButton::indicator:checked {{
    background: {t["accent"]}; border-color: {t["accent"]}; }}
QCheckBox::indicator:checked {{ image: {mark("tick")}; }}
QRadioButton::indicator:checked {{ image: {mark("dot")}; }}
QTreeView::branch:has-children:closed {{ image: {mark("branch-closed")}; }}
QTreeView::branch:has-children:open {{ image: {mark("branch-open")}; }}
QPushButton[more="true"] {{ padding-right: {px(6)}px; }}
QPushButton[more="true"]::menu-indicator {{ image: {mark("chevron-down")}; width: {px(12)}px;
    height: {px(12)}px; subcontrol-origin: padding; subcontrol-position: center right; right: {px(4)}px; }}
QTabBar QToolButton::right-arrow {{ image: {mark("chevron-right")}; }}
QTabBar QToolButton::left-arrow {{ image: {mark("chevron-left")}; }}
QHeaderView::up-arrow {{ image: {mark("chevron-up")}; width: {px(11)}px; height: {px(11)}px; }}
QHeaderView::down-arrow {{ image: {mark("chevron-down")}; width: {px(11)}px; height: {px(11)}px; }}
QMenu::indicator {{ width: {px(14)}px; height: {px(14)}px; left: {px(9)}px; }}
QMenu::indicator:checked {{ image: {mark("chosen")}; }}
"""


def _lists(t: Mapping[str, str], pt: Points, px: Pixels, scheme: str) -> str:
    bar = px(10)
    return f"""
QAbstractItemView {{ color: {t["text"]}; background: {t["card"]}; border: 1px solid {t["line"]};
    border-radius: {px(9)}px; gridline-color: {t["line"]}; outline: none;
    selection-background-color: {t["accent_tint"]}; selection-color: {t["text"]};
    alternate-background-color: {t["window"]}; }}
QAbstractItemView:focus {{ border-color: {t["accent"]}; }}
QAbstractItemView::item:selected {{ background: {t["accent_tint"]}; color: {t["text"]}; }}
GroupList {{ color: {t["accent"]}; background: transparent; border: 2px solid transparent; padding: 0; }}
GroupList::item {{ padding: {px(2)}px 0; }}
GroupList::item:hover {{ text-decoration: underline; }}
QTreeView {{ show-decoration-selected: 1; }}
QTreeView::branch:selected {{ background: {t["accent_tint"]}; }}
QAbstractScrollArea::corner {{ background: transparent; border: none; }}
QHeaderView {{ background: transparent; border: none; }}
QHeaderView::section {{ color: {t["secondary"]}; background: {t["card"]}; border: none;
    border-bottom: 1px solid {t["line"]}; padding: {px(8)}px {px(10)}px; font-weight: 600; }}
QHeaderView::section:first {{ border-top-left-radius: {px(8)}px; }}
QHeaderView::section:last {{ border-top-right-radius: {px(8)}px; }}
QHeaderView::section:only-one {{ border-top-left-radius: {px(8)}px; border-top-right-radius: {px(8)}px; }}
QSplitter::handle {{ background: transparent; image: none; }}
QTabBar {{ background: transparent; border: none; }}
QTabBar::tab {{ color: {t["secondary"]}; background: transparent; border: 2px solid transparent;
    padding: {px(4)}px {px(2)}px; margin-right: {px(22)}px; font-weight: 500; }}
QTabBar::tab:hover {{ color: {t["text"]}; }}
QTabBar::tab:selected {{ color: {t["accent"]}; border-bottom-color: {t["accent"]}; }}
QTabBar::tear {{ image: none; width: 0px; }}
QTabBar::scroller {{ width: {px(30)}px; }}
QTabBar QToolButton {{ background: {t["window"]}; border: 1px solid {t["line"]}; }}
QTabBar::tab:selected:focus {{ border-color: {t["accent"]}; border-radius: {px(5)}px; }}
QProgressBar {{ background: {t["off"]}; border: none; border-radius: {px(3)}px;
    min-height: {px(6)}px; max-height: {px(6)}px; }}
QProgressBar::chunk {{ background: {t["accent"]}; border-radius: {px(3)}px; }}
QScrollArea, QScrollArea > QWidget > QWidget[scrolled="true"] {{ background: transparent; border: none; }}
QScrollBar:vertical {{ background: transparent; width: {bar}px; margin: 0px; }}
QScrollBar:horizontal {{ background: transparent; height: {bar}px; margin: 0px; }}
QScrollBar::handle {{ background: {t["off"]}; border-radius: {(bar - 4) // 2}px;
    min-height: {px(28)}px; min-width: {px(28)}px; margin: 2px; }}
QScrollBar::handle:hover, QScrollBar::handle:pressed {{ background: {t["border"]}; }}
QScrollBar::add-line, QScrollBar::sub-line {{ width: 0px; height: 0px; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
QMenu {{ color: {t["text"]}; background: {t["card"]}; border: 1px solid {t["line"]}; padding: {px(5)}px; }}
QMenu::item {{ padding: {px(6)}px {px(22)}px {px(6)}px {px(14)}px; border-radius: {px(4)}px; }}
QMenu::item:selected {{ background: {t["accent_tint"]}; }}
QMenu::item:disabled {{ color: {t["secondary"]}; }}
QMenu::separator {{ height: 1px; background: {t["line"]}; margin: {px(5)}px {px(6)}px; }}
"""


def _shell(t: Mapping[str, str], pt: Points, px: Pixels) -> str:
    return f"""
Shell, HelpWindow, MessageWindow, Page {{ background: {t["window"]}; }}
Rail {{ background: {t["rail"]}; border: none; border-right: 1px solid {t["line"]}; }}
QWidget[plain="true"] {{ background: transparent; }}
QLabel[railTitle="true"] {{ font-size: {pt(12)}; font-weight: 600; }}
RailStep {{ background: transparent; border: 2px solid transparent; border-radius: {px(7)}px;
    padding: 0px; text-align: left; }}
RailStep:hover {{ background: {t["hover"]}; border-color: transparent; }}
RailStep[current="true"], RailStep[current="true"]:hover {{ background: {t["accent_tint"]}; }}
RailStep:focus {{ border: 2px solid {t["accent"]}; padding: 0px; }}
RailStep:disabled {{ border: 2px solid transparent; }}
PracticeBanner {{ background: {t["look_at_tint"]}; border-radius: {px(8)}px; }}
PracticeBanner QLabel {{ color: {t["look_at"]}; }}
Foot {{ border: none; border-top: 1px solid {t["line"]}; }}
ChoiceCard {{ background: {t["card"]}; border: 1px solid {t["line"]}; border-radius: {px(9)}px;
    padding: 0px; text-align: left; }}
ChoiceCard:hover {{ border-color: {t["border"]}; background: {t["card"]}; }}
ChoiceCard:focus {{ border: 2px solid {t["accent"]}; padding: 0px; }}
ChoiceCard:disabled {{ background: transparent; }}
QTextBrowser, QTextBrowser[readOnly="true"] {{ background: {t["card"]}; border: 1px solid {t["line"]};
    border-radius: {px(9)}px; }}
HelpWindow QListWidget::item {{ padding: {px(5)}px {px(8)}px; border-radius: {px(5)}px; }}
"""
