"""What is kept: tables, migrations, and one file of functions per group of tables."""
