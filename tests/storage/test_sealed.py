"""Sealed files open whole with their key or their passphrase, and refuse everything else in one line."""

from __future__ import annotations

import json
import os
import struct
import tracemalloc
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import NamedTuple

import keyring
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.storage import locks, sealed
from app.storage.errors import (
    Damaged,
    KeyLost,
    KeyNotKept,
    KeyringSilent,
    NewerFile,
    NotSealed,
    SealedError,
    WeakPassphrase,
    WrongPassphrase,
)
from app.storage.locks import Locks, checked_passphrase, read_passphrase
from app.storage.sealed import FRAME, MAGIC, ROW, Label, head_of, opened, purge, seal
from app.storage.secrets import TokenStore
from tests.fakes.keyring import LockedKeyring, MemoryKeyring

LABEL = Label("baseline", datetime(2026, 7, 20, 12, tzinfo=UTC), date(2027, 12, 31))
PASSPHRASE = "copper lantern willow sixpence"


@pytest.fixture(autouse=True, scope="module")
def _cheap_passphrases() -> Iterator[None]:
    """A quarter of the cost, which is the least that is accepted: passphrases are tried often here."""
    usual = locks._COST["n"]
    assert usual == 2**16
    locks._COST["n"] = 2**14
    yield
    locks._COST["n"] = usual


@pytest.fixture(autouse=True)
def ring() -> MemoryKeyring:
    found = MemoryKeyring()
    keyring.set_keyring(found)
    return found


def here() -> Locks:
    return Locks(TokenStore())


def read(path: Path, keys: Locks, kind: str = "baseline") -> list[bytes]:
    with opened(path, kind, keys) as (_, rows):
        return list(rows)


def frames_of(path: Path) -> tuple[bytes, list[bytes]]:
    """The file taken apart: everything before the frames, and the frames with their lengths."""
    data = path.read_bytes()
    (length,) = struct.unpack_from(">I", data, len(MAGIC))
    start = place = len(MAGIC) + 4 + length
    frames = []
    while place < len(data):
        (size,) = struct.unpack_from(">I", data, place)
        frames.append(data[place : place + 4 + size])
        place += 4 + size
    return data[:start], frames


def noise(megabytes: int) -> Iterator[bytes]:
    """Rows that do not compress."""
    for _ in range(megabytes * 16):
        yield os.urandom(65536)


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file of several frames, opened by a passphrase."""
    path = tmp_path_factory.mktemp("sealed") / "large.sealed"
    seal(path, LABEL, noise(4), Locks(None, PASSPHRASE))
    return path


BY_PASSPHRASE = Locks(None, PASSPHRASE)


def test_what_was_sealed_opens_on_the_same_pc(tmp_path: Path, ring: MemoryKeyring) -> None:
    path = tmp_path / "a.sealed"
    head = seal(path, LABEL, [b"one", b"", b"three" * 1000], here())
    assert read(path, here()) == [b"one", b"", b"three" * 1000]
    assert head_of(path) == head
    assert head.keep_until == LABEL.keep_until
    assert head.outlived(date(2028, 1, 1))
    assert not head.outlived(date(2027, 12, 31))
    assert len(ring.kept) == 1
    assert [entry.name for entry in tmp_path.iterdir()] == ["a.sealed"]


def test_next_year_on_another_pc_the_passphrase_opens_it(tmp_path: Path) -> None:
    path = tmp_path / "a.sealed"
    seal(path, LABEL, [b"row"], Locks(TokenStore(), PASSPHRASE))
    assert read(path, here()) == [b"row"], "on this PC the keyring is enough"
    keyring.set_keyring(MemoryKeyring())
    with pytest.raises(KeyLost, match="passphrase that was set"):
        read(path, here())
    with pytest.raises(WrongPassphrase) as wrong:
        read(path, Locks(TokenStore(), "copper lantern willow sixpenny"))
    assert "\n" not in str(wrong.value)
    assert read(path, Locks(TokenStore(), f"  {PASSPHRASE} ")) == [b"row"]


def test_a_lost_key_without_a_passphrase_is_explained(tmp_path: Path) -> None:
    path = tmp_path / "a.sealed"
    seal(path, LABEL, [b"row"], here())
    keyring.set_keyring(MemoryKeyring())
    for keys in (here(), Locks(TokenStore(), PASSPHRASE)):
        with pytest.raises(KeyLost, match="nobody can read the file, and that is meant") as lost:
            read(path, keys)
        assert "\n" not in str(lost.value)


def test_a_keyring_that_says_nothing_is_not_taken_for_a_lost_key(tmp_path: Path) -> None:
    ring = LockedKeyring()
    keyring.set_keyring(ring)
    ring.locked = False
    path, alone = tmp_path / "a.sealed", tmp_path / "alone.sealed"
    seal(path, LABEL, [b"row"], Locks(TokenStore(), PASSPHRASE))
    seal(alone, LABEL, [b"row"], here())
    ring.locked = True
    with pytest.raises(
        KeyringSilent, match=r"not known whether it holds the key.* passphrase opens the file"
    ):
        read(path, here())
    assert read(path, Locks(TokenStore(), PASSPHRASE)) == [b"row"]
    for keys in (here(), Locks(TokenStore(), PASSPHRASE)):
        with pytest.raises(KeyringSilent, match="Unlock the keyring") as silent:
            read(alone, keys)
        assert "nobody can read" not in str(silent.value)
    ring.locked = False
    assert read(alone, here()) == [b"row"]


def test_another_key_under_the_same_name_opens_nothing(tmp_path: Path, ring: MemoryKeyring) -> None:
    path = tmp_path / "a.sealed"
    seal(path, LABEL, [b"row"], here())
    (name,) = ring.kept
    for wrong in ("not base64!", "AAAA", ring.kept[name][::-1]):
        ring.kept[name] = wrong
        with pytest.raises(KeyLost):
            read(path, here())


def test_where_the_keyring_keeps_nothing_nothing_is_written(tmp_path: Path) -> None:
    keyring.set_keyring(MemoryKeyring(limit=10))
    path = tmp_path / "a.sealed"
    with pytest.raises(KeyNotKept, match="recovery passphrase"):
        seal(path, LABEL, [b"row"], here())
    assert list(tmp_path.iterdir()) == []
    seal(path, LABEL, [b"row"], Locks(TokenStore(), PASSPHRASE))
    assert [lock.by for lock in head_of(path).locks] == ["passphrase"]
    assert read(path, BY_PASSPHRASE) == [b"row"]


def test_a_write_that_fails_leaves_the_old_file_and_no_key(tmp_path: Path, ring: MemoryKeyring) -> None:
    path = tmp_path / "a.sealed"
    seal(path, LABEL, [b"old"], here())

    def failing() -> Iterator[bytes]:
        yield b"new"
        raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        seal(path, LABEL, failing(), here(), replace=True)
    assert read(path, here()) == [b"old"]
    assert len(ring.kept) == 1
    assert [entry.name for entry in tmp_path.iterdir()] == ["a.sealed"]


@pytest.mark.parametrize("short", ["", "elevenchars", "   spaces    "])
def test_a_short_passphrase_is_refused(tmp_path: Path, short: str) -> None:
    with pytest.raises(WeakPassphrase, match="12 characters"):
        seal(tmp_path / "a.sealed", LABEL, [b"row"], Locks(None, short))
    assert list(tmp_path.iterdir()) == []


def test_a_passphrase_file_is_read_by_its_first_line(tmp_path: Path) -> None:
    path = tmp_path / "phrase.txt"
    path.write_bytes(b"\xef\xbb\xbf" + PASSPHRASE.encode() + b"\r\nsecond line")
    assert read_passphrase(path) == PASSPHRASE
    assert checked_passphrase("cafe\u0301 lantern willow") == checked_passphrase("café lantern willow")
    for content in (b"", b"\n" + PASSPHRASE.encode(), b"\xff\xfe"):
        path.write_bytes(content)
        with pytest.raises(WeakPassphrase):
            read_passphrase(path)


def test_nothing_of_the_rows_or_the_passphrase_can_be_read_without_a_key(tmp_path: Path) -> None:
    path = tmp_path / "a.sealed"
    rows = [b"Ada Byte, 2014-11-02, C304123424001"] * 50
    seal(path, LABEL, rows, Locks(TokenStore(), PASSPHRASE))
    data = path.read_bytes()
    for secret in (b"Ada", b"C304123424001", PASSPHRASE.encode()):
        assert secret not in data
    assert "copper" not in repr(Locks(TokenStore(), PASSPHRASE))


def test_two_files_of_the_same_rows_share_nothing(tmp_path: Path) -> None:
    contents = []
    for name in ("a", "b"):
        path = tmp_path / name
        seal(path, LABEL, [b"row" * 100], BY_PASSPHRASE)
        contents.append(frames_of(path)[1][0])
    assert contents[0] != contents[1]


def test_every_frame_is_at_most_a_mebibyte(large: Path) -> None:
    _, frames = frames_of(large)
    assert len(frames) >= 4
    assert max(len(frame) - 4 for frame in frames) == FRAME + 16 == 1024 * 1024


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda frames: frames[1:], id="first dropped"),
        pytest.param(lambda frames: frames[:1] + frames[2:], id="one dropped"),
        pytest.param(lambda frames: frames[:-1], id="last dropped"),
        pytest.param(lambda frames: [frames[1], frames[0], *frames[2:]], id="swapped"),
        pytest.param(lambda frames: [frames[0], *frames], id="repeated"),
        pytest.param(lambda frames: [*frames, frames[-1]], id="added"),
        pytest.param(lambda frames: [*frames, b"x"], id="a byte added"),
        pytest.param(lambda frames: [*frames[:-1], frames[-1][:-1]], id="cut short"),
        pytest.param(lambda frames: [*frames[:-1], frames[-1][:3]], id="cut in a length"),
        pytest.param(lambda frames: [], id="none left"),
    ],
)
def test_a_frame_dropped_moved_or_added_is_refused(tmp_path: Path, large: Path, change: object) -> None:
    assert callable(change)
    start, frames = frames_of(large)
    path = tmp_path / "changed.sealed"
    path.write_bytes(start + b"".join(change(frames)))
    with pytest.raises(Damaged) as damaged:
        read(path, BY_PASSPHRASE)
    assert "\n" not in str(damaged.value)


@pytest.mark.parametrize(
    ("change", "right"),
    [
        pytest.param(lambda frames: frames[1:], 0, id="first dropped"),
        pytest.param(lambda frames: frames[:1] + frames[2:], 1, id="one dropped"),
        pytest.param(lambda frames: [frames[1], frames[0], *frames[2:]], 0, id="swapped"),
        pytest.param(lambda frames: [frames[0], *frames], 1, id="repeated"),
    ],
)
def test_a_frame_out_of_its_place_is_refused_by_its_own_tag(
    tmp_path: Path, large: Path, change: Callable[[list[bytes]], list[bytes]], right: int
) -> None:
    """Not by the compression, which is no seal: a frame that opened elsewhere would share its nonce."""
    start, frames = frames_of(large)
    path = tmp_path / "changed.sealed"
    path.write_bytes(start + b"".join(change(frames)))
    came: list[bytes] = []
    with (
        pytest.raises(Damaged, match="altered, left out or moved"),
        opened(path, LABEL.kind, BY_PASSPHRASE) as (_, rows),
    ):
        came.extend(rows)
    whole = read(large, BY_PASSPHRASE)
    assert came == whole[: len(came)]
    assert (len(came) > 0) == (right > 0), "what came is of the frames in their places alone"


def test_a_frame_of_another_file_is_refused(tmp_path: Path, large: Path) -> None:
    other = tmp_path / "other.sealed"
    seal(other, LABEL, noise(4), BY_PASSPHRASE)
    start, frames = frames_of(large)
    path = tmp_path / "mixed.sealed"
    path.write_bytes(start + b"".join([frames[0], frames_of(other)[1][1], *frames[2:]]))
    with pytest.raises(Damaged):
        read(path, BY_PASSPHRASE)


def test_a_changed_head_is_refused(tmp_path: Path, large: Path) -> None:
    start, frames = frames_of(large)
    about = json.loads(start[len(MAGIC) + 4 :])
    about["keep_until"] = "2099-12-31"
    head = json.dumps(about).encode()
    path = tmp_path / "kept for ever.sealed"
    path.write_bytes(MAGIC + struct.pack(">I", len(head)) + head + b"".join(frames))
    with pytest.raises(Damaged):
        read(path, BY_PASSPHRASE)


class Small(NamedTuple):
    """A sealed file of two rows that many examples share, with the keyring that opens it."""

    ring: MemoryKeyring
    path: Path
    content: bytes


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Small:
    ring, path = MemoryKeyring(), tmp_path_factory.mktemp("small") / "small.sealed"
    keyring.set_keyring(ring)
    seal(path, LABEL, [b"one", b"two"], here())
    return Small(ring, path, path.read_bytes())


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_any_changed_byte_is_noticed(small: Small, data: st.DataObject) -> None:
    keyring.set_keyring(small.ring)
    path, original = small.path, small.content
    place = data.draw(st.integers(0, len(original) - 1))
    value = data.draw(st.integers(0, 255).filter(lambda value: value != original[place]))
    path.write_bytes(original[:place] + bytes([value]) + original[place + 1 :])
    with pytest.raises(SealedError):
        read(path, here())


@given(st.lists(st.binary(max_size=3000), max_size=30))
@settings(max_examples=30, deadline=None)
def test_any_rows_come_back(small: Small, rows: list[bytes]) -> None:
    keyring.set_keyring(small.ring)
    path = small.path.with_name("rows.sealed")
    seal(path, LABEL, rows, here(), replace=True)
    assert read(path, here()) == rows


@pytest.mark.parametrize(
    "content",
    [b"", b"PWSEALED", b"name,class\nAda,7A\n", b"PK\x03\x04" + b"x" * 100, MAGIC + b"\xff\xff\xff\xff{}",
     MAGIC + b"\0\0\0\x02[]", MAGIC + b"\0\0\0\x02{}", MAGIC + b"\0\0\0\x05" + b"[" * 5],
)  # fmt: skip
def test_what_is_no_sealed_file_is_said_to_be_none(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "report.csv"
    path.write_bytes(content)
    with pytest.raises(NotSealed, match=r"report\.csv"):
        read(path, here())
    with pytest.raises(NotSealed):
        purge(path, here())
    assert path.exists(), "what is not ours is left alone"


def test_a_later_version_and_another_kind_are_told_apart(tmp_path: Path) -> None:
    path = tmp_path / "a.sealed"
    seal(path, LABEL, [b"row"], here())
    with pytest.raises(NotSealed):
        read(path, here(), kind="evidence")
    head = b'{"version": 2, "anything": "else"}'
    path.write_bytes(MAGIC + struct.pack(">I", len(head)) + head)
    with pytest.raises(NewerFile, match="newer version"):
        read(path, here())


def test_a_head_that_asks_for_a_costly_passphrase_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.sealed"
    seal(path, LABEL, [b"row"], BY_PASSPHRASE)
    start, frames = frames_of(path)
    about = json.loads(start[len(MAGIC) + 4 :])
    about["locks"][0]["n"] = 2**30
    head = json.dumps(about).encode()
    path.write_bytes(MAGIC + struct.pack(">I", len(head)) + head + b"".join(frames))
    with pytest.raises(NotSealed):
        read(path, BY_PASSPHRASE)


def test_a_row_over_the_limit_is_a_mistake_of_ours(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="over the limit"):
        seal(tmp_path / "a.sealed", LABEL, [b"x" * (ROW + 1)], BY_PASSPHRASE)
    assert list(tmp_path.iterdir()) == []


def test_memory_stays_bounded_however_large_the_file_is(tmp_path: Path) -> None:
    path = tmp_path / "a.sealed"

    def peak_of(work: object) -> int:
        assert callable(work)
        tracemalloc.start()
        work()
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return int(peak)

    def drain() -> None:
        with opened(path, "baseline", here()) as (_, rows):
            for _ in rows:
                pass

    # 24 MiB of noise, and 48 MiB of zeros that fit in a frame.
    zeros = (bytes(1024 * 1024) for _ in range(48))
    for rows in (noise(24), zeros):
        assert peak_of(lambda rows=rows: seal(path, LABEL, rows, here(), replace=True)) < 12 * FRAME
        assert peak_of(drain) < 12 * FRAME


def test_purging_takes_the_file_and_its_key(tmp_path: Path, ring: MemoryKeyring) -> None:
    path, copy = tmp_path / "a.sealed", tmp_path / "copy.sealed"
    seal(path, LABEL, [b"row"], here())
    copy.write_bytes(path.read_bytes())
    purge(path, here())
    assert not path.exists()
    assert ring.kept == {}
    purge(path, here())
    with pytest.raises(KeyLost):
        read(copy, here())


def test_the_format_is_the_documented_one(tmp_path: Path) -> None:
    """Whoever has the key can open a file with nothing but this description."""
    import base64
    import zlib

    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    path = tmp_path / "a.sealed"
    seal(path, LABEL, [b"one", b"two"], here())
    start, frames = frames_of(path)
    head = start[len(MAGIC) + 4 :]
    lock = json.loads(head)["locks"][0]
    own = base64.b64decode(TokenStore().get(lock["name"]) or "")
    key = AESGCM(own).decrypt(b"\0" * 12, base64.b64decode(lock["key"]), None)
    nonce = struct.pack(">IIHBB", 0, 0, 0, 0, 1)
    content = zlib.decompress(AESGCM(key).decrypt(nonce, frames[0][4:], head))
    assert content == b"\0\0\0\x03one\0\0\0\x03two"
    assert sealed.VERSION == 1
