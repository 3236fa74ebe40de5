"""Type checkers see what editors show: fields, required fields, frozen instances, and all public names.

The same programs are given to mypy and to pyright, as somebody who installed the package would check them.
"""

from __future__ import annotations

import ast
import importlib.util
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from types import UnionType
from typing import Any, get_args

import pytest

import aecodec
from aecodec import tx
from aecodec.schema import classes, describe

from .conftest import ROOT

#: Sound code: a type checker has nothing to say but what is revealed.
SOUND = """
from typing_extensions import assert_never, reveal_type

import aecodec
from aecodec import (
    AnyTx, ChannelClientReconnectTx, ChannelCloseMutualTx, ChannelCloseSoloTx, ChannelCreateTx,
    ChannelCreateTxV2, ChannelDepositTx, ChannelForceProgressTx, ChannelOffchainTx, ChannelSetDelegatesTx,
    ChannelSettleTx, ChannelSlashTx, ChannelSnapshotSoloTx, ChannelWithdrawTx, ContractCallTx,
    ContractCreateTx, GAAttachTx, GAMetaTx, HCVoteTx, Id, NameClaimTx, NamePreclaimTx, NameRevokeTx,
    NameTransferTx, NameUpdateTx, OracleExtendTx, OracleQueryTx, OracleRegisterTx, OracleRespondTx,
    PayingForTx, SignedTx, SpendTx, UnsignedTx, decode_object, decode_tx,
)
from aecodec.state import Account, TreesPoi


def without_signatures(tx: AnyTx) -> UnsignedTx:
    return tx.transaction if isinstance(tx, SignedTx) else tx


def fee(tx: UnsignedTx) -> int | None:
    if isinstance(tx, (ChannelOffchainTx, ChannelClientReconnectTx, HCVoteTx)):
        return None
    return tx.fee


def nonce(tx: UnsignedTx) -> int | None:
    if isinstance(tx, (ChannelOffchainTx, ChannelClientReconnectTx, HCVoteTx)):
        return None
    return None if isinstance(tx, GAMetaTx) else tx.nonce


def family(tx: AnyTx) -> str:
    match tx:
        case SignedTx():
            return family(tx.transaction)
        case SpendTx():
            return "account"
        case OracleRegisterTx() | OracleQueryTx() | OracleRespondTx() | OracleExtendTx():
            return "oracle"
        case NamePreclaimTx() | NameClaimTx() | NameUpdateTx() | NameRevokeTx() | NameTransferTx():
            return "name"
        case ContractCreateTx() | ContractCallTx():
            return "contract"
        case GAAttachTx() | GAMetaTx():
            return "generalized account"
        case PayingForTx():
            return family(tx.tx)
        case HCVoteTx():
            return "hyperchain"
        case ChannelCreateTx() | ChannelDepositTx() | ChannelWithdrawTx() | ChannelSetDelegatesTx():
            return "channel"
        case ChannelCloseMutualTx() | ChannelCloseSoloTx() | ChannelSlashTx() | ChannelSettleTx():
            return "channel"
        case ChannelSnapshotSoloTx() | ChannelForceProgressTx():
            return "channel"
        case ChannelOffchainTx() | ChannelClientReconnectTx():
            return "channel"
        case _:
            assert_never(tx)


def shared(create: ChannelCreateTx, account: Account, claim: NameClaimTx) -> int:
    reveal_type(create.initiator_id)  # Id
    return create.channel_reserve + account.balance + claim.name_salt


any_tx = decode_tx("tx_")
fee(without_signatures(any_tx))
match any_tx:
    case SignedTx(signatures=signatures):
        reveal_type(signatures)  # tuple[bytes, ...]
    case SpendTx(amount=amount, sender_id=sender):
        reveal_type(amount)  # int
        reveal_type(sender)  # Id
    case ChannelCreateTxV2():
        reveal_type(any_tx.initiator_delegate_ids)  # tuple[Id, ...]
    case _:
        pass
reveal_type(decode_object("pi_"))  # ChainObject
reveal_type(decode_object("pi_", TreesPoi))  # TreesPoi
reveal_type(decode_tx("tx_", expect=SpendTx))  # SpendTx
reveal_type(decode_tx("tx_", SignedTx).signatures)  # tuple[bytes, ...]
reveal_type(aecodec.from_json({}, aecodec.KeyHeader))  # KeyHeader
for item in aecodec.decode_txs(["tx_"]):
    if not isinstance(item, aecodec.DecodeError):
        fee(without_signatures(item))
reveal_type(Id.of(aecodec.IdKind.ACCOUNT, bytes(32)))  # Id
"""

#: One fault a line, with a part of what mypy says of it.
FAULTY = """
any_tx.fee  # "SignedTx" of
create.fee = 1  # read-only
create.delegate_ids  # no attribute
SpendTx(amount=1)  # Missing named argument "sender_id"
aecodec.no_such_name  # no attribute
decode_object("pi_", Id)  # cannot be "Id"
decode_tx("tx_", TreesPoi)  # cannot be "TreesPoi"
Id(b"")  # incompatible type
"""

PROGRAM = f"{SOUND}create = aecodec.ChannelCreateTxV2(**{{}})\n{FAULTY}"
#: Where the lines of FAULTY begin.
FAULTS = PROGRAM.count("\n", 0, PROGRAM.index(FAULTY)) + 1
NAMES = "".join(f"from aecodec import {name}\n" for name in aecodec.__all__)

#: What a type checker says, by file and line.
Said = dict[str, dict[int, str]]


def mypy(folder: Path) -> Said:
    """Check the files of a folder by mypy."""
    api = pytest.importorskip("mypy.api", reason="mypy is not installed")
    files = map(str, folder.glob("*.py"))
    out, _, _ = api.run(["--strict", "--config-file=", f"--cache-dir={folder / 'cache'}", *files])
    return by_place(re.findall(r"^(.*?\.py):(\d+): (?:error|note): (.*)$", out, re.MULTILINE))


def pyright(folder: Path) -> Said:
    """Check the files of a folder by pyright."""
    if importlib.util.find_spec("pyright") is None:
        pytest.skip("pyright is not installed")
    command = [sys.executable, "-m", "pyright", "--pythonpath", sys.executable, "--outputjson", str(folder)]
    # An editable install is found by a hook, which pyright does not run.
    paths = os.environ | {"PYTHONPATH": str(ROOT)}
    run = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, env=paths, check=False)
    if not run.stdout:
        pytest.skip(f"pyright does not run here: {run.stderr.strip()[-200:]}")
    found = json.loads(run.stdout)["generalDiagnostics"]
    return by_place((one["file"], one["range"]["start"]["line"] + 1, one["message"]) for one in found)


def by_place(found: Iterable[tuple[str, Any, str]]) -> Said:
    said: Said = {}
    for path, line, message in found:
        lines = said.setdefault(Path(path).name, {})
        lines[int(line)] = lines.get(int(line), "") + message
    return said


@pytest.fixture(scope="module", params=[mypy, pyright], ids=lambda checker: checker.__name__)
def said(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Said:
    """What a type checker says of all programs, which it reads once."""
    folder = tmp_path_factory.mktemp("checked")
    (folder / "program.py").write_text(PROGRAM)
    (folder / "names.py").write_text(NAMES)
    found: Said = request.param(folder)
    return found


def test_sound_code_passes_and_reveals_the_public_types(said: Said) -> None:
    expected = {
        number: line.partition("  # ")[2]
        for number, line in enumerate(SOUND.splitlines(), 1)
        if "reveal_type(" in line
    }
    found = {line: message for line, message in said["program.py"].items() if line < FAULTS}
    assert found.keys() == expected.keys(), found
    for number, type_ in expected.items():
        shown = re.sub(r"aecodec\.(\w+\.)*(?=\w)", "", found[number])
        assert re.search(r'(?:is|type is) "([^"]*)"$', shown)[1] == type_  # type: ignore[index]


def test_faulty_code_is_refused_line_by_line(said: Said, request: pytest.FixtureRequest) -> None:
    for number, line in enumerate(FAULTY.splitlines()[1:], FAULTS + 1):
        assert number in said["program.py"], line
        if "mypy" in request.node.name:
            assert line.partition("  # ")[2] in said["program.py"][number]


@pytest.mark.parametrize("said", [mypy], indirect=True, ids=["mypy"])
def test_mypy_reveals_identifiers_by_their_public_name(said: Said) -> None:
    assert list(said["program.py"].values()).count('Revealed type is "aecodec.Id"') >= 3


def test_all_names_of_the_front_door_can_be_imported(said: Said) -> None:
    assert "names.py" not in said


def test_the_closed_union_holds_every_class_of_transactions() -> None:
    known = {cls for cls in classes() if issubclass(cls, aecodec.Tx)}
    for union, members in (tx.AnyTx, known), (tx.UnsignedTx, known - {aecodec.SignedTx}):
        assert isinstance(union, UnionType)
        assert set(get_args(union)) == members


def declared(path: Path) -> dict[str, dict[str, str]]:
    """The fields that the classes of a file declare for type checkers alone, by class."""
    found = {}
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.ClassDef):
            only = [inner for inner in node.body if isinstance(inner, ast.If)]
            fields = [field for inner in only for field in inner.body if isinstance(field, ast.AnnAssign)]
            found[node.name] = {ast.unparse(field.target): ast.unparse(field.annotation) for field in fields}
    return found


def test_a_family_declares_the_fields_that_all_its_versions_share() -> None:
    package = Path(aecodec.__file__).parent
    of = {}
    for path in [*(package / "tx").glob("*.py"), *(package / "state").glob("*.py")]:
        of |= declared(path)
    families: dict[type, list[type]] = {}
    for cls in classes():
        if cls.__base__ not in (aecodec.ChainObject, aecodec.Tx):
            families.setdefault(cls.__base__, []).append(cls)  # type: ignore[arg-type]
    assert {name for name, fields in of.items() if fields} <= {base.__name__ for base in families}
    for base, versions in families.items():
        shared = set.intersection(*(set(describe(cls).fields) for cls in versions))
        hints = {name: cls.__annotations__[name] for cls in versions for name in cls.__annotations__}
        assert of[base.__name__] == {field.name: hints[field.name] for field in shared}
        assert base.__struct_fields__ == ()  # type: ignore[attr-defined]
