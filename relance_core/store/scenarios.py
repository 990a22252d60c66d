"""The scenarios of an espace: those that ship, as edited, and those made by copying one."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, select

from relance_core.reminders.scenario import SCENARIOS, Scenario, ScenarioStep
from relance_core.store.settings import hold_settings, write_section
from relance_core.store.tables import setting
from relance_core.vocabulary import Anchor, Channel, ContactRole, Step, Tone

_SECTION = "scenarios"


def read_scenarios(conn: Connection) -> dict[str, Scenario]:
    """Every scenario by its key, in the order shown: those that ship, then the others by age."""
    return dict(SCENARIOS) | {
        key: scenario_from_json(key, content) for key, content in _stored(conn).items()
    }


def write_scenario(conn: Connection, scenario: Scenario, *, by: str, at: datetime) -> None:
    """Keep ``scenario``; one that ships and is as it ships is no longer kept apart."""
    hold_settings(conn)
    content = _stored(conn)
    content.pop(scenario.key, None)
    if SCENARIOS.get(scenario.key) != scenario:
        content[scenario.key] = scenario_to_json(scenario)
    write_section(conn, _SECTION, content, by=by, at=at)


def forget_scenario(conn: Connection, key: str, *, by: str, at: datetime) -> None:
    """Drop a copy, or what was edited of a scenario that ships."""
    hold_settings(conn)
    content = _stored(conn)
    content.pop(key, None)
    write_section(conn, _SECTION, content, by=by, at=at)


def _stored(conn: Connection) -> dict[str, Any]:
    kept = conn.scalar(select(setting.c.content).where(setting.c.section == _SECTION))
    return dict(kept or {})


def scenario_to_json(scenario: Scenario) -> dict[str, Any]:
    """A scenario as text, numbers and lists, without its key."""
    return {
        "name": scenario.name,
        "summary": scenario.summary,
        "min_gap_days": scenario.min_gap_days,
        "without_email": scenario.without_email.value if scenario.without_email else None,
        "steps": [
            {
                "step": one.step.value,
                "offset": one.offset,
                "tone": one.tone.value,
                "channel": one.channel.value,
                "anchor": one.anchor.value,
                "minimum": str(one.minimum),
                "by_hand": one.by_hand,
                "role": one.role.value,
                "copies": [role.value for role in one.copies],
            }
            for one in scenario.steps
        ],
    }


def scenario_from_json(key: str, content: Mapping[str, Any]) -> Scenario:
    """The scenario behind ``scenario_to_json``'s values."""
    without_email = content.get("without_email")
    return Scenario(
        key=key,
        name=content["name"],
        summary=content["summary"],
        min_gap_days=content["min_gap_days"],
        without_email=Channel(without_email) if without_email else None,
        steps=tuple(
            ScenarioStep(
                step=Step(one["step"]),
                offset=one["offset"],
                tone=Tone(one["tone"]),
                channel=Channel(one["channel"]),
                anchor=Anchor(one["anchor"]),
                minimum=Decimal(one["minimum"]),
                by_hand=one["by_hand"],
                role=ContactRole(one["role"]),
                copies=tuple(ContactRole(role) for role in one["copies"]),
            )
            for one in content["steps"]
        ),
    )
