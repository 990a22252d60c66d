"""What a person does with a table and AppTest cannot: choose a row, type in a cell."""

from __future__ import annotations

import json
from typing import Any

from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Dataframe


def table(app: AppTest, key: str) -> Dataframe:
    """The table whose key begins with ``key``."""
    found = [one for one in app.get("dataframe") if (one.key or "").startswith(key)]
    assert len(found) == 1, f"{len(found)} tables begin with {key}"
    return found[0]


def choose_row(app: AppTest, key: str, row: int) -> AppTest:
    """Select a row of a table, as a click does."""
    return _send(app, table(app, key), {"selection": {"rows": [row], "columns": [], "cells": []}})


def click_cell(app: AppTest, key: str, column: str, row: int) -> AppTest:
    """Click a cell of ``column``, whose cells are buttons."""
    states = app._tree.get_widget_states()
    clicked = json.dumps({"row": row, "label": ""})
    widget_id = table(app, key).proto.button_click_widgets[column]
    states.widgets.add(id=widget_id).string_trigger_value.data = clicked
    return app._run(states)


def type_cells(app: AppTest, key: str, cells: dict[int, dict[str, Any]]) -> AppTest:
    """Leave ``cells`` (position: column: value) as edited in an editor, as a browser sends them."""
    edited = {"edited_rows": cells, "added_rows": [], "deleted_rows": []}
    return _send(app, table(app, key), edited)


def type_rows(
    app: AppTest,
    key: str,
    *,
    added: list[dict[str, Any]] | None = None,
    deleted: list[int] | None = None,
) -> AppTest:
    """Leave rows added to an editor (column: value) or deleted from it (by position)."""
    state = {"edited_rows": {}, "added_rows": added or [], "deleted_rows": deleted or []}
    return _send(app, table(app, key), state)


def _send(app: AppTest, element: Dataframe, state: dict[str, Any]) -> AppTest:
    states = app._tree.get_widget_states()
    states.widgets.add(id=element.proto.id, string_value=json.dumps(state))
    return app._run(states)
