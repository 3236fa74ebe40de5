"""`aecodec sign`: transactions signed for a network, by a key that is never an argument."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from typing import Final, TextIO

from ..codec import encode_tx
from ..derived import tx_hash
from ..errors import SignatureError
from ..objects import SignedTx, Tx
from ..redaction import has_recovery_phrase, redact
from ..schema import describe
from ..signing import Key, Participants, layers, sign, verify
from ..tx.layers import unwrap_ga
from . import inputs, keys, options, sources
from .options import SECRET_GIVEN
from .printing import write_record
from .sources import Found

EXAMPLE: Final = """\
  aecodec sign --network ae_uat --key-file key.txt @transaction.txt
  aecodec sign --network ae_mainnet --key-env MY_KEY --json @transactions.txt"""


def configure(parser: ArgumentParser) -> None:
    """Declare the command's arguments."""
    sources.configure(parser, "tx")
    parser.description = f"{parser.description}\n\n{keys.DESCRIPTION}"
    parser.add_argument(
        "--network", metavar="ID", type=inputs.network, help="the network id, such as ae_mainnet; required"
    )
    keys.configure(parser)
    parser.add_argument(
        "--form", choices=("raw", "hash"), default="raw", help="sign the transaction itself (raw) or its hash"
    )
    options.configure_participants(parser)
    parser.add_argument("--inner", action="store_true", help="it will be wrapped in a paying_for")
    parser.add_argument("--force", action="store_true", help="sign also what this account need not sign")
    parser.add_argument("--json", action="store_true", help="one JSON object a line, errors among them")


def run(args: Namespace, out: TextIO, err: TextIO) -> int:
    """Sign every transaction. Return 1 if one is invalid or not for this key, 2 for wrong usage."""
    try:
        participants = options.participants_of(args)
        _check(args)
        key = keys.read_key(args, err, "sign")
    except (keys.NoKeyError, options.UsageError) as wrong:
        print(f"aecodec sign: {wrong}", file=err)
        return 2

    def show(found: Found) -> None:
        signed = sign_for(found.value, key, args, participants)
        checked = verify(signed, args.network, participants=participants, inner=args.inner)
        missing = [str(account) for account in checked.missing]
        if args.json:
            record = {"tx": encode_tx(signed), "hash": tx_hash(signed), "signer": str(key.address)}
            write_record(out, found.record() | record | {"missing": missing})
            return
        print(encode_tx(signed), file=out)
        name = describe(type(unwrap_ga(signed).tx)).name
        left = f"; still missing: {', '.join(missing)}" if missing else ""
        print(f"aecodec sign: {name} signed by {key.address} for {args.network}{left}", file=err)

    return sources.each(args, sources.TRANSACTION, show, "sign", out, err)


def sign_for(tx: Tx, key: Key, args: Namespace, participants: Participants | None) -> SignedTx:
    """Sign a transaction. Raises SignatureError if the account of the key need not sign it."""
    path = unwrap_ga(tx).path
    layer = next(one for one in layers(tx, participants, args.inner) if one.path == path)
    known = not any(issue.code == "signers_unknown" for issue in layer.issues)
    if key.address not in layer.signers and known and not args.force:
        expected = " or ".join(map(str, layer.signers)) or "no signature"
        raise SignatureError("signature_stray", "", None, expected, str(key.address))
    return sign(tx, key, args.network, args.form, inner=args.inner)


# --- the key ------------------------------------------------------------------------------------


def _check(args: Namespace) -> None:
    """Refuse secrets among the arguments, and a missing network."""
    given = [*args.items, args.key_file or "", args.key_env or ""]
    if has_recovery_phrase(" ".join(args.items)) or any(redact(one) != one for one in given):
        raise keys.NoKeyError(SECRET_GIVEN)
    if args.network is None:
        raise keys.NoKeyError("give the network with --network: on each network another signature is valid")
