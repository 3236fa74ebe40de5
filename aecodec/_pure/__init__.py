"""The codec in plain Python: short, readable, the specification that `_fast` is held against."""
