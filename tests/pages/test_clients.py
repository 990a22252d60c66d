"""The page of clients."""
from tests.pages.hands import table, type_cells, choose_row
from tests.pages.ledger import IDS

def test_x(opened):
    app = opened("clients")
    assert not app.exception, [ (e.message,e.stack_trace) for e in app.exception]
    grid = table(app, "clients-grid")
    print(grid.value.to_string())
    print([c.value for c in app.caption],[m.value for m in app.markdown])
    type_cells(app, "clients-grid", {0: {"tone": "softer"}})
    print([c.value for c in app.caption],[m.value for m in app.markdown], [w.value for w in app.warning])
    app = app.switch_page("pages/plan.py").run()
    assert not app.exception, [ (e.message,e.stack_trace) for e in app.exception]
    print([c.value for c in app.caption],[m.value for m in app.markdown],[ (m.label,m.value) for m in app.metric])
    for d in app.get("dataframe"): print(d.key); print(d.value.to_string())
    assert 0
