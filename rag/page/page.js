// The page's behaviour. Runs once, as the body of the bridge's `js_on_load`, with `trigger` at hand.
//
// Everything that reaches Python goes through this one component's `trigger`, Gradio's own way from a
// gr.HTML to a listener, and all clicks are caught on the document by delegation: the
// HTML of answers and articles is replaced again and again while it streams, and listeners attached
// to its parts would be lost. Nothing here makes HTML out of strings.

const tell = (action, sent = {}) => trigger(action, { sent });
const one = (selector, within = document) => within.querySelector(selector);
const all = (selector) => document.querySelectorAll(selector);
const reader = () => one("#reader");
const narrow = matchMedia("(max-width: 760px)");
const calm = matchMedia("(prefers-reduced-motion: reduce)");
let opener = null; // what had the focus when the reader was opened

// Asking

function formData(submitter) {
  const data = new FormData(one("#ask"), submitter ?? null);
  const instead = [...all('.show-instead[aria-expanded="true"]')].map((one) => one.dataset.answer);
  return { ...Object.fromEntries(data), outlets: data.getAll("outlets"), instead };
}

function ask(submitter) {
  const form = formData(submitter);
  if (busy() || !(form.again || form.question.trim())) return;
  opener = null; // the focus stays where the question is written
  closeReader();
  tell("ask", { form });
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
  if (event.target.name === "outlets") labelOutlets();
});

function labelOutlets() {
  const chosen = formData().outlets;
  const label = one(".outlets-label");
  label.textContent =
    chosen.length === 0 ? "All outlets" : chosen.length === 1 ? chosen[0] : `${chosen.length} outlets`;
  label.closest(".chip").classList.toggle("set", chosen.length > 0);
}

// Clicks, all of them

const actions = {
  "[data-n]": (target) => openArticle(target),
  ".all-sources": (target) => listSources(target),
  ".show-instead": (target) => {
    const shown = target.ariaExpanded !== "true";
    target.ariaExpanded = shown;
    document.getElementById(target.getAttribute("aria-controls")).hidden = !shown;
    if (narrow.matches) return; // there the reader would slide over what was asked for
    if (shown) listSources(target);
    else closeReader();
  },
  "[data-window]": (target) => {
    if (target.dataset.window === "none") {
      for (const input of all('input[type="date"][form="ask"]')) input.value = "";
    }
    one('input[name="window"]').value = target.dataset.window;
    tell("limit", { form: formData() });
    target.closest(".chip").querySelector("details").open = false;
  },
  ".example": (target) => {
    one("#question").value = target.textContent;
    ask();
  },
  ".stop": () => tell("stop"),
  ".new": () => tell("clear"),
  ".close": () => closeReader(),
  ".get-model": (target) => changeModel(target, "get"),
  ".cancel-pull": (target) => changeModel(target, "leave"),
  ".check-model": (target) => {
    one("#model .says span:last-child").textContent = "Checking …";
    tell("check", { checks: Number(target.parentElement.dataset.checks) + 1 });
  },
};

document.addEventListener("click", (event) => {
  for (const [selector, act] of Object.entries(actions)) {
    const target = event.target.closest(`:is(a, button)${selector}`);
    if (target) {
      event.preventDefault();
      act(target);
      break;
    }
  }
  for (const open of all("details.popover[open]")) {
    if (!open.contains(event.target)) open.open = false;
  }
});

document.addEventListener("keydown", (event) => {
  if (event.target.id === "question" && event.key === "Enter" && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    ask();
  }
  if (event.key === "Escape") {
    const popover = one("details.popover[open]");
    if (!card.hidden) hideCard();
    else if (popover) {
      popover.open = false;
      one("summary", popover).focus();
    } else closeReader();
  }
});

// The reader

function openArticle(target) {
  const { answer, n } = target.dataset;
  tell("open", { answer, n: Number(n) });
  hideCard();
  showReader(target);
  if (`${answer}-${n}` === seen) showMark(); // nothing will change, so nothing would be noticed
}

function listSources(target) {
  tell("sources", { answer: target.dataset.answer });
  showReader(target);
}

function showReader(target) {
  if (!reader().contains(target)) opener = target;
  reader().classList.add("open");
  if (narrow.matches) {
    one("#left").inert = true;
    one("#reader .close").focus();
  }
}

function closeReader() {
  one("#left").inert = false;
  if (!reader().classList.contains("open")) return;
  reader().classList.remove("open", "reading");
  if (opener?.isConnected) opener.focus();
  opener = null;
}

narrow.addEventListener("change", () => {
  one("#left").inert = narrow.matches && reader().classList.contains("open");
});

let seen = ""; // what the article pane holds: "answer-number", or "" for nothing

function showMark() {
  reader().classList.toggle("reading", seen !== "");
  const pane = one("#article");
  const mark = one("mark.cited", pane);
  const line = mark ? mark.getBoundingClientRect().top - pane.getBoundingClientRect().top : 0;
  const top = mark ? pane.scrollTop + line - pane.clientHeight / 3 : 0;
  pane.scrollTo({ top, behavior: calm.matches ? "instant" : "smooth" });
  one("#opened [aria-current]")?.scrollIntoView({ block: "nearest" });
}

// Gradio morphs the old HTML into the new, so what changed is only known by looking.
function watch(selector, react) {
  const settle = { childList: true, subtree: true, characterData: true, attributes: true };
  let waiting = false;
  new MutationObserver(() => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => {
      waiting = false;
      react();
    });
  }).observe(one(selector), settle);
}

watch("#article", () => {
  const holds = one("#article [data-shown]")?.dataset.shown ?? "";
  if (holds === seen) return; // Gradio touches its boxes for reasons of its own
  seen = holds;
  showMark();
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

// Waiting for the first word: how long it has been, told to the eye alone, and then a line of comfort

const COUNTED = 3; // seconds after which they are shown
const PATIENT = 20;
let waiting = { for: "", since: 0 };

setInterval(() => {
  const line = one("#current .pending");
  const what = line ? `${one("#current .turn").dataset.index} ${one(".awaited", line).textContent}` : "";
  if (what !== waiting.for) waiting = { for: what, since: performance.now() };
  if (!line) return;
  const seconds = Math.floor((performance.now() - waiting.since) / 1000);
  one(".seconds", line).textContent = seconds > COUNTED ? `${seconds} s` : "";
  const patience = one("#current .patience[hidden]");
  if (patience && seconds >= PATIENT) {
    patience.hidden = false;
    one("#spoken [role=status]").textContent += ` ${patience.textContent}`;
  }
}, 250);

// The model

function changeModel(target, action) {
  target.blur(); // it is about to go away
  tell(action);
}

let kept = false; // the reader was last at a button about the model, which may have gone since
for (const kind of ["focusin", "pointerdown"]) {
  document.addEventListener(kind, (event) => {
    kept = event.target.closest?.("#model button, #pull button") != null;
  });
}

watch("#notices", () => {
  if (!kept || document.activeElement !== document.body) return;
  (one("#pull button") ?? one("#model button") ?? one("#question")).focus();
});

// The card beside a number: one element, filled with a copy of what Python put beside the number

const card = document.createElement("div");
card.id = "card";
card.setAttribute("role", "tooltip");
card.hidden = true;
document.body.append(card);
let leaving = 0;

function showCard(button) {
  const content = button.parentElement.querySelector(".card");
  clearTimeout(leaving);
  card.replaceChildren(...[...content.childNodes].map((node) => node.cloneNode(true)));
  card.hidden = false;
  button.setAttribute("aria-describedby", "card");
  const place = button.getBoundingClientRect();
  const size = card.getBoundingClientRect();
  const left = Math.min(place.left - 16, innerWidth - size.width - 12);
  const above = place.top - size.height - 8;
  card.style.left = `${Math.max(12, left)}px`;
  card.style.top = `${above > 8 ? above : place.bottom + 8}px`;
}

function hideCard() {
  clearTimeout(leaving);
  card.hidden = true;
  one('[aria-describedby="card"]')?.removeAttribute("aria-describedby");
}

const numberAt = (event) => event.target.closest?.(".cite > :is(a, button)") ?? null;

document.addEventListener("pointerover", (event) => {
  if (event.pointerType !== "mouse") return;
  if (numberAt(event)) showCard(numberAt(event));
  else if (card.contains(event.target)) clearTimeout(leaving);
  else if (!card.hidden) {
    clearTimeout(leaving);
    leaving = setTimeout(hideCard, 200); // time to move the pointer onto the card
  }
});
document.addEventListener("focusin", (event) => {
  if (numberAt(event)?.matches(":focus-visible")) showCard(numberAt(event));
});
document.addEventListener("focusout", (event) => numberAt(event) && hideCard());
document.addEventListener("scroll", hideCard, { capture: true, passive: true });

one("#question").focus({ preventScroll: true });
