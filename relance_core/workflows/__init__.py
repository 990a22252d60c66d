"""One file per thing the user does: read, compute, write; the same for the pages and the terminal."""
