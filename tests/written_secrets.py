"""Secrets as people and programs write them."""

from __future__ import annotations

import base64
import json

from .secret_key import SEED, TEXT, WHOLE, leaks

B64, B64_WHOLE, URLSAFE = (
    base64.b64encode(SEED).decode(),
    base64.b64encode(WHOLE).decode(),
    base64.urlsafe_b64encode(WHOLE).decode().rstrip("="),
)
PKCS8 = base64.b64encode(bytes.fromhex("302e020100300506032b657004220420") + SEED).decode()
PHRASE = "zebra orbit lunch cactus vivid ribbon salad enjoy pistol humor gadget onion"
PASSWORD = "Tr0ub4dor+3"
#: Secrets that show by their form, wherever they stand.
BY_FORM = {
    "an Erlang binary": f"<<{','.join(map(str, WHOLE))}>>",
    "an Elixir binary": f"<<{', '.join(map(str, SEED))}>>",
    "an Elixir binary that was cut": f"<<{', '.join(map(str, WHOLE[:50]))}, ...>>",
    "a Buffer": f"<Buffer {SEED.hex(' ')}>",
    "a Buffer that was cut": f"<Buffer {WHOLE[:50].hex(' ')} ... 14 more bytes>",
    "a Uint8Array": f"Uint8Array(64) [ {', '.join(map(str, WHOLE))} ]",
    "hexadecimal bytes": f"{{{', '.join(map(hex, SEED))}}}",
    "percent signs": f"%73k_{TEXT[3:]}",
    "percent signs everywhere": "".join(f"%{ord(char):02X}" for char in TEXT),
    "percent signs twice": f"s%256b%255F{TEXT[3:]}",
    "percent signs in digits": "".join(f"%{ord(char):02x}" for char in SEED.hex()),
    # RFC 8410: the seed stands behind 16 bytes that say what it is
    "a file in PEM": f"-----BEGIN PRIVATE KEY-----\n{PKCS8}\n-----END PRIVATE KEY-----",
    "PEM in JSON": json.dumps({"k": f"-----BEGIN PRIVATE KEY-----\n{PKCS8}\n-----END PRIVATE KEY-----"}),
    "PEM without its end": f"-----BEGIN PRIVATE KEY-----\n{PKCS8[:50]}",
    "a blank after the prefix": f"sk_ {TEXT[3:]}",
    "a plus sign after the prefix": f"sk_+{TEXT[3:]}",
    "a blank within the prefix": f"s k_{TEXT[3:]}",
    "a line that was broken": f"{TEXT[:24]}\n{TEXT[24:]}",
    **{
        f"U+{ord(no):04X} in it": f"s{no}k_{no}{TEXT[3:20]}{no}{TEXT[20:]}" for no in "\u200b\u2060\ufeff\xad"
    },
}
#: Secrets that show by the word before them.
BY_WORD = {
    **{
        f"base64 of a {word}": f"{word}: {B64}"
        for word in ("key", "secret", "seed", "private key", "mnemonic")
    },
    "base64 of a whole key": f"privateKey={B64_WHOLE}",
    "base64 for URLs": f"my secret key is {URLSAFE}",
    "base64 without a sign": f"seed {B64}",
    "base64 as an Erlang map": f'#{{secret_key => <<"{B64}">>}}',
    "base64 in JSON text": json.dumps(json.dumps({"seed": B64}))[1:-1],
    "one byte lost": f"seed: {[*SEED[1:]]}",
    "a password": f"password: {PASSWORD}",
    "a password with blanks": f'passphrase = "{PASSWORD} and more"',
    "a parameter of a URL": f"wss://h/channel?role=initiator&password={PASSWORD}&x=1",
    "the login of a URL": f"wss://me:{PASSWORD}@h/channel?x=1",
    "a phrase": f"my seed phrase: {PHRASE}",
    "a longer phrase": f"mnemonic = {PHRASE} {PHRASE}",
    "a phrase as a password": f"password={PHRASE}",
    "a phrase in lines": "recovery phrase\n"
    + "\n".join(f"{n}. {w}" for n, w in enumerate(PHRASE.split(), 1)),
}


def leaks_of(text: str) -> list[str]:
    """Return the parts of secrets in a text, in every form of this module."""
    low = text.lower()
    rows = [" ".join(f"{byte:02x}" for byte in WHOLE[at : at + 3]) for at in range(60)]
    rows += [f"%{ord(TEXT[at]):02x}%{ord(TEXT[at + 1]):02x}" for at in range(3, len(TEXT) - 1)]
    rows += [
        form[at : at + 8].lower()
        for form in (B64, B64_WHOLE, URLSAFE, PKCS8[22:])
        for at in range(len(form) - 8)
    ]
    rows += [", ".join(map(hex, SEED[at : at + 3])) for at in range(30)]
    rows += [",".join(map(str, WHOLE[at : at + 3])) for at in range(60)]
    words = [PASSWORD[2:].lower(), *(word for word in PHRASE.split() if word != "orbit")]
    return leaks(text) + [row for row in [*rows, *words] if row in low]
