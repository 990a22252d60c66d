"""Relance: from an Excel export of invoices to reminders that were read, approved and sent.

The map of the house. Data flows one way::

    bytes -> intake -> INVOICES + ISSUES -> store -> receivables (figures)
                                              |-> reminders (Plan: reminders | withheld)
                                              |      -> messages -> outbox -> journal
    scenarios, settings, holds, history ------'

Ranks, lowest first; a module imports from lower ranks only, never sideways between packages
(``tests/test_architecture.py`` checks it):

0. base: ``errors vocabulary commitments money calendar legal_rates french schemas settings``
   ``csv_export exports colours documents incidents``
1. ``intake`` (bytes to invoices and issues) and ``receivables`` (figures about open invoices)
2. ``reminders`` (who is reminded, when, how, and why; pure)
3. ``messages`` (what the client reads: wording, e-mail, letter; pure)
4. ``store`` (tables, migrations, one file per group of tables; SQLAlchemy Core)
5. ``outbox`` (claim, send, record, one message at a time; transports; the worker)
6. ``workflows`` (one file per thing the user does: read, pure call, write)
7. ``ui`` (what the pages are made of) and ``cli`` (the same workflows from a terminal)
8. ``pages/`` and ``app.py``

Beside them, ``sample_data`` makes the demonstration's workbooks; ``workflows/demo`` alone asks it.

Only ``ui/workspace.py``, ``cli.py``, ``outbox/worker.py`` and ``start.py`` read the clock. Money is
never a float: integers of thousandths in the database, ``pl.Decimal(38, 3)`` in frames, ``Decimal``
in objects. The words are those of ``GLOSSARY.md``.
"""
