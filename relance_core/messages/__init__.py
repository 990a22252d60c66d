"""What the client reads: wording, e-mail, letter, and the checks before approval; all pure."""
