"""The properties of any input, one file for each parser of the library."""
