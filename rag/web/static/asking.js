// Asking: the form, and the conversation that it belongs to

// The places of what stood folded and is open.
function opened() {
  return [...all('.show-instead[aria-expanded="true"]')].map((one) => one.dataset.answer);
}

function formData(submitter) {
  const data = new FormData(one("#ask"), submitter ?? null);
  const set = { outlets: data.getAll("outlets"), model: writer, instead: opened() };
  return { ...Object.fromEntries(data), ...set };
}

function ask(submitter) {
  const form = formData(submitter);
  if (busy() || !(form.again || form.question.trim())) return;
  opener = null; // the focus stays where the question is written
  closeReader();
  tell("ask", { form });
  endEditing();
  limitsAsked();
  if (!form.again) one("#question").value = "";
  fit();
}

const busy = () => one('#current .turn[aria-busy="true"]') !== null;

function fit() {
  const box = one("#question");
  box.style.height = "auto";
  box.style.height = `${Math.min(box.scrollHeight, 200)}px`;
}

document.addEventListener("submit", (event) => {
  if (event.target.id !== "ask") return;
  event.preventDefault();
  ask(event.submitter);
});

document.addEventListener("input", (event) => {
  if (event.target.id === "question") fit();
  if (event.target.name === "from" || event.target.name === "to") {
    one('input[name="window"]').value = "set"; // counts even when asked without pressing "Only …"
  }
});

let shown = null;
watch("#current", () => {
  const index = one("#current .turn")?.dataset.index ?? null;
  if (index !== shown && index !== null) {
    const pane = one("#conversation");
    pane.scrollTo({ top: one("#current").offsetTop - pane.offsetTop, behavior: "instant" });
  }
  shown = index;
});

one("#question").focus({ preventScroll: true });
