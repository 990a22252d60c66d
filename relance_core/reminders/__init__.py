"""Who is reminded today, when, how, in which tone, and why; pure, today is an argument."""
