"""Limits of this library: fixed, documented, the same on every host.

Each is checked before the time, memory or stack is spent that it bounds; an input beyond it is refused
with the error code in brackets. They are not settings: what one host accepts every other accepts as well.
"""

from __future__ import annotations

from typing import Final

#: Objects within objects [too_deep]. A paying-for around a GA meta around a signed transaction is 5. Objects
#: are read, written, compared, hashed, printed and freed by recursion, which at this depth fits a thread of
#: 64 KB of stack; no object that is deeper can be made in any way.
MAX_OBJECT_DEPTH: Final = 32

#: The largest version of an object whose version is data [unknown_version]: the protocol of a block,
#: which has 4 bytes in a header.
MAX_DATA_VERSION: Final = (1 << 32) - 1

#: Lists within lists of one RLP input [rlp_too_deep]. The deepest object of the protocol, a proof of
#: inclusion, has 6. Bare RLP is decoded without recursion, but Python frees and prints nested lists by it.
MAX_RLP_DEPTH: Final = 64

#: Items of one RLP input, all lists together [rlp_too_many_items]: one item can cost 64 bytes of memory for
#: one byte of input, five times that in plain Python.
MAX_RLP_ITEMS: Final = 1 << 20

#: Bytes of one RLP input or payload [rlp_too_long, text_too_long], which are 22,369,628 characters of base64
#: after the prefix. Block gas bounds a transaction to 300,000 bytes; state trees of a channel are larger, but
#: no recorded one comes near this.
MAX_PAYLOAD_BYTES: Final = 1 << 24

#: Characters after the prefix of a base58 string [text_too_long]: decoding base58 takes quadratic time. The
#: longest valid one, a signature, has 93.
MAX_BASE58_CHARS: Final = 128

#: Bytes of one integer [uint_too_long]: turning it into decimal digits takes quadratic time. The protocol
#: sets no bound; MAX_AMOUNT_BYTES hold every amount of a network.
MAX_UINT_BYTES: Final = 1024

#: Bytes of the longest number that a builder takes [uint_too_long] or an inspection computes with: no amount
#: needs more.
MAX_AMOUNT_BYTES: Final = 32

#: Characters of an amount with its unit [text_too_long]: the longest that fits MAX_AMOUNT_BYTES has 87.
MAX_AMOUNT_CHARS: Final = 128

#: Bytes of raw data that a name may point to [pointer_value]: the node's own limit.
MAX_POINTER_BYTES: Final = 1024

#: Bytes of one JSON-RPC frame [json_too_long]. The longest recorded one has 5,444; the state trees of a
#: channel with large contracts come to megabytes.
MAX_FRAME_BYTES: Final = 1 << 24

#: Bytes of the text of one JSON form [json_too_long]: four times the largest payload, which holds the largest
#: byte string.
MAX_JSON_BYTES: Final = 1 << 26

#: Arrays and objects within one another in a JSON text [json_too_deep]. The deepest recorded frame has 6
#: levels, the JSON form of the deepest object 37; the limit keeps the recursive JSON parser far from the end
#: of the stack.
MAX_JSON_DEPTH: Final = 64

#: The same in a line of a captured session [json_too_deep], which may hold a frame and findings about it.
MAX_RECORD_DEPTH: Final = 256

#: Values in one JSON text [json_too_many_values]: one can cost 100 bytes of memory for two bytes of input.
MAX_JSON_VALUES: Final = 1 << 20

#: Digits of one JSON number [json_number_too_long]: an integer of MAX_UINT_BYTES needs 2,467. It
#: holds whatever limit the host has set for Python's own conversion.
MAX_JSON_DIGITS: Final = 2_500

#: Deviations of a text, and those of its payload [too_many_deviations]: one can cost 300 bytes of memory for
#: one of input.
MAX_DEVIATIONS: Final = 1 << 20

#: Bytes of one captured session [capture_too_long]. The longest recorded one has a million.
MAX_CAPTURE_BYTES: Final = 1 << 26

#: Entries of one captured session [capture_too_many_entries]: an entry can cost 300 bytes of memory for two
#: bytes of input.
MAX_CAPTURE_ENTRIES: Final = 1 << 20

#: Parameters of one address that a captured session opens [url_scheme]: the API has 41.
MAX_URL_PARAMETERS: Final = 256

#: Characters or bytes of one source that `recognize` searches [source_too_long]: those of a capture.
MAX_SOURCE_LENGTH: Final = MAX_CAPTURE_BYTES

#: Readings of one source, also those that give way to better ones [too_many_readings]: one can cost 500 bytes
#: of memory for ten of the source.
MAX_READINGS: Final = 1 << 16

#: Values in brackets, of nothing that is known, that `recognize` reads in one source before it looks for no
#: more of them [too_many_values]: so many, and one for each 16 characters. Each costs some 5 microseconds;
#: what people have holds one for 20 characters or more.
MAX_UNKNOWN_VALUES: Final = 1 << 16
CHARS_OF_UNKNOWN_VALUE: Final = 16

#: Lists, tuples, maps, variants and types of FATE within one another, those that are empty not counted
#: [fate_too_deep]. The node has no limit, but gas bounds what a contract can make. Data is read and written
#: without recursion; Python compares, hashes and prints nested values by it, and writes their JSON, of which
#: a map or variant has three levels. At this depth that stays below Python's own limit of 1,000.
MAX_FATE_DEPTH: Final = 320

#: FATE values of one input, all levels together, types included [fate_too_many_values]: one can cost 100
#: bytes of memory for one byte of input.
MAX_FATE_VALUES: Final = 1 << 20

#: Bytes of one FATE input [fate_too_long]: those of any payload.
MAX_FATE_BYTES: Final = MAX_PAYLOAD_BYTES

#: Bytes of the magnitude of a FATE integer, bits or the id of a store map [fate_int_too_long]: turning it
#: into decimal digits takes quadratic time, and Python refuses more than 4,300 of them.
MAX_FATE_INT_BYTES: Final = 1024

#: Functions and instructions of one bytecode [fate_code_too_large]: each can cost 100 bytes of memory. Bytes
#: of nested values among the operands count as well, and half of those of signatures. Ten million bytes of
#: code as compilers write it come to three million.
MAX_CODE_PARTS: Final = 1 << 22

#: Types within one another in the interface of a contract [aci_too_deep]: types and values are read and
#: written by recursion.
MAX_ACI_DEPTH: Final = 64

#: Types of one interface, each counted as often as another one needs it anew [aci_too_large]. A few
#: definitions with variables can stand for any number of types.
MAX_ACI_TYPES: Final = 1 << 17

__all__ = [name for name in globals() if name.startswith("MAX_")]
