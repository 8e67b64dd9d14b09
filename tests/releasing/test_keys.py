"""Keys: made once, closed to others, never shown, never in a case folder; and readable by other tools."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner

from servanda.cli import main
from servanda.publish.bundle import keys
from servanda.publish.bundle.keys import BadKey, SecretKey


def test_a_new_key_is_closed_to_others_and_never_shown(tmp_path: Path) -> None:
    done = CliRunner().invoke(main, ["publish", "--new-key", str(tmp_path / "desk")])
    assert done.exit_code == 0
    assert (tmp_path / "desk").stat().st_mode & 0o777 == 0o600
    key = keys.secret(tmp_path / "desk")
    body = (tmp_path / "desk").read_text().splitlines()[1]
    assert keys.spoken(key.public.fingerprint) in done.output
    assert body not in done.output and key.seed.hex() not in done.output
    assert key.seed.hex() not in repr(key) and str(key.seed) not in repr(key)
    assert keys.public((tmp_path / "desk.pub").read_bytes(), "desk.pub") == key.public


def test_a_key_is_never_written_over_another(tmp_path: Path) -> None:
    keys.new(tmp_path / "desk")
    before = (tmp_path / "desk").read_bytes()
    with pytest.raises(BadKey, match="exists"):
        keys.new(tmp_path / "desk")
    (tmp_path / "desk.pub").unlink()
    with pytest.raises(BadKey, match="exists"):
        keys.new(tmp_path / "desk")
    assert (tmp_path / "desk").read_bytes() == before and not (tmp_path / "desk.pub").exists()


def test_a_link_laid_for_a_key_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "desk").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(BadKey):
        keys.new(tmp_path / "desk")
    assert not (tmp_path / "elsewhere").exists()


@pytest.mark.parametrize("place", ["desk", "documents/desk", "private-keys/desk"])
def test_no_key_in_a_case_folder(river_copy: Path, place: str) -> None:
    (river_copy / place).parent.mkdir(exist_ok=True)
    with pytest.raises(BadKey, match="case folder"):
        keys.new(river_copy / place)
    assert not (river_copy / place).exists()


def test_but_under_its_private_folder(river_copy: Path) -> None:
    (river_copy / "private").mkdir()
    assert keys.new(river_copy / "private" / "desk") == keys.secret(river_copy / "private" / "desk").public


def test_a_key_that_others_may_read_is_refused(tmp_path: Path) -> None:
    keys.new(tmp_path / "desk")
    (tmp_path / "desk").chmod(0o640)
    with pytest.raises(BadKey, match="others may read"):
        keys.secret(tmp_path / "desk")


def test_a_public_key_does_not_sign_and_a_secret_one_is_not_passed_on(tmp_path: Path) -> None:
    public = keys.new(tmp_path / "desk")
    (tmp_path / "desk.pub").chmod(0o600)
    with pytest.raises(BadKey, match="cannot sign"):
        keys.secret(tmp_path / "desk.pub")
    with pytest.raises(BadKey, match="secret key"):
        keys.expected(str(tmp_path / "desk"))
    assert keys.expected(str(tmp_path / "desk.pub")) == public.fingerprint
    assert keys.expected(keys.spoken(public.fingerprint).upper().replace(" ", ":")) == public.fingerprint


@pytest.mark.parametrize("given", ["", "539a5c6f", "g" * 64, "0" * 63, "no such file"])
def test_half_a_fingerprint_is_none(given: str) -> None:
    with pytest.raises(BadKey):
        keys.expected(given)


def test_the_first_test_vector_of_rfc_8032() -> None:
    key = SecretKey(bytes.fromhex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60"))
    assert key.public.raw.hex() == "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"
    assert key.sign(b"").hex().startswith("e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155")
    assert key.public.signed(b"", key.sign(b"")) and not key.public.signed(b"x", key.sign(b""))


def test_what_is_no_signature_is_none() -> None:
    key = SecretKey(bytes(32))
    good = key.sign(b"text")
    assert not any(key.public.signed(b"text", bad) for bad in (b"", good[:63], good + b"\0", b"text" * 16))


@pytest.mark.skipif(not shutil.which("openssl"), reason="openssl is not installed")
def test_openssl_reads_the_keys_and_checks_the_signature(tmp_path: Path) -> None:
    keys.new(tmp_path / "desk")
    (tmp_path / "text").write_bytes(b"what was agreed\n")
    (tmp_path / "sig").write_bytes(keys.secret(tmp_path / "desk").sign(b"what was agreed\n"))

    def openssl(*words: str) -> bytes:
        return subprocess.run(["openssl", *words], cwd=tmp_path, capture_output=True, check=True).stdout

    assert openssl("pkey", "-in", "desk", "-pubout") == (tmp_path / "desk.pub").read_bytes()
    assert b"Verified" in openssl("pkeyutl", "-verify", "-pubin", "-inkey", "desk.pub", "-rawin", "-in", "text",
                                  "-sigfile", "sig")
