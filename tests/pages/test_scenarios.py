"""The screens of the scenarios: edited as a draft, judged while typed, saved, copied, compared."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal

import pytest
from streamlit.testing.v1 import AppTest

from relance_core.reminders.scenario import LARGE_CLAIM, STANDARD, Scenario
from relance_core.settings import USUAL_RULES, Rules, ScenarioRule
from relance_core.ui import workspace
from relance_core.ui.settings_calendar import quiet_text
from relance_core.ui.settings_scenario_compare import differences
from relance_core.ui.settings_scenario_grid import with_edits, with_step
from relance_core.ui.settings_scenario_rules import with_edits as rules_with_edits
from relance_core.ui.settings_scenario_timeline import days_of, timelines
from relance_core.ui.settings_scenario_words import rule_sentences
from relance_core.ui.theme import Mode
from relance_core.vocabulary import Channel, ContactRole, Step
from relance_core.workflows.edit_scenarios import scenarios_of
from relance_core.workflows.edit_settings import stored_settings
from relance_core.workflows.space import open_space
from relance_core.workflows.today_plan import plan_of
from tests.pages.hands import table, type_cells, type_rows
from tests.pages.ledger import IDS, TODAY

GRID = "settings_scenario_standard_grid"
RULES_GRID = "settings_scenario_rules_grid"
NAMES = {"standard": "Standard", "large_claim": "Créance importante", "public": "Administration"}


def view(app: AppTest, name: str) -> AppTest:
    app.session_state["section"] = "Scénarios"
    app.session_state["settings_scenarios_view"] = name
    app = app.switch_page("pages/reglages.py").run()
    assert not app.exception
    return app


def editor(app: AppTest) -> AppTest:
    return view(app, "Modifier")


def press(app: AppTest, key: str) -> AppTest:
    app = app.button(key=key).click().run()
    assert not app.exception
    return app


def keys(app: AppTest) -> set[str]:
    return {one.key or "" for one in app.button}


def told(app: AppTest) -> str:
    places = (app.markdown, app.caption, app.warning, app.error)
    return " ".join(one.value for place in places for one in place).replace("\\", "")


def said(words: str) -> str:
    """``words`` with plain spaces."""
    return " ".join(words.split())


def field(app: AppTest, what: str) -> str:
    """The key of a field of the standard scenario's draft."""
    draft = app.session_state["settings_draft_entreprise_scenario_standard"]
    return str(draft.field(what))


def saved(key: str = "standard") -> Scenario:
    return scenarios_of(open_space(workspace.environ()))[key]


def rules() -> Rules:
    return stored_settings(open_space(workspace.environ()))[1]


def offsets(scenario: Scenario) -> dict[Step, int]:
    return {one.step: one.offset for one in scenario.steps}


def reminded() -> set[int]:
    plan = plan_of(open_space(workspace.environ()), today=TODAY).plan
    return set(plan.lines.filter(plan.lines["step"].is_not_null())["invoice_id"])


def first_reminder(app: AppTest, offset: int) -> AppTest:
    """Type another day for the third step, the first reminder."""
    return type_cells(app, GRID, {2: {"offset": offset}})


def test_an_edited_step_moves_the_plan_once_saved_and_back_again(app_ledger: AppTest) -> None:
    assert IDS["F-1"] in reminded()  # seven days late
    app = first_reminder(editor(app_ledger), 9)
    app = type_cells(app, GRID, {2: {"offset": 9}, 3: {"offset": 12}})
    assert offsets(saved())[Step.REMINDER_1] == 3, "typed is not saved"
    app = press(app, "settings_scenario_save")
    assert offsets(saved())[Step.REMINDER_1] == 9
    assert IDS["F-1"] not in reminded()
    press(app, "settings-scenario-undo")
    assert saved() == STANDARD


def test_what_is_typed_outlives_a_change_of_page(app_empty: AppTest) -> None:
    app = first_reminder(editor(app_empty), 5)
    app = app.text_input(key=field(app, "name")).set_value("Notre rythme").run()
    app = app.switch_page("pages/plan.py").run()
    app = editor(app)
    assert app.text_input(key=field(app, "name")).value == "Notre rythme"
    assert table(app, GRID).value["offset"].to_list()[2] == 5
    press(app, "settings_scenario_save")
    assert (saved().name, offsets(saved())[Step.REMINDER_1]) == ("Notre rythme", 5)


def test_what_is_typed_outlives_the_choice_of_another_scenario(app_empty: AppTest) -> None:
    app = first_reminder(editor(app_empty), 5)
    app = app.selectbox(key="settings_scenario").set_value("watched").run()
    assert "settings_scenario_discard" not in keys(app)
    assert "pas encore enregistré : « Standard »" in told(app)
    app = app.selectbox(key="settings_scenario").set_value("standard").run()
    assert table(app, GRID).value["offset"].to_list()[2] == 5


def test_changes_can_be_left_unsaved(app_empty: AppTest) -> None:
    app = press(first_reminder(editor(app_empty), 5), "settings_scenario_discard")
    assert table(app, GRID).value["offset"].to_list()[2] == 3
    assert app.button(key="settings_scenario_save").disabled


def test_what_makes_no_sense_blocks_saving_and_says_why(app_empty: AppTest) -> None:
    app = first_reminder(editor(app_empty), 40)
    assert "l'ordre des jours est inversé" in told(app)
    assert app.button(key="settings_scenario_save").disabled


def test_what_is_unusual_is_said_and_can_be_saved(app_empty: AppTest) -> None:
    app = type_cells(editor(app_empty), GRID, {5: {"channel": "letter"}})
    assert "ne laisse pas de preuve" in told(app)
    assert not app.button(key="settings_scenario_save").disabled


def test_the_effect_is_told_before_saving(app_ledger: AppTest) -> None:
    app = first_reminder(editor(app_ledger), 1)
    assert "Effet sur les 60 prochains jours" in told(app)


def test_a_change_of_name_alone_has_no_effect_to_tell(app_ledger: AppTest) -> None:
    app = editor(app_ledger)
    app = app.text_input(key=field(app, "name")).set_value("Notre rythme").run()
    assert "60 prochains jours" not in told(app)


def test_a_large_ledger_tells_the_effect_when_asked(
    app_ledger: AppTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("relance_core.ui.settings_scenario_effect._LARGE", 3)
    app = first_reminder(editor(app_ledger), 1)
    assert "60 prochains jours" not in told(app)
    app = press(app, "settings_effect_standard_button")
    assert "60 prochains jours" in told(app)


def test_a_step_is_removed_and_added_again_as_it_ships(app_empty: AppTest) -> None:
    app = type_rows(editor(app_empty), GRID, deleted=[1])
    assert app.selectbox(key=field(app, "add")).options[2] == "Jour d'échéance"
    app = app.selectbox(key=field(app, "add")).set_value(Step.DUE_DAY).run()
    assert table(app, GRID).value["offset"].to_list() == [-7, 0, 3, 7, 14, 29, 1, 0]
    assert app.button(key="settings_scenario_save").disabled, "as it was: nothing to save"


def test_an_edited_scenario_goes_back_to_the_shipped_one_and_forth(app_empty: AppTest) -> None:
    app = editor(app_empty)
    assert "settings_scenario_restore" not in keys(app)
    app = press(first_reminder(app, 5), "settings_scenario_save")
    app = press(app, "settings_scenario_restore")
    assert saved() == STANDARD
    press(app, "settings-scenario-undo")
    assert offsets(saved())[Step.REMINDER_1] == 5


def copied(app: AppTest, name: str) -> AppTest:
    app = editor(app)
    app.text_input(key="settings_scenario_copy_name").set_value(name)
    return press(app, "settings_scenario_copy")


def test_a_copy_is_chosen_deleted_and_given_back(app_empty: AppTest) -> None:
    app = copied(app_empty, "Grands comptes")
    assert app.selectbox(key="settings_scenario").value == "grands_comptes"
    app = press(app, "settings_scenario_drop")
    assert "grands_comptes" not in scenarios_of(open_space(workspace.environ()))
    press(app, "settings-scenario-undo")
    assert saved("grands_comptes").steps == STANDARD.steps


def test_a_copy_under_a_name_already_taken_is_refused(app_empty: AppTest) -> None:
    app = copied(app_empty, "Particulier")
    assert "s'appelle déjà ainsi" in told(app)


def test_a_copy_that_is_followed_is_kept_with_the_reason(app_empty: AppTest) -> None:
    app = view(copied(app_empty, "Grands comptes"), "Qui suit quel scénario")
    usual = app.selectbox(key="settings_entreprise_default_scenario")
    app = press(editor(usual.set_value("grands_comptes").run()), "settings_scenario_drop")
    assert "suivent ce scénario" in told(app)
    assert saved("grands_comptes").name == "Grands comptes"


def test_a_copy_stands_among_the_others_in_every_view(app_empty: AppTest) -> None:
    app = copied(app_empty, "Grands comptes")
    app = view(app, "Vue d'ensemble")
    [chart] = app.get("vega_lite_chart")
    assert "Grands comptes" in json.dumps(json.loads(chart.proto.spec), ensure_ascii=False)
    app = view(app, "Comparer")
    app = app.selectbox(key="settings_compare_second").set_value("grands_comptes").run()
    assert "Aucune différence." in told(app)


def test_a_comparison_names_what_differs_and_what_does_not() -> None:
    table, same = differences(STANDARD, LARGE_CLAIM)
    rows = {label: (one, other) for label, one, other in table.rows()}
    assert rows["Appel de satisfaction"] == ("—", "3 jours après la livraison · Amical · Appel")
    assert rows["Dernière relance"][1] == "J+20 · Ferme · E-mail · copie : Direction"
    assert same == ["Dernier avis", "Transmission", "Écart minimal"]


def test_a_rule_of_amount_is_typed_told_and_saved(app_empty: AppTest) -> None:
    app = view(app_empty, "Qui suit quel scénario")
    new = {"order": 1, "scenario": "large_claim", "amount_from": "10 000"}
    app = type_rows(app, RULES_GRID, added=[new])
    assert "1. Une facture d'au moins 10 000 € suit « Créance importante »" in said(told(app))
    app = press(app, "settings_scenario_rules_save")
    rule = ScenarioRule(scenario="large_claim", amount_from=Decimal(10000))
    assert rules().scenario_rules == (rule, *USUAL_RULES)
    press(app, "settings-scenario-rules-undo")
    assert rules().scenario_rules == USUAL_RULES


def test_a_rule_moves_to_the_place_typed() -> None:
    three = tuple(ScenarioRule(scenario=name) for name in ("a", "b", "c"))

    def order(cells: dict[str, dict[str, int]]) -> str:
        return "".join(one.scenario for one in rules_with_edits(three, {"edited_rows": cells}))

    assert order({"2": {"order": 1}}) == "cab"
    assert order({"0": {"order": 2}}) == "bac"
    assert order({"0": {"order": 3}}) == "bca"


def test_rules_are_told_in_order_and_a_useless_one_is_said_to_be() -> None:
    sentences = rule_sentences(
        [
            ScenarioRule("large_claim", "business", Decimal("1500.5"), 15),
            ScenarioRule("public"),
            ScenarioRule("standard", "consumer"),
        ],
        NAMES,
        "standard",
    )
    assert [said(one) for one in sentences] == [
        "Une facture d'au moins 1 500,50 € d'une entreprise qui paie en général avec au moins "
        "15 jours de retard suit « Créance importante ».",
        "Toute facture suit « Administration ».",
        "Une facture d'un particulier suit « Standard » : jamais, la règle d'avant prend tout.",
    ]


def test_the_cells_of_a_step_are_read_as_they_are_typed() -> None:
    cells = {
        "offset": 4,
        "anchor": "previous_step",
        "tone": "firm",
        "channel": "call",
        "minimum": "1\u202f050,5 €",
        "by_hand": True,
        "role": "management",
        "copies": ["management", "accounting"],
    }
    one = with_edits(STANDARD, {"edited_rows": {2: cells}}).steps[2]
    assert (one.offset, one.minimum, one.channel) == (4, Decimal("1050.5"), Channel.CALL)
    assert one.role is ContactRole.MANAGEMENT
    assert one.copies == (ContactRole.ACCOUNTING, ContactRole.MANAGEMENT)


def test_a_scenario_half_typed_is_drawn_all_the_same() -> None:
    bare = replace(STANDARD, steps=STANDARD.steps[6:])
    assert list(days_of(bare, Rules())) == [Step.LAST_NOTICE, Step.HAND_OVER]
    for rows in ([("", bare)], [("", replace(STANDARD, steps=()))], [("a", STANDARD), ("b", bare)]):
        timelines(rows, Rules(), Mode.LIGHT).to_dict()


def test_a_later_last_notice_is_drawn_later() -> None:
    steps = [
        replace(one, offset=4) if one.step is Step.LAST_NOTICE else one for one in STANDARD.steps
    ]
    days = days_of(replace(STANDARD, steps=tuple(steps)), Rules())
    assert days[Step.LAST_NOTICE] == 29 + 15 + 4


def test_a_step_added_takes_its_place_in_time() -> None:
    steps = [one.step for one in with_step(STANDARD, Step.CONFIRMATION_CALL).steps]
    assert steps[:2] == [Step.CONFIRMATION_CALL, Step.COURTESY]


def calendar(app: AppTest) -> AppTest:
    app.session_state["section"] = "Règles"
    return app.switch_page("pages/reglages.py").run()


def test_quiet_weeks_are_added_told_and_removed(app_ledger: AppTest) -> None:
    app = calendar(app_ledger)
    app.date_input(key="settings_quiet_new").set_value((TODAY, TODAY.replace(day=27)))
    app = press(app, "settings_quiet_add")
    assert "Aucune relance ne part du 20/11 au 27/11/2026." in told(app)
    assert rules().quiet_weeks == "2026-11-20/2026-11-27"
    app = press(app, "settings_quiet_remove_0")
    assert rules().quiet_weeks == ""
    press(app, "settings-calendar-undo")
    assert rules().quiet_weeks == "2026-11-20/2026-11-27"


def test_adding_no_day_is_refused_in_words(app_empty: AppTest) -> None:
    assert "Choisissez d'abord" in told(press(calendar(app_empty), "settings_quiet_add"))


def test_quiet_weeks_that_touch_become_one() -> None:
    first = TODAY.replace(day=2), TODAY.replace(day=6)
    second = TODAY.replace(day=7), TODAY.replace(day=9)
    assert quiet_text([second, first]) == "2026-11-02/2026-11-09"


def test_the_holidays_of_alsace_moselle_are_kept_at_once(app_empty: AppTest) -> None:
    app = calendar(app_empty)
    app.checkbox(key="settings_entreprise_alsace_moselle_False").set_value(True).run()
    assert rules().alsace_moselle
