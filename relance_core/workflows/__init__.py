"""One file per thing the user does: read, compute, write; for the pages and the terminal alike."""
