"""The instructions of FATE: name, operands, gas and where each is allowed. One table, which the docs show.

Source: `aeb_fate_opcodes` and `aefa_fate_op` of the node. Types are those that the node's table names.
"""

from __future__ import annotations

from enum import Enum
from types import MappingProxyType
from typing import Final

from .._struct import Struct

__all__ = ["OPCODES", "Opcode", "Role", "opcode"]

#: The byte that begins a function, where an opcode would stand.
FUNCTION_MARKER: Final = 0xFE


class Role(Enum):
    """The use of an operand by an instruction."""

    TARGET = "t"  #: It writes the result there.
    SOURCE = "s"  #: It reads it.
    UPDATED = "u"  #: It reads it, and writes the result there.
    IMMEDIATE = "i"  #: It reads it, and compilers write it as an immediate value only.


class Opcode(Struct, frozen=True):
    """One instruction of the virtual machine.

    roles, types: of each operand. result: the type of what it writes to its target, or to the stack if it has
    none; `none` if it writes nothing. gas: its base price; gas_before_iris: before FATE 2. vm: the first
    virtual machine that has it; None for those that only debug builds of the node have. ends_block: no
    instruction of the same block follows. allowed_in_auth, allowed_off_chain: whether it may run while a
    generalized account authorizes, and in a state channel.
    """

    code: int
    name: str
    roles: tuple[Role, ...]
    types: tuple[str, ...]
    result: str
    gas: int
    gas_before_iris: int
    vm: int | None
    ends_block: bool
    allowed_in_auth: bool
    allowed_off_chain: bool

    def __str__(self) -> str:
        return self.name

    def __repr__(self) -> str:
        return f"opcode({self.name!r})"

    @property
    def arity(self) -> int:
        """The number of operands."""
        return len(self.roles)


def opcode(name: str) -> Opcode:
    """Return the instruction of this name. Raises KeyError."""
    return _BY_NAME[name]


# code  name  gas (before/from Iris)  VM  e: ends the block, a: allowed in authentication, o: off chain
#   type of the result  role of each operand  type of each operand that is not a target
_TABLE: Final = """\
00 RETURN                10        5 eao any      -        -
01 RETURNR               10        5 eao any      s        any
02 CALL                  10        5 eao any      s        string
03 CALL_R                100       5 e-o any      sisss    contract,string,type,type,integer
04 CALL_T                10        5 eao any      s        string
05 CALL_GR               100       5 e-o any      sissss   contract,string,type,type,integer,integer
06 JUMP                  10        5 eao none     i        integer
07 JUMPIF                10        5 eao none     si       boolean,integer
08 SWITCH_V2             10        5 eao none     sii      variant,integer,integer
09 SWITCH_V3             10        5 eao none     siii     variant,integer,integer,integer
0a SWITCH_VN             10        5 eao none     si       variant,list
0b CALL_VALUE            10        5 -ao integer  t        -
0c PUSH                  10        5 -ao any      s        any
0d DUPA                  10        5 -ao any      -        -
0e DUP                   10        5 -ao any      s        any
0f POP                   10        5 -ao integer  t        -
10 INCA                  10        5 -ao integer  -        -
11 INC                   10        5 -ao integer  u        integer
12 DECA                  10        5 -ao integer  -        -
13 DEC                   10        5 -ao integer  u        integer
14 ADD                   10        5 -ao integer  tss      integer,integer
15 SUB                   10        5 -ao integer  tss      integer,integer
16 MUL                   10        5 -ao integer  tss      integer,integer
17 DIV                   10        5 -ao integer  tss      integer,integer
18 MOD                   10        5 -ao integer  tss      integer,integer
19 POW                   10        5 -ao integer  tss      integer,integer
1a STORE                 10        5 -ao any      ts       any
1b SHA3                  100       5 -ao hash     ts       any
1c SHA256                100       5 -ao hash     ts       any
1d BLAKE2B               100       5 -ao hash     ts       any
1e LT                    10        5 -ao boolean  tss      integer,integer
1f GT                    10        5 -ao boolean  tss      integer,integer
20 EQ                    10        5 -ao boolean  tss      integer,integer
21 ELT                   10        5 -ao boolean  tss      integer,integer
22 EGT                   10        5 -ao boolean  tss      integer,integer
23 NEQ                   10        5 -ao boolean  tss      integer,integer
24 AND                   10        5 -ao boolean  tss      boolean,boolean
25 OR                    10        5 -ao boolean  tss      boolean,boolean
26 NOT                   10        5 -ao boolean  ts       boolean
27 TUPLE                 10        5 -ao tuple    ti       integer
28 ELEMENT               10        5 -ao any      tss      integer,tuple
29 SETELEMENT            10        5 -ao tuple    tsss     integer,tuple,any
2a MAP_EMPTY             10        5 -ao map      t        -
2b MAP_LOOKUP            10        5 -ao any      tss      map,any
2c MAP_LOOKUPD           10        5 -ao any      tsss     map,any,any
2d MAP_UPDATE            10        5 -ao map      tsss     map,any,any
2e MAP_DELETE            10        5 -ao map      tss      map,any
2f MAP_MEMBER            10        5 -ao boolean  tss      map,any
30 MAP_FROM_LIST         10        5 -ao map      ts       list
31 MAP_SIZE              10        5 -ao integer  ts       map
32 MAP_TO_LIST           10        5 -ao list     ts       map
33 IS_NIL                10        5 -ao boolean  ts       list
34 CONS                  10        5 -ao list     tss      any,list
35 HD                    10        5 -ao any      ts       list
36 TL                    10        5 -ao list     ts       list
37 LENGTH                10        5 -ao integer  ts       list
38 NIL                   10        5 -ao list     t        -
39 APPEND                10        5 -ao list     tss      list,list
3a STR_JOIN              10        5 -ao string   tss      string,string
3b INT_TO_STR            100       5 -ao string   ts       integer
3c ADDR_TO_STR           100       5 -ao string   ts       address
3d STR_REVERSE           100       5 -ao string   ts       string
3e STR_LENGTH            10        5 -ao integer  ts       string
3f BYTES_TO_INT          10        5 -ao integer  ts       bytes
40 BYTES_TO_STR          100       5 -ao string   ts       bytes
41 BYTES_CONCAT          10        5 -ao bytes    tss      bytes,bytes
42 BYTES_SPLIT           10        5 -ao bytes    tss      bytes,integer
43 INT_TO_ADDR           10        5 -ao address  ts       integer
44 VARIANT               10        5 -ao variant  tsss     integer,integer,integer
45 VARIANT_TEST          10        5 -ao boolean  tss      variant,integer
46 VARIANT_ELEMENT       10        5 -ao any      tss      variant,integer
47 BITS_NONEA            10        5 -ao bits     -        -
48 BITS_NONE             10        5 -ao bits     t        -
49 BITS_ALLA             10        5 -ao bits     -        -
4a BITS_ALL              10        5 -ao bits     t        -
4b BITS_ALL_N            10        5 -ao bits     ts       integer
4c BITS_SET              10        5 -ao bits     tss      bits,integer
4d BITS_CLEAR            10        5 -ao bits     tss      bits,integer
4e BITS_TEST             10        5 -ao boolean  tss      bits,integer
4f BITS_SUM              10        5 -ao integer  ts       bits
50 BITS_OR               10        5 -ao bits     tss      bits,bits
51 BITS_AND              10        5 -ao bits     tss      bits,bits
52 BITS_DIFF             10        5 -ao bits     tss      bits,bits
53 BALANCE               10        5 -ao integer  t        -
54 ORIGIN                10        5 -ao address  t        -
55 CALLER                10        5 -ao address  t        -
56 BLOCKHASH             10/1000   5 -ao variant  ts       integer
57 BENEFICIARY           10        5 -ao address  t        -
58 TIMESTAMP             10        5 -ao integer  t        -
59 GENERATION            10        5 -ao integer  t        -
5a MICROBLOCK            10        5 -ao integer  t        -
5b DIFFICULTY            10        5 -ao integer  t        -
5c GASLIMIT              10        5 -ao integer  t        -
5d GAS                   10        5 -ao integer  t        -
5e ADDRESS               10        5 -ao address  t        -
5f GASPRICE              10        5 -ao integer  t        -
60 LOG0                  1000      5 -ao none     s        string
61 LOG1                  1100      5 -ao none     ss       integer,string
62 LOG2                  1200      5 -ao none     sss      integer,integer,string
63 LOG3                  1300      5 -ao none     ssss     integer,integer,integer,string
64 LOG4                  1400      5 -ao none     sssss    integer,integer,integer,integer,string
65 SPEND                 100/5000  5 --o none     ss       address,integer
66 ORACLE_REGISTER       100/10000 5 --- oracle   tssssss  signature,address,integer,variant,type,type
67 ORACLE_QUERY          100/10000 5 --- oracle_query tsssssss oracle,any,integer,variant,variant,type,type
68 ORACLE_RESPOND        100/10000 5 --- none     ssssss   signature,oracle,oracle_query,any,type,type
69 ORACLE_EXTEND         100/10000 5 --- none     sss      signature,oracle,variant
6a ORACLE_GET_ANSWER     100/2000  5 --o any      tssss    oracle,oracle_query,type,type
6b ORACLE_GET_QUESTION   100/2000  5 --o any      tssss    oracle,oracle_query,type,type
6c ORACLE_QUERY_FEE      100/2000  5 --o integer  ts       oracle
6d AENS_RESOLVE          100/2000  5 --o variant  tsss     string,string,type
6e AENS_PRECLAIM         100/10000 5 --- none     sss      signature,address,hash
6f AENS_CLAIM            100/10000 5 --- none     sssss    signature,address,string,integer,integer
70 AENS_UPDATE           100/10000 5 --- none     ssssss   signature,address,string,variant,variant,variant
71 AENS_TRANSFER         100/10000 5 --- none     ssss     signature,address,address,string
72 AENS_REVOKE           100/10000 5 --- none     sss      signature,address,string
73 BALANCE_OTHER         50/2000   5 -ao integer  ts       address
74 VERIFY_SIG            1300      5 -ao boolean  tsss     bytes,address,bytes
75 VERIFY_SIG_SECP256K1  1300      5 -ao boolean  tsss     bytes,bytes,bytes
76 CONTRACT_TO_ADDRESS   10        5 -ao address  ts       contract
77 AUTH_TX_HASH          10        5 -ao variant  t        -
78 ORACLE_CHECK          100       5 --o boolean  tsss     oracle,type,type
79 ORACLE_CHECK_QUERY    100       5 --o boolean  tssss    oracle,oracle_query,type,type
7a IS_ORACLE             100       5 --o boolean  ts       address
7b IS_CONTRACT           100       5 --o boolean  ts       address
7c IS_PAYABLE            100       5 --o boolean  ts       address
7d CREATOR               10        5 -ao address  t        -
7e ECVERIFY_SECP256K1    1300      5 -ao bytes    tsss     bytes,bytes,bytes
7f ECRECOVER_SECP256K1   1300      5 -ao bytes    tss      bytes,bytes
80 ADDRESS_TO_CONTRACT   10        5 -ao contract ts       address
81 BLS12_381_G1_NEG      100       7 -ao tuple    ts       tuple
82 BLS12_381_G1_NORM     100       7 -ao tuple    ts       tuple
83 BLS12_381_G1_VALID    2000      7 -ao boolean  ts       tuple
84 BLS12_381_G1_IS_ZERO  30        7 -ao boolean  ts       tuple
85 BLS12_381_G1_ADD      100       7 -ao tuple    tss      tuple,tuple
86 BLS12_381_G1_MUL      1000      7 -ao tuple    tss      tuple,tuple
87 BLS12_381_G2_NEG      100       7 -ao tuple    ts       tuple
88 BLS12_381_G2_NORM     100       7 -ao tuple    ts       tuple
89 BLS12_381_G2_VALID    2000      7 -ao boolean  ts       tuple
8a BLS12_381_G2_IS_ZERO  30        7 -ao boolean  ts       tuple
8b BLS12_381_G2_ADD      100       7 -ao tuple    tss      tuple,tuple
8c BLS12_381_G2_MUL      1000      7 -ao tuple    tss      tuple,tuple
8d BLS12_381_GT_INV      100       7 -ao tuple    ts       tuple
8e BLS12_381_GT_ADD      100       7 -ao tuple    tss      tuple,tuple
8f BLS12_381_GT_MUL      100       7 -ao tuple    tss      tuple,tuple
90 BLS12_381_GT_POW      2000      7 -ao tuple    tss      tuple,tuple
91 BLS12_381_GT_IS_ONE   30        7 -ao boolean  ts       tuple
92 BLS12_381_PAIRING     12000     7 -ao tuple    tss      tuple,tuple
93 BLS12_381_MILLER_LOOP 5000      7 -ao tuple    tss      tuple,tuple
94 BLS12_381_FINAL_EXP   7000      7 -ao tuple    ts       tuple
95 BLS12_381_INT_TO_FR   30        7 -ao tuple    ts       tuple
96 BLS12_381_INT_TO_FP   30        7 -ao tuple    ts       tuple
97 BLS12_381_FR_TO_INT   30        7 -ao tuple    ts       tuple
98 BLS12_381_FP_TO_INT   30        7 -ao tuple    ts       tuple
99 AENS_LOOKUP           2000      7 --o variant  ts       string
9a ORACLE_EXPIRY         2000      7 --o integer  ts       oracle
9b AUTH_TX               100       7 -ao variant  t        -
9c STR_TO_LIST           100       7 -ao list     ts       string
9d STR_FROM_LIST         100       7 -ao string   ts       list
9e STR_TO_UPPER          100       7 -ao string   ts       string
9f STR_TO_LOWER          100       7 -ao string   ts       string
a0 CHAR_TO_INT           10        7 -ao integer  ts       integer
a1 CHAR_FROM_INT         10        7 -ao variant  ts       integer
a2 CALL_PGR              100       7 e-o variant  sisssss  contract,string,type,type,integer,integer,boolean
a3 CREATE                10000     7 e-o contract sss      contract_bytearray,type,integer
a4 CLONE                 5000      7 e-o any      ssss     contract,type,integer,boolean
a5 CLONE_G               5000      7 e-o any      sssss    contract,type,integer,integer,boolean
a6 BYTECODE_HASH         100       7 -ao variant  ts       contract
a7 FEE                   10        7 -ao integer  t        -
a8 ADDRESS_TO_BYTES      10        8 -ao bytes    ts       address
a9 POSEIDON              6000      8 -ao integer  tss      integer,integer
aa MULMOD                10        8 -ao integer  tsss     integer,integer,integer
ab BAND                  10        8 -ao integer  tss      integer,integer
ac BOR                   10        8 -ao integer  tss      integer,integer
ad BXOR                  10        8 -ao integer  tss      integer,integer
ae BNOT                  10        8 -ao integer  ts       integer
af BSL                   10        8 -ao integer  tss      integer,integer
b0 BSR                   10        8 -ao integer  tss      integer,integer
b1 BYTES_SPLIT_ANY       10        8 -ao variant  tss      bytes,integer
b2 BYTES_SIZE            10        8 -ao integer  ts       bytes
b3 BYTES_TO_FIXED_SIZE   10        8 -ao variant  tss      bytes,integer
b4 INT_TO_BYTES          10        8 -ao bytes    tss      integer,integer
b5 STR_TO_BYTES          10        8 -ao bytes    ts       integer
b6 NETWORK_ID            10        8 -ao string   t        -
f0 DBG_LOC               0         - -ao none     ss       string,integer
f1 DBG_DEF               0         - -ao none     ss       string,any
f2 DBG_UNDEF             0         - -ao none     ss       string,any
f3 DBG_CONTRACT          0         - -ao none     s        string
fa DEACTIVATE            10        5 -ao none     -        -
fb ABORT                 10        5 eao none     s        string
fc EXIT                  10        5 eao none     s        string
fd NOP                   1         5 -ao none     -        -
"""


def _read(line: str) -> Opcode:
    code, name, gas, vm, flags, result, roles, types = line.split()
    before, _, after = gas.partition("/")
    operands = tuple(map(Role, roles.replace("-", "")))
    of_sources = iter(types.replace("-", "").split(","))
    return Opcode(
        int(code, 16),
        name,
        operands,
        tuple(result if role is Role.TARGET else next(of_sources) for role in operands),
        result,
        int(after or before),
        int(before),
        None if vm == "-" else int(vm),
        "e" in flags,
        "a" in flags,
        "o" in flags,
    )


#: Every instruction by its byte, in order.
OPCODES: Final = MappingProxyType({one.code: one for one in map(_read, _TABLE.splitlines())})
_BY_NAME: Final = {one.name: one for one in OPCODES.values()}
