"""`aecodec sign`: signatures of the specification's vectors; the key is no argument and never shown."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

import aecodec
from aecodec import Key, build

from .command_line import forms, output, run
from .conftest import ROOT, spec_rows

ALICE, BOB = (Key.from_seed(bytes([number]) * 32) for number in (1, 2))
SECRET = aecodec.encode("sk", bytes([1]) * 32)
SEED = (bytes([1]) * 32).hex()
WHOLE = SEED + ALICE.address.key.hex()
SPEND = build.spend_tx(sender_id=ALICE.address, recipient_id=BOB.address, amount=1, nonce=1)
TEXT = aecodec.encode_tx(SPEND)
SIGNED = aecodec.encode_tx(aecodec.sign(SPEND, ALICE, "ae_uat"))
ROWS = [row for row in spec_rows("signing.jsonl") if row.values[0]["kind"] == "transaction"]


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("A_KEY", SECRET)
    monkeypatch.setenv("EMPTY", "")


@pytest.fixture
def key_file(tmp_path: Path) -> Path:
    path = tmp_path / "key"
    path.write_text(f"{SECRET}\n", encoding="utf-8")
    path.chmod(0o600)
    return path


@pytest.mark.parametrize("row", ROWS)
def test_the_vectors_are_signed_as_the_specification_says(
    row: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("A_KEY", row["secret_key"])
    options = ["--network", row["network_id"], "--form", row["mode"], *(["--inner"] if row["inner"] else [])]
    # The accounts of the vectors are not those that the random transactions name.
    found = run("sign", *options, "--key-env", "A_KEY", "--force", row["tx"])
    assert (found.returncode, found.out) == (0, f"{row['signed_tx']}\n")
    assert row["account_id"] in found.err
    assert row["secret_key"][3:] not in found.err


@pytest.mark.parametrize(
    "secret", [SECRET, SEED, WHOLE, SEED.upper()], ids=["sk_", "seed", "secret", "capitals"]
)
def test_every_form_of_a_key_is_read_from_a_file(key_file: Path, secret: str) -> None:
    key_file.write_text(secret, encoding="utf-8")
    found = run("sign", "--network", "ae_uat", "--key-file", str(key_file), TEXT)
    assert found.out == f"{SIGNED}\n"
    assert found.err == f"aecodec sign: SpendTx signed by {ALICE.address} for ae_uat\n"


@pytest.mark.skipif(os.name != "posix", reason="needs the permissions of POSIX")
def test_a_file_that_others_can_read_is_named(key_file: Path) -> None:
    key_file.chmod(0o644)
    found = run("sign", "--network", "ae_uat", "--key-file", str(key_file), TEXT)
    assert found.returncode == 0
    assert f"{key_file} can be read by other users: chmod 600\n" in found.err


def test_a_signature_that_is_still_missing_is_named() -> None:
    create = build.channel_create_tx(
        initiator_id=ALICE.address, initiator_amount=10, responder_id=BOB.address, responder_amount=10,
        channel_reserve=1, lock_period=1, nonce=1, protocol="ceres",
    )  # fmt: skip
    options = ["--network", "ae_uat", "--key-env", "A_KEY"]
    found = run("sign", *options, aecodec.encode_tx(create))
    assert found.err.endswith(f"still missing: {BOB.address}\n")
    (record,) = forms("sign", "--json", *options, aecodec.encode_tx(create))
    assert record["missing"] == [str(BOB.address)]
    assert record["signer"] == str(ALICE.address)
    assert aecodec.decode_tx(record["tx"]) == aecodec.sign(create, ALICE, "ae_uat")
    both = aecodec.sign(record["tx"], BOB, "ae_uat")
    (record,) = forms("sign", "--json", *options, aecodec.encode_tx(both))
    assert (record["missing"], record["tx"]) == ([], aecodec.encode_tx(both))


def test_the_key_of_somebody_else_is_refused() -> None:
    other = aecodec.encode_tx(aecodec.replace(SPEND, sender_id=BOB.address))
    found = run("sign", "--network", "ae_uat", "--key-env", "A_KEY", other)
    assert (found.returncode, found.out) == (1, "")
    assert f"expected {BOB.address}, found {ALICE.address}" in found.err
    assert run("sign", "--network", "ae_uat", "--key-env", "A_KEY", "--force", other).returncode == 0


def test_several_transactions_come_from_standard_input() -> None:
    found = run("sign", "--network", "ae_uat", "--key-env", "A_KEY", given=f"{TEXT}\nnonsense\n{TEXT}\n")
    assert found.returncode == 1
    assert found.out == f"{SIGNED}\n" * 2


def test_what_is_built_can_be_signed_and_verified() -> None:
    fields = [f"sender_id={ALICE.address}", f"recipient_id={BOB.address}", "amount=1", "nonce=1"]
    built = output("build", "--quiet", "spend", *fields)
    signed = run("sign", "--network", "ae_uat", "--key-env", "A_KEY", given=built).out
    assert output("verify", "--network", "ae_uat", given=signed).startswith(
        "SpendTx: verified on ae_uat, signed by the sender "
    )


# --- what is refused ----------------------------------------------------------------------------

#: A published test phrase, see test/unit/metamask.ts of aepp-sdk-js.
PHRASE = (
    "eye",
    "quarter",
    "chapter",
    "suit",
    "cruel",
    "scrub",
    "verify",
    "stuff",
    "volume",
    "control",
    "learn",
)


@pytest.mark.parametrize(
    "arguments",
    [
        [SECRET, TEXT],
        [SEED, TEXT],
        [TEXT, WHOLE],
        [TEXT, "--key-file", SECRET],
        [TEXT, "--key-env", SEED],
        [TEXT, *PHRASE],
        [TEXT, " ".join(PHRASE)],
    ],
)
def test_a_key_among_the_arguments_is_refused_and_not_echoed(arguments: list[str]) -> None:
    found = run("sign", "--network", "ae_uat", *arguments)
    assert (found.returncode, found.out) == (2, "")
    assert found.err == (
        "aecodec sign: a secret was given as an argument, where other users and the history of the shell have"
        " it. It was not used; move what it protects to a new key\n"
    )


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ([TEXT], "give the network with --network"),
        ([TEXT, "--network", SECRET, "--key-env", "A_KEY"], "this is a secret key"),
        ([TEXT, "--network", SECRET], ""),
        ([TEXT, "--network", "ae_uat", "--key", SECRET], "unrecognized arguments"),
        ([TEXT, "--network", "ae_uat", f"--key={SEED}"], "unrecognized arguments"),
        ([TEXT, "--network", "ae_uat", "--key-env", "A_KEY", "--key-file", "x"], "not from both"),
        (
            [TEXT, "--network", "ae_uat", "--key-env", "EMPTY"],
            "no environment variable 'EMPTY', or it is empty",
        ),
        (
            [TEXT, "--network", "ae_uat", "--key-env", "PATH"],
            "no key in PATH: expected sk_ text, or 64 or 128",
        ),
        ([TEXT, "--network", "ae_uat", "--key-file", "/no/such"], "No such file"),
        ([TEXT, "--network", "ae_uat"], "no terminal to ask for the key"),
        (["--network", "ae_uat", "--key-env", "A_KEY"], "no input"),
    ],
)
def test_wrong_usage_shows_nothing_of_a_secret(arguments: list[str], says: str) -> None:
    found = run("sign", *arguments)
    assert (found.returncode, found.out) == (2, "")
    assert says in found.err
    shown = found.err.lower()
    assert SEED[:12] not in shown
    assert SECRET[3:12].lower() not in shown


def test_a_wrong_key_in_a_file_shows_nothing_of_it(key_file: Path) -> None:
    for wrong in (SECRET[:-1], SEED[:-2], f"{SEED}00", WHOLE[:-2] + "00", "", "ö", "\x00"):
        key_file.write_text(wrong, encoding="utf-8")
        found = run("sign", "--network", "ae_uat", "--key-file", str(key_file), TEXT)
        assert (found.returncode, found.out) == (2, "")
        assert found.err.startswith(f"aecodec sign: no key in {key_file}: ")
        assert SEED[:12] not in found.err
        assert SECRET[3:12] not in found.err


@pytest.mark.skipif(os.name != "posix", reason="needs a terminal")
def test_the_prompt_does_not_show_what_is_typed() -> None:
    import pty
    import termios

    main, terminal = pty.openpty()

    def take_terminal() -> None:
        import fcntl

        os.setsid()
        fcntl.ioctl(0, termios.TIOCSCTTY, 0)

    program = [sys.executable, "-m", "aecodec", "sign", "--network", "ae_uat", TEXT]
    with subprocess.Popen(
        program,
        stdin=terminal,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=ROOT,
        preexec_fn=take_terminal,
    ) as child:
        os.close(terminal)
        seen = b""
        while b"not shown): " not in seen:
            seen += os.read(main, 1000)
        os.write(main, SECRET.encode() + b"\n")
        out, err = child.communicate(timeout=60)
    with suppress(OSError):  # the terminal may be gone with the program
        seen += os.read(main, 1000)
    os.close(main)
    assert out.decode() == f"{SIGNED}\n"
    assert SECRET[3:].encode() not in seen + err
