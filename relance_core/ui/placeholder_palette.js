// Beside an editor: the placeholders it may hold, searched and inserted where the caret is; what is
// typed is given to the page after a pause, and at once by Ctrl+S.
const PAUSE = 450;

export default function (component) {
  const { data, parentElement } = component;
  const root = parentElement.querySelector(".palette");
  if (!root) return;
  const field = (name) =>
    document.querySelector(`.st-key-${data[name]} textarea, .st-key-${data[name]} input`);
  const editors = () => [field("body"), field("subject")].filter(Boolean);

  // Leaving a field is how Streamlit hears what was typed; coming back at once keeps the caret.
  const commit = (editor) => {
    editor.dispatchEvent(new FocusEvent("focusout", { bubbles: true }));
    if (document.activeElement === editor) {
      editor.dispatchEvent(new FocusEvent("focusin", { bubbles: true }));
    }
  };

  const insert = (name) => {
    const known = editors();
    const editor = known.includes(root.lastEditor) ? root.lastEditor : field("body");
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

  // One set of listeners for the page, however often it is drawn again.
  window.__placeholderPalette?.abort();
  const listening = new AbortController();
  window.__placeholderPalette = listening;
  const { signal } = listening;
  let pause;
  document.addEventListener(
    "focusin",
    (event) => { if (editors().includes(event.target)) root.lastEditor = event.target; },
    { signal },
  );
  document.addEventListener(
    "input",
    (event) => {
      if (!editors().includes(event.target)) return;
      clearTimeout(pause);
      pause = setTimeout(() => commit(event.target), PAUSE);
    },
    { signal },
  );
  document.addEventListener(
    "keydown",
    (event) => {
      const save = (event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "s";
      if (!save || !editors().includes(event.target)) return;
      event.preventDefault();
      event.stopPropagation();
      clearTimeout(pause);
      commit(event.target);
      document.querySelector(`.st-key-${data.save} button`)?.click();
    },
    { signal, capture: true },
  );
  // What was typed before anybody listened is heard now.
  if (editors().includes(document.activeElement)) commit(document.activeElement);
  return () => listening.abort();
}
