"""How an input becomes another one that is nearly valid: structure is kept, checksums are made right.

Everything here is written anew: a mutator that used the code under test would share its mistakes. Every
function takes an input and a `random.Random`, and gives the same for the same.
"""
