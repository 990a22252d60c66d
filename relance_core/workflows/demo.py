"""Opens the demonstration: sample data imported in an espace of its own, for any day."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from relance_core.settings import Firm
from relance_core.store.database import reading
from relance_core.store.imports import latest_import
from relance_core.store.settings import write_section
from relance_core.workflows.import_file import import_understood
from relance_core.workflows.space import DEMONSTRATION, Act, Space, open_space
from relance_core.workflows.understanding import Dropped, understand_file


def open_demonstration(
    environ: Mapping[str, str], act: Act, tell: Callable[[str], object] = lambda stage: None
) -> Space:
    """The demonstration's espace, filled the first time with the sample workbooks of that day.

    ``tell`` hears each stage, in French, as it begins.
    """
    tell("Ouverture d'un espace à part")
    from sample_data.generate import DEMO_FIRM, build_contacts, build_invoices

    space = open_space(environ, DEMONSTRATION)
    with reading(space.engine) as conn:
        if latest_import(conn) is not None:
            return space
    tell("Création de deux classeurs fictifs : factures et contacts")
    with space.engine.begin() as conn:
        write_section(conn, "space", {"demonstration": True}, by=act.by, at=act.at)
        write_section(conn, "firm", Firm(**DEMO_FIRM).to_json(), by=act.by, at=act.at)
    invoices = Dropped(build_invoices(act.today), "factures.xlsx")
    contacts = Dropped(build_contacts(act.today), "contacts.xlsx")
    tell("Lecture des classeurs, comme s'ils venaient de vous")
    understood = understand_file(
        invoices,
        contacts=contacts,
        engine=space.engine,
        today=act.today,
    )
    tell("Enregistrement des factures")
    import_understood(space, understood, act)
    return space
