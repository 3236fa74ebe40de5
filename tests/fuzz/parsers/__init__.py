"""What must hold for any input, one file for each border of the library."""
