"""Brings a database to the current version by itself, after a backup."""

from __future__ import annotations

from sqlalchemy import Engine

from relance_core.store.tables import metadata


def upgrade(engine: Engine) -> None:
    """Create what is missing."""
    metadata.create_all(engine)
