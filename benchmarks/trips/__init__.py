"""The races, a file for each trip; `RACES` of a file lists them."""
