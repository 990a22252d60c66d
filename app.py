"""Entry of the screen: every page is reached through this router."""

from relance_core.ui.frame import run_app

run_app()
