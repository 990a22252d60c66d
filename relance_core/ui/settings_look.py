"""The section of how messages look and close: logo, colour, signature, who signs which step."""

from __future__ import annotations

import streamlit as st

from relance_core.colours import DARK, LARGE, TEXT, WHITE, contrast, readable_on
from relance_core.messages.letter import letter_pdf
from relance_core.messages.library import wording_for
from relance_core.messages.preview import preview_html
from relance_core.messages.render import compose
from relance_core.settings import Firm, Signatory
from relance_core.ui import workspace
from relance_core.ui.example_reminder import example_reminder
from relance_core.ui.preview_mail import Mail, show_mail
from relance_core.ui.preview_papers import show_letter
from relance_core.ui.settings_wording_choice import usual_tone
from relance_core.ui.theme import PALETTES, Mode
from relance_core.ui.told import Told, attempt, show_told
from relance_core.ui.uploader import upload
from relance_core.vocabulary import STEP_LABELS, TONE_LABELS, Step, Tone
from relance_core.workflows.edit_look import remove_logo, save_logo, save_look, save_signatories
from relance_core.workflows.edit_settings import stored_settings

#: Steps that somebody signs.
_SIGNED = (
    Step.COURTESY,
    Step.DUE_DAY,
    Step.REMINDER_1,
    Step.REMINDER_2,
    Step.REMINDER_3,
    Step.FORMAL_NOTICE,
    Step.LAST_NOTICE,
)
_LIMIT_MB = 2
_TURN = "settings_logo_turn"
_NO_COLOUR = PALETTES[Mode.LIGHT].primary
_HEIGHT = 560
#: On white, as messages and letters have it: dark letters would sink into a dark screen.
_LOGO_GROUND = "<style>.st-key-settings_logo_shown img{background:#fff;padding:8px}</style>"


def show_look() -> None:
    """The fields on the left, a message and a letter that they make on the right."""
    firm, _, _ = stored_settings(workspace.space())
    fields, beside = st.columns(2, gap="large")
    with fields:
        _show_logo(firm)
        _show_colour(firm)
        _show_signature(firm)
        _show_signatories(firm)
    with beside:
        _show_example(firm)


def _show_logo(firm: Firm) -> None:
    st.markdown("**Logo**")
    if firm.logo is not None:
        st.html(_LOGO_GROUND)
        with st.container(horizontal=True, vertical_alignment="center", key="settings_logo_shown"):
            st.image(firm.logo.picture, width=min(firm.logo.width, 220), alt="Logo de l'entreprise")
            st.button(
                "Retirer le logo",
                key="settings_logo_remove",
                icon=":material/delete:",
                type="tertiary",
                on_click=_remove_logo,
            )
    turn = st.session_state.get(_TURN, 0)
    file = upload(
        "Logo : PNG, JPEG ou SVG",
        ("png", "jpg", "jpeg", "svg"),
        key=f"settings_logo_{turn}",
        limit_mb=_LIMIT_MB,
    )
    if file is not None:
        _take_logo(file.name, file.getvalue())
        st.session_state[_TURN] = turn + 1
        st.rerun()
    show_told("settings-logo")


def _take_logo(name: str, content: bytes) -> None:
    def take() -> Told:
        save_logo(workspace.space(), workspace.act(), name, content)
        return Told(done=("Logo enregistré : il est dans chaque message et chaque courrier.",))

    attempt("settings-logo", take)


def _remove_logo() -> None:
    def remove() -> Told:
        remove_logo(workspace.space(), workspace.act())
        return Told(done=("Logo retiré.",))

    attempt("settings-logo", remove)


def _show_colour(firm: Firm) -> None:
    st.markdown("**Couleur**")
    with st.container(horizontal=True, vertical_alignment="center"):
        wanted = st.toggle(
            "Une couleur dans les messages",
            value=bool(firm.accent),
            key=_key("accent_wanted"),
            on_change=_save_colour,
        )
        if wanted:
            st.color_picker(
                "Couleur de l'entreprise",
                value=firm.accent or _NO_COLOUR,
                key=_key("accent"),
                label_visibility="collapsed",
                on_change=_save_colour,
            )
    if wanted and firm.accent:
        st.caption(colour_told(firm.accent))
    show_told("settings-colour")


def colour_told(accent: str) -> str:
    """How the colour reads on white and on a dark ground, and what is made of it where it does not.

    Lines and titles of the messages need less contrast than running text.
    """
    told = []
    for ground, name in ((WHITE, "Sur fond blanc"), (DARK, "sur fond sombre")):
        ratio = contrast(accent, ground)
        figure = f"{ratio:.1f} : 1".replace(".", ",")
        if ratio >= TEXT:
            told.append(f"{name}, contraste de {figure}, lisible")
        elif ratio >= LARGE:
            told.append(f"{name}, contraste de {figure}, assez pour un filet ou un titre")
        else:
            shade = readable_on(ground, accent, LARGE)
            told.append(f"{name}, contraste de {figure}, trop faible : {shade} la remplace")
    return " ; ".join(told) + "."


def _save_colour() -> None:
    wanted = st.session_state[_key("accent_wanted")]
    accent = st.session_state.get(_key("accent"), _NO_COLOUR) if wanted else ""

    def save() -> Told:
        save_look(workspace.space(), workspace.act(), {"accent": accent})
        return Told(done=("Couleur enregistrée." if accent else "Messages sans couleur.",))

    attempt("settings-colour", save)


def _show_signature(firm: Firm) -> None:
    st.markdown("**Signature**")
    with st.form(f"settings_signature_{workspace.space().key}", border=False):
        st.text_area(
            "Lignes sous le nom du signataire",
            value=firm.signature_lines,
            key=_key("signature_lines"),
            height=100,
            placeholder="\n".join(
                part
                for part in (firm.name, " · ".join(p for p in (firm.phone, firm.email) if p))
                if part
            ),
            help="Vides : le nom de l'entreprise, son téléphone et son e-mail.",
        )
        st.form_submit_button(
            "Enregistrer la signature", key="settings_save_signature", on_click=_save_signature
        )
    show_told("settings-signature")


def _save_signature() -> None:
    lines = st.session_state[_key("signature_lines")]

    def save() -> Told:
        save_look(workspace.space(), workspace.act(), {"signature_lines": lines})
        return Told(done=("Signature enregistrée.",))

    attempt("settings-signature", save)


def _show_signatories(firm: Firm) -> None:
    usual = ", ".join(part for part in (firm.signatory, firm.signatory_title) if part)
    own = {one.step: one for one in firm.signatories}
    st.markdown("**Qui signe quelle étape**")
    st.caption(
        f"Vide : le signataire habituel ({usual})."
        if usual
        else "Vide : le signataire de la section Entreprise, qui n'est pas encore indiqué."
    )
    with st.form(f"settings_signatories_{workspace.space().key}", border=False):
        for step in _SIGNED:
            kept = own.get(step.value, Signatory())
            name, title = st.columns(2)
            name.text_input(
                STEP_LABELS[step],
                value=kept.name,
                key=_key(f"signatory_{step}"),
                placeholder=firm.signatory,
            )
            title.text_input(
                f"Fonction, {STEP_LABELS[step].lower()}",
                value=kept.title,
                key=_key(f"signatory_title_{step}"),
                placeholder=firm.signatory_title,
            )
        st.form_submit_button(
            "Enregistrer les signataires",
            key="settings_save_signatories",
            on_click=_save_signatories,
        )
    show_told("settings-signatories")


def _save_signatories() -> None:
    typed = st.session_state
    written = [
        Signatory(
            step.value,
            typed[_key(f"signatory_{step}")],
            typed[_key(f"signatory_title_{step}")],
        )
        for step in _SIGNED
    ]

    def save() -> Told:
        save_signatories(workspace.space(), workspace.act(), written)
        return Told(done=("Signataires enregistrés.",))

    attempt("settings-signatories", save)


def _show_example(firm: Firm) -> None:
    """A second reminder to nobody, e-mail or letter, in the tone that most clients get."""
    tone = usual_tone(Step.REMINDER_2) or Tone.FIRM
    reminder = example_reminder(Step.REMINDER_2, tone, "fr", workspace.today())
    wording, _ = wording_for(reminder.step, reminder.tone, "fr", reminder.addressee.debtor_type)
    draft = compose(reminder, firm, wording)
    st.caption(
        f"Un exemple : une 2e relance à un client fictif, au ton {TONE_LABELS[tone].lower()}."
    )

    def on_paper() -> None:
        pdf = letter_pdf(draft, reminder, firm, dated=reminder.for_date)
        show_letter(pdf, file_name="exemple.pdf", key="settings_look_pdf")

    show_mail(
        Mail(preview_html(draft), draft.text, "Un exemple de message"),
        key="settings_look",
        height=_HEIGHT,
        letter=on_paper,
    )


def _key(name: str) -> str:
    """The widget of a field: another espace has widgets of its own."""
    return f"settings_{workspace.space().key}_{name}"
