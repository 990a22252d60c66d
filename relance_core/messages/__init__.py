"""What the client reads: wording, e-mail, letter, and the checks before approval; all pure.

From a text to words: ``library`` has the texts that ship and ``shared_blocks`` what several say
alike; ``placeholders`` names what a text may hold, ``facts`` gives each its value for a reminder,
from ``demand`` (what is asked, what only told), ``phrases``, ``parties``, ``clauses`` (what the law
or the debtor's nature decides), ``creditor`` and ``annex``; ``writing`` writes amounts, dates and
lists, ``clean`` makes what comes from a cell harmless. ``render`` composes the message as
``blocks``; ``wording_notes`` says what is to be said of a text while it is written.

Beside the sequence: ``companion`` has the facts of a message of no step, ``companion_words`` its
words (with ``companion_values``, ``companion_phrases``, ``companion_sums``,
``companion_invoices``), ``companion_draft`` the e-mail and its checks. ``call_script`` has the
words of a call.

As an e-mail: ``invoice_table``, ``payment_qr``, ``pictures`` (with the ``logo``) and ``html_body``
draw it; ``mime`` makes the bytes that leave.

On paper: ``typeset`` sets what ``document`` and ``postal`` say of the two parties; ``letter`` (with
``letter_checks``), ``interest_pdf`` and ``statement`` are its documents; ``posting_list``,
``electronic_list`` and ``binding`` take them to the post.

Before it leaves: ``checks`` refuses or warns, by ``lint`` (phrases), ``typed`` (what somebody
typed) and ``repeated``. ``preview`` shows a message as mail programs do, ``marked`` and ``changes``
what was edited in it, ``as_sent`` what left, ``pdf_pages`` the pages of a PDF (``pdfium``: one at a
time).
"""
