// Taking an answer away: onto the clipboard, or as a file. And editing a question.

const taking = new Map(); // what to do with the text of each call

function take({ answer, format, whole = "" }) {
  calls += 1;
  tell("take", { answer, format, whole: Boolean(whole), open: opened(), call: calls });
  return new Promise((resolve, refuse) => {
    taking.set(calls, (taken) => (taken.fault ? refuse(new Error(taken.fault)) : resolve(taken)));
  });
}

received(one("#taken"), (taken) => {
  taking.get(taken.call)?.(taken);
  taking.delete(taken.call);
});

async function copy(button) {
  const taken = take({ answer: button.dataset.answer, format: "text" });
  try {
    await toClipboard(taken.then(({ text }) => text));
    say("Copied, with its references.");
  } catch {
    taken.then(({ text }) => offer(button, text), (fault) => say(fault.message));
  }
}

// Some browsers only take a promise, as long as the click is what they are working on. None lets a
// page that came over plain http from another machine near the clipboard.
async function toClipboard(text) {
  if (!window.ClipboardItem) return navigator.clipboard.writeText(await text);
  const plain = text.then((words) => new Blob([words], { type: "text/plain" }));
  return navigator.clipboard.write([new ClipboardItem({ "text/plain": plain })]);
}

function offer(button, text) {
  const turn = button.closest(".turn");
  one(".by-hand", turn)?.remove();
  const box = element("textarea", { readonly: "", rows: "8", dir: "auto", text });
  const words = "This browser keeps pages off the clipboard: copy this by hand.";
  const close = element("button", { type: "button", class: "action put-away", text: "Close" });
  const label = element("label", {}, element("span", { text: words }), box);
  one(".actions", turn).after(element("div", { class: "by-hand" }, label, close));
  box.focus();
  box.select();
}

async function saveAsFile(button) {
  try {
    const { text, name, type } = await take(button.dataset);
    const link = element("a", { download: name });
    link.href = URL.createObjectURL(new Blob([text], { type }));
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000); // milliseconds; it may still be read
    say(`Saved as ${name}`);
  } catch (fault) {
    say(fault.message);
  }
}

// Editing: the form sends the index of the question that goes, with all that followed it

const edited = () => one('input[name="edit"]');
let draft = ""; // what stood in the box before

function edit(turn) {
  if (edited().value === "") draft = one("#question").value;
  const index = Number(turn.dataset.index);
  const after = all(".turn").length - 1 - index;
  const followed = after === 0 ? "" : after === 1 ? " and the one after it" : ` and the ${after} after it`;
  edited().value = index;
  one("#editing-says").textContent = `Asking replaces question ${index + 1}${followed}.`;
  one(".editing").hidden = false;
  const box = one("#question");
  box.value = one(".question", turn).textContent;
  box.setAttribute("aria-describedby", "editing-says");
  fit();
  box.focus();
}

function endEditing() {
  edited().value = "";
  one(".editing").hidden = true;
  one("#question").removeAttribute("aria-describedby");
}

watch("#current", () => {
  const index = Number(one("#current .turn")?.dataset.index ?? -1);
  if (edited().value !== "" && index < Number(edited().value)) endEditing(); // it is gone
});

Object.assign(actions, {
  ".copy": copy,
  ".put-away": (target) => {
    const turn = target.closest(".turn");
    one(".by-hand", turn).remove();
    one(".copy", turn).focus();
  },
  ".take": (target) => {
    const popover = target.closest("details");
    popover.open = false;
    one("summary", popover).focus();
    saveAsFile(target);
  },
  ".edit": (target) => edit(target.closest(".turn")),
  ".cancel-edit": () => {
    endEditing();
    one("#question").value = draft;
    fit();
    one("#question").focus();
  },
});

// A menu that opens downwards at the end of the conversation is scrolled into sight.
document.addEventListener(
  "toggle",
  (event) => {
    if (!event.target.matches(".export > details[open]")) return;
    one(".panel", event.target).scrollIntoView({ block: "nearest" });
  },
  { capture: true },
);
