"""The charts: small, French, aggregated before they are drawn, one file per question they answer.

Each takes a frame of ``receivables``, one currency and the screen's mode, and gives an altair chart
whose description says in words what it shows, or None when there is nothing to draw. Amounts are
Decimal up to here and become Float64 in the chart alone.
"""

from relance_core.ui.charts.ageing import ageing_by_client_chart, ageing_chart
from relance_core.ui.charts.debtors import debtors_chart
from relance_core.ui.charts.disputes import disputes_chart
from relance_core.ui.charts.evolution import evolution_chart
from relance_core.ui.charts.forecast import forecast_chart
from relance_core.ui.charts.picture import chart_png
from relance_core.ui.charts.reasons import reasons_chart
from relance_core.ui.charts.show import show_chart
from relance_core.ui.charts.steps import steps_chart

__all__ = [
    "ageing_by_client_chart",
    "ageing_chart",
    "chart_png",
    "debtors_chart",
    "disputes_chart",
    "evolution_chart",
    "forecast_chart",
    "reasons_chart",
    "show_chart",
    "steps_chart",
]
