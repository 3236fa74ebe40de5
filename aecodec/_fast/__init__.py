"""The codec compiled: the same values and the same errors as `_pure`, made for speed."""
