"""A library in one file: the same bytes everywhere, and none of them can be another unseen."""

from __future__ import annotations

import io
import json
import os
import shutil
import stat
from collections.abc import Callable
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.command import POLICIES, kiemnhiem

from kiemnhiem.errors import UsageError
from kiemnhiem.trust.bundle import Bundle, bundle_of, read_bundle
from kiemnhiem.trust.signing import PrivateKey, PublicKey

KEY, OTHER = PrivateKey.new(), PrivateKey.new()
SIGNED = Bundle("law", {"a.yaml": b"policy: a\n", "b/c.test.yaml": b"tests: b\n"}).signed(KEY)
FILES = st.dictionaries(st.from_regex(r"[a-z]{1,5}(/[a-z]{1,5}){0,2}\.yaml", fullmatch=True), st.binary(max_size=99))


def refusal(path: Path, raw: bytes, required: PublicKey | None = None) -> str | None:
    """The code by which a bundle is refused; none where it is read."""
    path.write_bytes(raw)
    try:
        read_bundle(path, required)
    except UsageError as error:
        [problem] = error.problems
        return problem.code.id
    return None


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where a bundle may be written."""
    return tmp_path_factory.mktemp("bundles") / "law.knb"


@given(st.integers(0, len(SIGNED.bytes) - 1), st.integers(1, 255))
def test_any_flipped_byte_of_a_signed_bundle_is_refused(path: Path, at: int, by: int) -> None:
    raw = bytearray(SIGNED.bytes)
    raw[at] ^= by
    assert refusal(path, bytes(raw)) is not None
    assert refusal(path, bytes(raw), KEY.public) is not None


@given(st.binary(min_size=1, max_size=40), st.booleans())
def test_bytes_before_or_after_a_bundle_are_refused(path: Path, more: bytes, first: bool) -> None:
    assert refusal(path, more + SIGNED.bytes if first else SIGNED.bytes + more) is not None


@given(st.integers(0, len(SIGNED.bytes) - 1))
def test_a_cut_bundle_is_refused(path: Path, length: int) -> None:
    assert refusal(path, SIGNED.bytes[:length]) is not None


@given(st.text("abc-", min_size=1), FILES)
def test_what_is_packed_is_what_is_read(path: Path, name: str, files: dict[str, bytes]) -> None:
    made = Bundle(name, files).signed(KEY)
    path.write_bytes(made.bytes)
    assert read_bundle(path, KEY.public) == made


@given(st.binary(max_size=300))
def test_no_bytes_at_all_are_a_traceback(path: Path, raw: bytes) -> None:
    assert refusal(path, raw) == "S201"


def test_only_the_required_key_will_do(path: Path) -> None:
    assert refusal(path, SIGNED.bytes, KEY.public) is None
    assert refusal(path, SIGNED.bytes, OTHER.public) == "S204"
    assert refusal(path, Bundle("law", SIGNED.files).bytes, KEY.public) == "S203"
    forged = Bundle("law", {"a.yaml": b"policy: b\n"}, SIGNED.signature)
    assert refusal(path, forged.bytes, KEY.public) == "S202"


@pytest.mark.parametrize(
    "edit", [lambda f: f.pop("a.yaml"), lambda f: f.update({"more.yaml": b"x"}), lambda f: f.update({"a.yaml": b"y"})]
)
def test_an_extra_missing_or_other_file_is_refused(path: Path, edit: Callable[[dict[str, bytes]], object]) -> None:
    files = dict(SIGNED.files)
    edit(files)
    out = io.BytesIO()
    with ZipFile(io.BytesIO(SIGNED.bytes)) as old, ZipFile(out, "w") as new:
        for name in ("manifest.json", "signature.json"):
            new.writestr(name, old.read(name))
        for name, content in files.items():
            new.writestr(name, content)
    assert refusal(path, out.getvalue()) == "S201"


@pytest.mark.parametrize(
    "name",
    ["../a.yaml", "/a.yaml", "a/../../b.yaml", "a\\b.yaml", ".a.yaml", "a/./b.yaml", "C:a.yaml", "a.py", "a\n.yaml"],
)
def test_paths_that_lead_elsewhere_are_refused(path: Path, name: str) -> None:
    assert refusal(path, Bundle("law", {name: b"x"}).signed(KEY).bytes) == "S201"


@pytest.mark.parametrize("name", ["..", "a/b", "", ".hidden"])
def test_a_name_that_leads_elsewhere_is_refused(path: Path, name: str) -> None:
    assert refusal(path, Bundle(name, SIGNED.files).signed(KEY).bytes) == "S201"


def test_a_bundle_that_says_to_hold_more_than_it_is_long_is_not_unpacked(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = io.BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as file:
        file.writestr("manifest.json", "{}")
        file.writestr("bomb.yaml", b"0" * (64 << 20))
    monkeypatch.setattr(ZipFile, "read", lambda *_: pytest.fail("it was unpacked"))
    assert refusal(path, out.getvalue()) == "S201"


def test_a_file_that_is_a_folder_too_ends_in_words(path: Path) -> None:
    path.write_bytes(Bundle("law", {"a.yaml": b"x", "a.yaml/b.yaml": b"y"}).bytes)
    ran = kiemnhiem("policies", "list", "--policies", path, "--lang", "en")
    assert (ran.exit_code, "S209" in ran.stderr) == (2, True)


def test_the_same_library_gives_the_same_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    one, other = tmp_path / "1" / "law", tmp_path / "2" / "law"
    shutil.copytree(POLICIES, one)
    files = sorted((p for p in one.rglob("*") if p.is_file()), reverse=True)
    before = os.umask(0o077)
    try:
        for file in files:
            copy = other / file.relative_to(one)
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_bytes(file.read_bytes())
            os.utime(copy, (0, 0))
    finally:
        os.umask(before)
    (other / ".hidden.yaml").write_text("no part of it")
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    assert bundle_of(one).signed(KEY).bytes == bundle_of(other).signed(KEY).bytes


def test_links_are_not_packed(tmp_path: Path) -> None:
    library = tmp_path / "law"
    shutil.copytree(POLICIES, library)
    (library / "link.test.yaml").symlink_to(library / "plain.yaml")
    with pytest.raises(UsageError) as told:
        bundle_of(library)
    assert "S206" in str(told.value)
    assert "link.test.yaml" in str(told.value)
    (library / "link.test.yaml").unlink()
    (library / "out.yaml").symlink_to("/etc/passwd")
    ran = kiemnhiem("bundle", "--policies", library, "-o", tmp_path / "law.knb", "--lang", "en")
    assert (ran.exit_code, "out.yaml" in ran.stderr) == (4, True)
    assert not (tmp_path / "law.knb").exists()


@pytest.fixture(scope="module")
def law(tmp_path_factory: pytest.TempPathFactory, keys: Path) -> Path:
    """The base library, signed by the office."""
    made = tmp_path_factory.mktemp("law") / "law.knb"
    assert kiemnhiem("bundle", "--policies", POLICIES, "-o", made, "--sign", keys / "office.key").exit_code == 0
    return made


@pytest.mark.parametrize("command", [("policies", "list"), ("lint",), ("test",), ("places",), ("indicators", "--help")])
def test_commands_take_a_bundle_as_they_take_a_folder(law: Path, keys: Path, command: tuple[str, ...]) -> None:
    signed = ("--policies", law, "--require-signed", keys / "office.pub")
    assert kiemnhiem(*command, *signed).exit_code == kiemnhiem(*command, "--policies", POLICIES).exit_code


def test_what_was_unpacked_is_gone_afterwards(law: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    assert kiemnhiem("policies", "list", "--policies", law).exit_code == 0
    assert list(tmp_path.iterdir()) == []


def test_unsigned_libraries_are_refused_where_signed_ones_are_required(
    law: Path, keys: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KIEMNHIEM_REQUIRE_SIGNED", str(keys / "office.pub"))
    assert kiemnhiem("policies", "list", "--policies", law).exit_code == 0
    for refused in (("--policies", POLICIES), ()):
        ran = kiemnhiem("policies", "list", *refused, "--lang", "en")
        assert (ran.exit_code, "S203" in ran.stderr) == (2, True)
    monkeypatch.setenv("KIEMNHIEM_REQUIRE_SIGNED", str(keys / "other.pub"))
    ran = kiemnhiem("policies", "list", "--policies", law, "--lang", "en")
    assert (ran.exit_code, "S204" in ran.stderr) == (2, True)


def test_a_key_is_for_its_owner_alone_and_never_overwritten(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        assert kiemnhiem("keys", "new", tmp_path / "me", "--no-passphrase").exit_code == 0
    finally:
        os.umask(before)
    private = tmp_path / "me.key"
    assert stat.S_IMODE(private.stat().st_mode) == 0o600
    content = private.read_bytes()
    again = kiemnhiem("keys", "new", tmp_path / "me", "--no-passphrase", "--lang", "en")
    assert (again.exit_code, "S214" in again.stderr) == (2, True)
    assert private.read_bytes() == content
    assert kiemnhiem("keys", "public", private).stdout_bytes == (tmp_path / "me.pub").read_bytes()


def test_a_locked_key_opens_by_its_passphrase_alone(tmp_path: Path) -> None:
    from click.testing import CliRunner

    from kiemnhiem.cli import main

    def run(typed: str, *args: str | Path) -> tuple[int, str]:
        ran = CliRunner().invoke(main, [str(a) for a in args], input=typed)
        return ran.exit_code, ran.output

    assert run("bí mật\nbí mật\n", "keys", "new", tmp_path / "me")[0] == 0
    locked = tmp_path / "me.key"
    assert b"ENCRYPTED" in locked.read_bytes()
    sign = ("bundle", "--policies", POLICIES, "-o", tmp_path / "law.knb", "--sign", locked)
    assert run("bí mật\n", *sign)[0] == 0
    code, said = run("khác\n", *sign)
    assert (code, "S213" in said) == (2, True)
    code, said = run("", *sign)
    assert (code, "S215" in said) == (2, True)


def test_what_is_no_key_is_told(tmp_path: Path, law: Path) -> None:
    ran = kiemnhiem("policies", "list", "--policies", law, "--require-signed", law, "--lang", "en")
    assert (ran.exit_code, "S212" in ran.stderr) == (2, True)
    ran = kiemnhiem("bundle", "--policies", POLICIES, "-o", tmp_path / "x.knb", "--sign", law, "--lang", "en")
    assert (ran.exit_code, "S213" in ran.stderr) == (2, True)
    ran = kiemnhiem("bundle", "--policies", POLICIES, "-o", tmp_path / "x.zip", "--lang", "en")
    assert (ran.exit_code, "S216" in ran.stderr) == (2, True)


def test_the_manifest_tells_the_digest_of_every_file() -> None:
    with ZipFile(io.BytesIO(SIGNED.bytes)) as file:
        assert file.namelist() == ["manifest.json", "signature.json", "a.yaml", "b/c.test.yaml"]
        assert sorted(json.loads(file.read("manifest.json"))["files"]) == ["a.yaml", "b/c.test.yaml"]
