"""The terminal's command about calls: what came of one, planned or not, and what confirms it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

import click

from relance_core.cli_options import DONE, Day, act_of, clients_of, common, show, space_of
from relance_core.commitments import CallResult
from relance_core.errors import Refused

#: A payment plan has its instalments: it is agreed on the screen.
_RESULTS = [one.value for one in CallResult if one is not CallResult.PLAN]


@click.command()
@click.option("--client", "who", required=True, help="Notre numéro, ou le code du fichier.")
@click.option("--result", type=click.Choice(_RESULTS), default=CallResult.ANSWERED.value)
@click.option("--said", default="", help="Ce qui a été dit.")
@click.option("--spoke-to", default="", help="Qui a parlé, chez le client.")
@click.option("--until", type=Day(), help="La date promise.")
@click.option("--amount", default="", help="La somme promise ou contestée ; par défaut, tout.")
@click.option("--means", default="", help="Le moyen du règlement promis.")
@click.option("--received", is_flag=True, help="Le client a appelé.")
@click.option("--by", required=True)
@common
def call(
    who: str,
    result: str,
    said: str,
    spoke_to: str,
    until: date | None,
    amount: str,
    means: str,
    received: bool,
    by: str,
    as_json: bool,
    today: date | None,
    space_key: str,
) -> int:
    """Note un appel : celui du plan est alors fait ; un autre s'ajoute à l'historique."""
    from relance_core.workflows.call_report import CallReport
    from relance_core.workflows.calls import record_result

    space = space_of(space_key)
    client_id = (clients_of(space, False, (who,)) or [0])[0]
    report = CallReport(
        CallResult(result),
        said=said,
        spoke_to=spoke_to,
        until=until,
        amount=_amount(amount),
        means=means,
        incoming=received,
    )
    outcome = record_result(space, act_of(by, today), client_id, report)
    text = outcome.confirmation
    told: dict[str, Any] = {
        "message": outcome.message_id,
        "client": client_id,
        "next_action": outcome.next_action,
        "confirmation": {"to": list(text.to), "subject": text.subject, "body": text.body}
        if text
        else None,
    }
    words = f"Appel noté. {outcome.next_action}"
    show(as_json, told, f"{words}\n\n{text.subject}\n\n{text.body}" if text else words)
    return DONE


def _amount(text: str) -> Decimal | None:
    bare = "".join(text.replace("€", "").split()).replace(",", ".")
    if not bare:
        return None
    try:
        return Decimal(bare)
    except InvalidOperation:
        raise Refused(f"« {text} » n'est pas un montant : rien n'a été noté.") from None
