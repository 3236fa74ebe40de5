"""One builder for each transaction type, a file per family. The public names are in `aecodec.build`."""
