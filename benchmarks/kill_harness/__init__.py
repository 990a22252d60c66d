"""Kills a sending process again and again while a batch leaves, and counts what went wrong.

``seed`` the batch that leaves · ``sink`` the mail server that writes down what it accepted ·
``sender`` the process that is killed · ``tally`` what came of it · ``__main__`` the run.
"""
