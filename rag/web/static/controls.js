// What limits a question: days, outlets, the day it is asked as of, the number of sources, who writes.
//
// What the form holds is what counts. Each limit that the reader changes is kept in this browser, and
// all of them are shown in the address, so that a view can be shared. An address may come from a
// stranger: it sets the controls and puts its question in the box, but nothing of it is asked or kept
// before the reader does something, and all of it goes into the page as text alone.

const LIMITS = ["from", "to", "outlet", "asof", "sources", "model"]; // as address and storage name them
const HELD = `clippings limits ${location.pathname}`; // of this page; a proxy may offer several
const LONGEST_ADDRESS = 4000; // characters; some servers refuse much longer ones
const MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");
let writer = ""; // the model that was chosen, "" for the usual one; its boxes come and go

const field = (name) => one(`[form="ask"][name="${name}"]`);
const outletBoxes = () => [...all('[name="outlets"]')];
const modelBoxes = () => [...all('[name="model"]')];

function limits() {
  const { window, from, to, outlets, asof, sources, model } = formData();
  const days = window === "set" ? { from, to } : { from: "", to: "" };
  return { ...days, outlet: outlets, asof, sources, model };
}

// The chips

function dayInWords(day) {
  const [year, month, date] = day.split("-").map(Number);
  return `${date} ${MONTHS[month - 1]} ${year}`;
}

const chipWords = {
  outlets: ({ outlet }) => (outlet.length > 1 ? `${outlet.length} outlets` : outlet[0]),
  asof: ({ asof }) => asof && `As of ${dayInWords(asof)}`,
  sources: ({ sources }) => sources && `At most ${sources} source${sources === "1" ? "" : "s"}`,
  model: ({ model }) => (model === "none" ? "No model" : model),
};

function labelChips() {
  const values = limits();
  for (const chip of all("[data-limit]")) {
    const words = chipWords[chip.dataset.limit](values);
    const label = one(".label", chip);
    const text = words || label.dataset.usual;
    if (label.textContent !== text) label.textContent = text;
    chip.classList.toggle("set", Boolean(words));
    one("[data-reset]", chip).hidden = !words;
  }
}

// The address

let questionNamed = ""; // in it

function showInAddress() {
  const url = new URL(location.href); // whatever else it says stays
  for (const name of ["q", ...LIMITS]) url.searchParams.delete(name);
  if (questionNamed) url.searchParams.set("q", questionNamed);
  for (const [name, value] of Object.entries(limits())) {
    for (const text of [value].flat()) if (text) url.searchParams.append(name, text);
  }
  if (url.href.length > LONGEST_ADDRESS) url.searchParams.delete("q");
  if (url.href !== location.href) history.replaceState(history.state, "", url);
}

function fromAddress() {
  const given = new URLSearchParams(location.search);
  if (!["q", ...LIMITS].some((name) => given.has(name))) return null;
  const texts = LIMITS.map((name) => [name, given.get(name) ?? ""]);
  return { ...Object.fromEntries(texts), outlet: given.getAll("outlet"), q: given.get("q") ?? "" };
}

// What is kept. A browser may forbid it, or hold there whatever somebody else wrote.

function heldLimits() {
  try {
    const values = JSON.parse(localStorage.getItem(HELD));
    return values && typeof values === "object" ? values : {};
  } catch {
    return {};
  }
}

function holdLimits(...names) {
  const now = limits();
  const changes = names.map((name) => [name, now[name]]);
  try {
    localStorage.setItem(HELD, JSON.stringify({ ...heldLimits(), ...Object.fromEntries(changes) }));
  } catch {
    // they hold for this visit alone
  }
}

function fromHeld() {
  const values = heldLimits();
  const isText = (value) => typeof value === "string";
  const texts = LIMITS.map((name) => [name, isText(values[name]) ? values[name] : ""]);
  const outlet = Array.isArray(values.outlet) ? values.outlet.filter(isText) : [];
  return { ...Object.fromEntries(texts), outlet };
}

// Putting in what came from either

const named = fromAddress();
const unknown = []; // what the address names and there is not, in sentences
const cutShort = (text) => (text.length > 60 ? `${text.slice(0, 60)}…` : text);

function tellOfAddress() {
  const begins = "This question came with the address; nothing is asked until you press Ask.";
  one(".told").textContent = [...(named?.q ? [begins] : []), ...(named ? unknown : [])].join(" ");
}

function putIn(input, text) {
  input.value = text; // what is no day or no number becomes ""
  if (input.value === text && input.checkValidity()) return true;
  input.value = "";
  return false;
}

function takeLimits(values) {
  for (const name of ["from", "to", "asof"]) {
    if (!putIn(field(name), values[name])) unknown.push(`“${cutShort(values[name])}” is no day.`);
  }
  if (!putIn(field("sources"), values.sources)) {
    unknown.push(`“${cutShort(values.sources)}” is no number of sources from 1 to 20.`);
  }
  const boxes = new Map(outletBoxes().map((box) => [box.value, box]));
  for (const name of new Set(values.outlet)) {
    if (boxes.has(name)) boxes.get(name).checked = true;
    else unknown.push(`The archive has no outlet “${cutShort(name)}”.`);
  }
  if (field("from").value || field("to").value) {
    field("window").value = "set";
    tell("limit", { form: formData() });
  }
  writer = values.model;
}

function checkModel() {
  const checks = Number(one("#model .model")?.dataset.checks ?? 0);
  tell("check", { checks: checks + 1, model: writer });
}

let checkedFor = ""; // the model of which the line above tells

function takeWriter() {
  const box = modelBoxes().find((one) => one.value === writer);
  if (box) box.checked = true;
  else if (writer && one("#writer [data-listed]")) {
    if (named?.model === writer) unknown.push(`The server has no model “${cutShort(writer)}”.`);
    writer = "";
    tellOfAddress();
    showInAddress();
  }
  if (writer !== checkedFor && one("#writer [data-listed]")) {
    checkedFor = writer;
    checkModel();
  }
  labelChips();
}

// What the reader changes

function limitsChanged(...names) {
  holdLimits(...names);
  takeWriter();
  showInAddress();
  document.body.classList.add("limits-changed"); // there is reason to ask again
}

function limitsAsked() {
  document.body.classList.remove("limits-changed");
  one(".told").textContent = "";
}

document.addEventListener("change", ({ target }) => {
  if (target.form?.id !== "ask") return;
  if (target.name === "sources" && target.value) {
    target.value = Math.min(Math.max(Math.round(target.value), target.min), target.max);
  }
  if (target.name === "model") writer = target.value;
  if (target.name === "from" || target.name === "to") limitsChanged("from", "to");
  else if (target.name === "outlets") limitsChanged("outlet");
  else if (LIMITS.includes(target.name)) limitsChanged(target.name);
});

Object.assign(actions, {
  "[data-reset]": ({ dataset: { reset } }) => {
    if (reset === "outlets") for (const box of outletBoxes()) box.checked = false;
    else if (reset === "model") writer = "";
    else field(reset).value = "";
    limitsChanged(reset === "outlets" ? "outlet" : reset);
    one(`[data-limit="${reset}"] summary`).focus();
  },
  ".options": (target) => {
    target.ariaExpanded = target.ariaExpanded !== "true";
  },
});

document.addEventListener("click", ({ target }) => {
  if (target.closest("[data-window]")) limitsChanged("from", "to");
  if (target.closest(".new")) {
    field("window").value = "understood"; // as the page is about to show it
    questionNamed = "";
    holdLimits("from", "to");
    showInAddress();
  }
});

document.addEventListener("keydown", (event) => {
  const limit = event.target.closest?.('.panel input:not([name="from"], [name="to"])');
  if (event.key !== "Enter" || !limit) return;
  event.preventDefault(); // it would ask
  limit.blur(); // now it has changed
  const popover = limit.closest("details");
  popover.open = false;
  one("summary", popover).focus();
});

let begun = false;

function begin() {
  begun = true;
  takeLimits(named ?? fromHeld());
  if (named?.q) {
    one("#question").value = named.q.slice(0, one("#question").maxLength);
    questionNamed = named.q;
    fit();
  }
  tellOfAddress();
  takeWriter();
  showInAddress();
}

const beginOnce = () => !begun && field("window") && begin(); // its part of the form comes later
watch("#window", () => (begun ? showInAddress() : beginOnce()));
watch("#writer", () => begun && takeWriter());
watch("#current", () => {
  const question = one("#current .turn .question")?.textContent;
  if (!question) return;
  if (question === named?.q && question === one("#question").value) {
    one("#question").value = one(".told").textContent = ""; // it was asked before a reload
    fit();
  }
  questionNamed = question;
  showInAddress();
});
beginOnce();
