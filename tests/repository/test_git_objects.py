"""Objects, loose and in packs: what is damaged, missing, too large or too much work is not known."""

from __future__ import annotations

import hashlib
import os
import random
import zlib
from pathlib import Path

import pytest
from repository.git_support import commit, git

from workflow_docs.repository import git_objects
from workflow_docs.repository.git_objects import ObjectStore

BLOB, OFFSET_DELTA, REF_DELTA = 3, 6, 7


def object_id(kind: str, data: bytes) -> str:
    return hashlib.sha1(b"%s %d\0" % (kind.encode(), len(data)) + data, usedforsecurity=False).hexdigest()


def put_loose(folder: Path, name: str, data: bytes) -> None:
    place = folder / "objects" / name[:2] / name[2:]
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(zlib.compress(data))


def varint(number: int) -> bytes:
    found = bytearray()
    while number > 0x7F:
        found.append(number & 0x7F | 0x80)
        number >>= 7
    return bytes([*found, number])


def head(kind: int, size: int) -> bytes:
    first, rest = kind << 4 | size & 15, size >> 4
    return bytes([first | 0x80]) + varint(rest) if rest else bytes([first])


def back(distance: int) -> bytes:
    found = [distance & 0x7F]
    while distance := distance >> 7:
        distance -= 1
        found.append(distance & 0x7F | 0x80)
    return bytes(reversed(found))


def put_pack(folder: Path, entries: list[tuple[str, bytes]], name: str = "x") -> None:
    """Write a pack of entries as they are, each under an id, and its index."""
    pack, offsets = bytearray(b"PACK\0\0\0\2" + len(entries).to_bytes(4, "big")), {}
    for found, data in entries:
        offsets[found] = len(pack)
        pack += data
    put_index(folder, offsets, name)
    (folder / f"objects/pack/{name}.pack").write_bytes(pack + bytes(20))


def put_index(folder: Path, offsets: dict[str, int], name: str = "x") -> None:
    names = sorted(offsets)
    fanout = b"".join(
        sum(int(each[:2], 16) <= byte for each in names).to_bytes(4, "big") for byte in range(256)
    )
    (folder / "objects/pack").mkdir(parents=True, exist_ok=True)
    (folder / f"objects/pack/{name}.idx").write_bytes(
        b"\xfftOc\0\0\0\2"
        + fanout
        + b"".join(map(bytes.fromhex, names))
        + bytes(4 * len(names))
        + b"".join(offsets[each].to_bytes(4, "big") for each in names)
        + bytes(40)
    )


def whole(data: bytes) -> bytes:
    return head(BLOB, len(data)) + zlib.compress(data)


def copy_of(size: int, times: int = 1) -> bytes:
    """Return the delta that copies a base of some size, in commands of 65,536 bytes."""
    commands = b"".join(
        b"\x8f" + at.to_bytes(4, "little") if at else b"\x80" for at in range(0, size, 0x10000)
    )
    return varint(size) + varint(size * times) + commands * times


def test_the_packs_of_these_tests_are_read(tmp_path):
    """As a control: each of the damages below is made to a pack that is read without it."""
    base, data = b"a" * 0x20000, b"b" * 1000
    delta = zlib.compress(copy_of(len(base)))
    entry = whole(base)
    put_pack(
        tmp_path,
        [
            (object_id("blob", base), entry),
            ("1" * 40, head(OFFSET_DELTA, len(copy_of(len(base)))) + back(len(entry)) + delta),
            (object_id("blob", data), whole(data)),
        ],
    )
    store = ObjectStore(tmp_path)
    assert store.read(object_id("blob", base)) == ("blob", base)
    assert store.read(object_id("blob", data)) == ("blob", data)
    assert store.find(object_id("blob", data)[:7]) == object_id("blob", data)
    put_pack(tmp_path, [("1" * 40, entry), (object_id("blob", base), head(REF_DELTA, len(copy_of(len(base)))) + b"\x11" * 20 + delta)])  # fmt: skip
    assert ObjectStore(tmp_path).read(object_id("blob", base)) == ("blob", base)


def test_content_of_another_id_is_not_taken(tmp_path):
    name = object_id("blob", b"right\n")
    put_loose(tmp_path, name, b"blob 6\0wrong\n")
    assert ObjectStore(tmp_path).read(name) is None
    put_loose(tmp_path, name, b"blob 6\0right\n")
    assert ObjectStore(tmp_path).read(name) == ("blob", b"right\n")
    put_pack(tmp_path, [("2" * 40, whole(b"right\n"))])
    assert ObjectStore(tmp_path).read("2" * 40) is None


@pytest.mark.parametrize(
    "data",
    [
        b"blob 5\0right\n", b"blob 7\0right\n", b"blob -6\0right\n", b"blob 6", b"", b"blub 6\0right\n", b"blob  6\0right\n",
        b"blob 5368709120\0right\n", b"blob 9999999999999999999999\0x", b"\xff\xff 6\0right\n",
    ],
)  # fmt: skip
def test_damaged_loose_objects(tmp_path, data):
    name = object_id("blob", b"right\n")
    put_loose(tmp_path, name, data)
    assert ObjectStore(tmp_path).read(name) is None


@pytest.mark.parametrize(
    "make", [os.mkfifo, os.mkdir, lambda place: place.symlink_to("/dev/zero"), Path.touch]
)
def test_a_loose_object_that_is_no_file(tmp_path, make):
    (tmp_path / "objects/ab").mkdir(parents=True)
    make(tmp_path / "objects/ab" / ("0" * 38))
    assert ObjectStore(tmp_path).read("ab" + "0" * 38) is None


@pytest.mark.parametrize(
    "make", [os.mkfifo, os.mkdir, lambda place: place.symlink_to("/dev/zero"), Path.touch]
)
@pytest.mark.parametrize("end", ["idx", "pack"])
def test_a_pack_that_is_no_file(tmp_path, make, end):
    name = object_id("blob", b"a")
    put_pack(tmp_path, [(name, whole(b"a"))])
    place = tmp_path / f"objects/pack/x.{end}"
    place.unlink()
    make(place)
    assert ObjectStore(tmp_path).read(name) is None
    assert ObjectStore(tmp_path).find(name[:8]) == (name if end == "pack" and place.is_file() else None)


def test_what_claims_more_than_it_may_hold(tmp_path):
    large = object_id("blob", b"")
    for size in (40 * 1024**2, 5 * 1024**3, 2**63):
        put_pack(tmp_path, [(large, head(BLOB, size) + zlib.compress(b"a" * 100))])
        assert ObjectStore(tmp_path).read(large) is None
    bomb = zlib.compress(bytes(40 * 1024**2))
    assert len(bomb) < 50_000
    put_pack(tmp_path, [(large, head(BLOB, 100) + bomb)])
    assert ObjectStore(tmp_path).read(large) is None
    name = object_id("blob", bytes(40 * 1024**2))
    put_loose(tmp_path, name, b"blob %d\0" % (40 * 1024**2) + bytes(40 * 1024**2))
    assert ObjectStore(tmp_path).read(name) is None


@pytest.mark.parametrize(
    "entry",
    [
        head(REF_DELTA, 10) + b"\x22" * 20 + zlib.compress(bytes(10)),  # its own base
        head(REF_DELTA, 10) + b"\x33" * 20 + zlib.compress(bytes(10)),  # no base
        head(OFFSET_DELTA, 10) + back(0) + zlib.compress(bytes(10)),
        head(OFFSET_DELTA, 10) + back(10**9) + zlib.compress(bytes(10)),
        head(OFFSET_DELTA, 10) + b"\xff" * 100,
        head(5, 10) + zlib.compress(bytes(10)),
        head(BLOB, 10) + zlib.compress(bytes(9)),
        head(BLOB, 10) + b"not packed",
        b"\xff" * 1000,
        b"",
    ],
)
def test_damaged_entries(tmp_path, entry):
    put_pack(tmp_path, [("2" * 40, entry)])
    assert ObjectStore(tmp_path).read("2" * 40) is None


@pytest.mark.parametrize(
    "delta",
    [
        b"", b"\x01", varint(1) + varint(1), varint(1) + varint(1) + b"\0", varint(1) + varint(1) + b"\x91\x01\x01",
        varint(1) + varint(2**40) + b"\x80", varint(1) + varint(1) + b"\x90", varint(9) + varint(1) + b"\x90\x01",
        varint(1) + varint(5) + b"\x05ab", b"\xff" * 50, varint(1) + varint(0),
    ],
)  # fmt: skip
def test_damaged_deltas(tmp_path, delta):
    base = whole(b"a")
    put_pack(
        tmp_path,
        [
            (object_id("blob", b"a"), base),
            (
                object_id("blob", b"b"),
                head(OFFSET_DELTA, len(delta)) + back(len(base)) + zlib.compress(delta),
            ),
        ],
    )
    assert ObjectStore(tmp_path).read(object_id("blob", b"b")) is None


def test_damaged_indexes(tmp_path):
    name = object_id("blob", b"a")
    put_pack(tmp_path, [(name, whole(b"a"))])
    place = tmp_path / "objects/pack/x.idx"
    good = place.read_bytes()
    count = (2**32 - 1).to_bytes(4, "big")
    for bad in (
        b"", good[:8], good[:1000], good[:1040], b"\0" * len(good), good[:7] + b"\3" + good[8:],
        good[:8] + count * 256 + good[1032:],  # more ids than there are
        good[:8] + count * 255 + good[1028:],  # beginnings beyond the end
        good[:-44] + count + good[-40:],  # an offset in a list that is not there
        good[:-44] + b"\x7f\xff\xff\xff" + good[-40:],
    ):  # fmt: skip
        place.write_bytes(bad)
        assert ObjectStore(tmp_path).read(name) is None
    place.write_bytes(good)
    assert ObjectStore(tmp_path).read(name) == ("blob", b"a")


def test_a_small_pack_that_makes_much_work(tmp_path):
    """The chain of deltas copies 16 GiB, and the pack has 1 MB; the limit holds for all objects together."""
    base = bytes(16 * 1024**2)
    entries = [(object_id("blob", base), whole(base))]
    delta = copy_of(len(base))
    for number in range(1000):
        data = head(OFFSET_DELTA, len(delta)) + back(len(entries[-1][1])) + zlib.compress(delta)
        entries.append((f"{number:040x}", data))
    put_pack(tmp_path, entries)
    assert (tmp_path / "objects/pack/x.pack").stat().st_size < 1024**2
    store = ObjectStore(tmp_path)
    assert store.read(f"{999:040x}") is None
    assert store._work.left < 0
    assert store.read(object_id("blob", base)) is None
    assert ObjectStore(tmp_path).read(object_id("blob", base)) == ("blob", base)


def test_a_tree_with_more_entries_than_are_kept(tmp_path, monkeypatch):
    tree = b"".join(b"100644 %d\0" % number + bytes(20) for number in range(1000))
    name = object_id("tree", tree)
    put_loose(tmp_path, name, b"tree %d\0" % len(tree) + tree)
    assert len(ObjectStore(tmp_path).tree(name)) == 1000
    monkeypatch.setattr(git_objects, "MAX_WORK", 1_000_000)
    assert ObjectStore(tmp_path).tree(name) is None


@pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="counts what Linux shows of open files")
def test_many_packs_leave_files_for_others_to_open(tmp_path):
    for number in range(200):
        put_pack(tmp_path, [(object_id("blob", b"%d" % number), whole(b"%d" % number))], f"{number:03}")
    before = len(os.listdir("/proc/self/fd"))  # noqa: PTH208 (no file of its own is open)
    store = ObjectStore(tmp_path)
    for number in range(200):
        assert store.read(object_id("blob", b"%d" % number)) is not None
        assert len(os.listdir("/proc/self/fd")) < before + 100  # noqa: PTH208


def test_with_too_many_packs_nothing_is_known(tmp_path, monkeypatch):
    for number in range(4):
        put_pack(tmp_path, [(object_id("blob", b"a"), whole(b"a"))], f"{number}")
    assert ObjectStore(tmp_path).read(object_id("blob", b"a"))
    monkeypatch.setattr(git_objects, "MAX_PACKS", 3)
    assert ObjectStore(tmp_path).read(object_id("blob", b"a")) is None


def test_a_short_id_is_known_only_if_all_packs_are(tmp_path):
    name = object_id("blob", b"a")
    put_pack(tmp_path, [(name, whole(b"a"))])
    put_loose(tmp_path, name[:12] + "0" * 28, b"x")
    assert ObjectStore(tmp_path).find(name[:13]) == name
    assert ObjectStore(tmp_path).find(name[:12]) is None
    for wrong in (name[:3], name.upper()[:8], "g" * 8, "", "*" * 8, name + "0"):
        assert ObjectStore(tmp_path).find(wrong) is None
    (tmp_path / "objects/pack/y.idx").write_bytes(b"damaged")
    (tmp_path / "objects/pack/y.pack").write_bytes(b"damaged")
    assert ObjectStore(tmp_path).find(name[:13]) is None
    assert ObjectStore(tmp_path).read(name) == ("blob", b"a")


@pytest.fixture(scope="module")
def packed(tmp_path_factory):
    """Return a repository of which all objects are in one pack, with deltas of deltas."""
    folder = tmp_path_factory.mktemp("packed")
    rng = random.Random(7)
    lines = [f"line {number} {rng.random()}" for number in range(300)]
    for version in range(12):
        lines[rng.randrange(len(lines))] = f"changed in {version}"
        commit(folder, a="\n".join(lines), b="\n".join(lines[:200]))
    git(folder, "gc", "--quiet", "--aggressive")
    return folder


@pytest.mark.parametrize("seed", range(60))
def test_a_damaged_pack_gives_what_it_held_or_nothing(packed, tmp_path, seed):
    rng = random.Random(seed)
    (index,) = (packed / ".git/objects/pack").glob("*.idx")
    listing = git(packed, "cat-file", "--batch-all-objects", "--batch-check=%(objectname) %(objecttype)")
    (tmp_path / "objects/pack").mkdir(parents=True)
    for file in (index, index.with_suffix(".pack")):
        data = bytearray(file.read_bytes())
        for _ in range(rng.randint(0, 40)):
            data[rng.randrange(len(data))] = rng.randrange(256)
        cut = rng.choice([len(data), len(data), rng.randrange(len(data))])
        (tmp_path / "objects/pack" / file.name).write_bytes(bytes(data[:cut]))
    store = ObjectStore(tmp_path)
    for name, kind in map(str.split, listing.splitlines()):
        found = store.read(name)
        assert found is None or (found.kind, object_id(found.kind, found.data)) == (kind, name)
        store.find(name[:7])
