"""One builder for each transaction type, a file per family; the public names are in `aecodec.build`."""
