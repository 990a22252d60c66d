// Beside an editor: the placeholders it may hold, searched and inserted where the caret is; what is
// typed is given to the page after a pause, and at once by Ctrl+S.
const PAUSE = 450;
const GIVEN = 150;

// Every palette that was drawn, by the key of its text. Streamlit may draw an old one again after
// the new one: whoever listens asks all of them whose field it is, instead of the last that came.
const palettes = (window.__placeholderPalettes ??= new Map());
const field = (palette, name) => {
  const key = palette.data[name];
  return document.querySelector(`.st-key-${key} textarea, .st-key-${key} input`);
};
const ownerOf = (target) =>
  [...palettes.values()].find(
    (one) => field(one, "body") === target || field(one, "subject") === target,
  );

// Leaving a field is how Streamlit hears what was typed; coming back at once keeps the caret.
const commit = (editor) => {
  editor.dispatchEvent(new FocusEvent("focusout", { bubbles: true }));
  if (document.activeElement === editor) {
    editor.dispatchEvent(new FocusEvent("focusin", { bubbles: true }));
  }
};

// Once for the page: a key pressed between two drawings is heard.
const listen = () => {
  let pause;
  document.addEventListener("focusin", (event) => {
    const owner = ownerOf(event.target);
    if (owner) owner.lastEditor = event.target;
  });
  document.addEventListener("input", (event) => {
    if (!ownerOf(event.target)) return;
    clearTimeout(pause);
    pause = setTimeout(() => commit(event.target), PAUSE);
  });
  document.addEventListener(
    "keydown",
    (event) => {
      const save = (event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "s";
      const owner = save ? ownerOf(event.target) : undefined;
      if (!owner) return;
      event.preventDefault();
      event.stopPropagation();
      clearTimeout(pause);
      commit(event.target);
      // What was typed must have been given before the button is: a click at once saves what was
      // there before.
      setTimeout(
        () => document.querySelector(`.st-key-${owner.data.save} button`)?.click(),
        GIVEN,
      );
    },
    { capture: true },
  );
};

export default function (component) {
  const { data, parentElement } = component;
  const root = parentElement.querySelector(".palette");
  if (!root) return;
  const palette = { data, lastEditor: palettes.get(data.body)?.lastEditor };
  palettes.set(data.body, palette);
  if (!window.__placeholderPaletteListens) {
    window.__placeholderPaletteListens = true;
    listen();
  }
  const editors = () => [field(palette, "body"), field(palette, "subject")].filter(Boolean);

  const insert = (name) => {
    const known = editors();
    const editor = known.includes(palette.lastEditor) ? palette.lastEditor : field(palette, "body");
    if (!editor) return;
    editor.focus();
    const text = `{{ ${name} }}`;
    if (!document.execCommand("insertText", false, text)) {
      editor.setRangeText(text, editor.selectionStart, editor.selectionEnd, "end");
      editor.dispatchEvent(new Event("input", { bubbles: true }));
    }
    commit(editor);
    root.querySelector("[role=status]").textContent = `${text} inséré`;
  };

  const search = root.querySelector("input");
  const list = root.querySelector("ul");
  const plain = (words) => words.normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase();
  const draw = () => {
    const wanted = plain(search.value).split(/\s+/).filter(Boolean);
    list.replaceChildren();
    for (const one of data.placeholders) {
      const text = plain(`${one.name} ${one.help}`.replaceAll("_", " ")) + one.name;
      if (!wanted.every((word) => text.includes(word))) continue;
      const button = document.createElement("button");
      button.type = "button";
      button.title = "Insérer au curseur";
      const code = document.createElement("code");
      code.textContent = `{{ ${one.name} }}`;
      const help = document.createElement("span");
      help.textContent = one.help;
      button.append(code, help);
      // The editor keeps the caret: pressing the button does not take the focus away.
      button.addEventListener("mousedown", (event) => event.preventDefault());
      button.addEventListener("click", () => insert(one.name));
      const item = document.createElement("li");
      item.append(button);
      list.append(item);
    }
    root.querySelector(".none").hidden = list.children.length > 0;
  };
  search.oninput = draw;
  search.parentElement.style.display = data.placeholders.length < 6 ? "none" : "";
  draw();

  // What was typed before anybody listened is heard now.
  if (editors().includes(document.activeElement)) commit(document.activeElement);
}
