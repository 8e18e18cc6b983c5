// CodeMirror in the place of the text fields of drafts. The fields stay in the form and follow what is typed, so the
// page works the same with and without this bundle.
import { acceptCompletion, autocompletion, closeBrackets, completeAnyWord, completionKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands";
import { yaml } from "@codemirror/lang-yaml";
import { bracketMatching, foldGutter, foldKeymap, HighlightStyle, indentOnInput, indentUnit, syntaxHighlighting } from "@codemirror/language";
import { lintGutter, lintKeymap, setDiagnostics } from "@codemirror/lint";
import { highlightSelectionMatches, searchKeymap } from "@codemirror/search";
import { EditorState } from "@codemirror/state";
import { drawSelection, EditorView, highlightActiveLine, highlightActiveLineGutter, keymap, lineNumbers } from "@codemirror/view";
import { tags } from "@lezer/highlight";

// Colours are those of the desk, so that both themes hold.
const looks = EditorView.theme({
  "&": { height: "32rem", color: "var(--ink)", backgroundColor: "var(--paper)", border: "1px solid var(--faint)", borderRadius: "var(--round)", fontSize: ".85rem" },
  "&.cm-focused": { outline: "3px solid var(--focus)", outlineOffset: "1px" },
  ".cm-scroller": { fontFamily: "var(--code)", lineHeight: "1.45" },
  ".cm-content": { caretColor: "var(--ink)" },
  ".cm-cursor": { borderLeftColor: "var(--ink)" },
  ".cm-gutters": { backgroundColor: "var(--raised)", color: "var(--faint)", borderRight: "1px solid var(--line)" },
  ".cm-activeLine, .cm-activeLineGutter": { backgroundColor: "color-mix(in srgb, var(--link) 8%, transparent)" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": { backgroundColor: "color-mix(in srgb, var(--link) 30%, transparent)" },
  ".cm-tooltip, .cm-panels": { backgroundColor: "var(--raised)", color: "var(--ink)", border: "1px solid var(--line)" },
  ".cm-tooltip-autocomplete ul li[aria-selected]": { backgroundColor: "var(--link)", color: "var(--paper)" },
  ".cm-completionDetail": { color: "inherit", fontStyle: "normal", marginLeft: "1em" },
  ".cm-diagnostic": { whiteSpace: "pre-wrap", maxWidth: "40rem" },
  ".cm-textfield, .cm-button": { color: "var(--ink)", backgroundColor: "var(--paper)", backgroundImage: "none", border: "1px solid var(--faint)" },
});
const colours = HighlightStyle.define([
  { tag: [tags.propertyName, tags.definition(tags.propertyName)], color: "var(--link)" },
  { tag: tags.comment, color: "var(--faint)", fontStyle: "italic" },
  { tag: [tags.string, tags.content, tags.attributeValue], color: "var(--ink)" },
  { tag: [tags.keyword, tags.meta], color: "var(--open)" },
  { tag: [tags.invalid], color: "var(--bad)" },
]);

// The words of the library, asked for once when somebody first types.
let words;
async function known(context) {
  const typed = context.matchBefore(/[\p{L}\p{N}_$/-]+/u);
  if (!typed && !context.explicit) return null;
  words ??= fetch("/editor/words.json").then((answer) => answer.json());
  const options = (await words).map((w) => ({ label: w.word, detail: w.meaning.length > 60 ? `${w.meaning.slice(0, 60)}…` : w.meaning }));
  return { from: typed ? typed.from : context.pos, options, validFor: /^[\p{L}\p{N}_$/-]*$/u };
}

function mirror(field) {
  const host = document.createElement("div");
  host.className = "mirror";
  // In a shadow root CodeMirror's styles are constructed sheets, which the page's content security policy allows.
  const root = host.attachShadow({ mode: "open" });
  field.before(host);
  field.hidden = true;
  const label = document.querySelector(`label[for="${field.id}"]`);
  const view = new EditorView({
    root,
    parent: root,
    state: EditorState.create({
      doc: field.value,
      extensions: [
        lineNumbers(), lintGutter(), foldGutter(), history(), drawSelection(), indentOnInput(), bracketMatching(), closeBrackets(),
        highlightActiveLine(), highlightActiveLineGutter(), highlightSelectionMatches(), indentUnit.of("  "), yaml(),
        syntaxHighlighting(colours), looks,
        autocompletion({ override: [known, completeAnyWord] }),
        keymap.of([...completionKeymap, { key: "Tab", run: acceptCompletion }, indentWithTab, ...lintKeymap, ...searchKeymap, ...foldKeymap, ...historyKeymap, ...defaultKeymap]),
        EditorView.contentAttributes.of({ "aria-label": label?.textContent ?? "", spellcheck: "false", tabindex: "0" }),
        EditorView.updateListener.of((update) => {
          if (!update.docChanged) return;
          field.value = update.state.doc.toString();
          field.dispatchEvent(new Event("input", { bubbles: true }));
        }),
      ],
    }),
  });
  label?.addEventListener("click", () => view.focus());

  const at = (line, column) => {
    const of = view.state.doc.line(Math.max(1, Math.min(line, view.state.doc.lines)));
    return Math.min(of.from + column - 1, of.to);
  };
  const sheet = {
    go(line, column) {
      view.dispatch({ selection: { anchor: at(line, column) }, effects: EditorView.scrollIntoView(at(line, column), { y: "center" }) });
      view.focus();
    },
    put(value) { view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: value } }); },
    tell() {
      const items = [...document.querySelectorAll("#results [data-severity]")].filter((i) => i.dataset.file === field.dataset.file && i.dataset.line);
      view.dispatch(setDiagnostics(view.state, items.map(({ dataset }) => {
        const from = at(Number(dataset.line), Number(dataset.column) || 1);
        const line = view.state.doc.lineAt(from);
        const word = /^[^\s:,\]}]+/.exec(line.text.slice(from - line.from));
        return { from, to: word ? from + word[0].length : line.to, severity: dataset.severity === "note" ? "info" : dataset.severity, message: dataset.words };
      })));
    },
  };
  window.sheets?.set(field, sheet);
  sheet.tell();
  document.getElementById("results")?.addEventListener("live", () => sheet.tell());
}

for (const field of document.querySelectorAll("textarea[data-file]")) mirror(field);
