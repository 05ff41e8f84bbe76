// The reader: sources and the article, at the cited sentence

const reader = () => one("#reader");
let opener = null; // what had the focus when the reader was opened
let returnable = false; // the browser's Back closes the reader

const region = one("#article");
region.tabIndex = 0; // so that it can be scrolled without a mouse
region.setAttribute("role", "region");
region.setAttribute("aria-label", "Article");

function openArticle(target) {
  const { answer, n } = target.dataset;
  const byKey = target.matches(":focus-visible") && !reader().contains(target);
  tell("open", { answer, n: Number(n) });
  hideCard();
  for (const source of sourcesOf(answer)) source.ariaCurrent = source.dataset.n === n ? "true" : null;
  showReader(target);
  if (`${answer}-${n}` === seen) showMark(); // nothing will change, so nothing would be noticed
  if (byKey) arriving = true;
}

function listSources(target) {
  tell("sources", { answer: target.dataset.answer });
  showReader(target);
}

function showReader(target) {
  if (!reader().contains(target)) opener = target;
  reader().classList.add("open");
  coverRest();
  if (!narrow.matches) return;
  if (!reader().contains(document.activeElement)) one("#reader .close").focus();
  if (!returnable) history.pushState(null, "");
  returnable = true;
}

function closeReader() {
  if (!reader().classList.contains("open")) return;
  reader().classList.remove("open", "reading");
  coverRest();
  if (opener?.isConnected) opener.focus();
  opener = null;
  if (returnable) history.back();
  returnable = false;
}

// On a phone nothing behind the reader can be reached.
function coverRest() {
  const covered = narrow.matches && reader().classList.contains("open");
  for (const part of all("#top, #notices, #left, #holdings-panel")) part.inert = covered;
}

narrow.addEventListener("change", coverRest);
addEventListener("popstate", () => {
  if (!returnable) return;
  returnable = false;
  closeReader();
});

// From one source of the answer to the next, in the order of their numbers

const sourcesOf = (answer) => [...all("#opened .source")].filter((one) => one.dataset.answer === answer);

function step(by) {
  const sources = inOrder();
  const next = sources[here(sources) + by];
  if (next) openArticle(next);
}

const inOrder = () => [...all("#opened .source")].sort((a, b) => a.dataset.n - b.dataset.n);
const here = (sources) => sources.findIndex((source) => source.ariaCurrent === "true");

const STEPS = { "]": 1, n: 1, "[": -1, p: -1 };
document.addEventListener("keydown", (event) => {
  const held = event.ctrlKey || event.altKey || event.metaKey;
  if ((held && !event.getModifierState("AltGraph")) || !STEPS[event.key]) return;
  // Only where the focus is at a source: elsewhere these are letters like any other.
  if (!event.target.closest?.("#reader, .cite") || !reader().classList.contains("open")) return;
  event.preventDefault();
  step(STEPS[event.key]);
});

function tellWhere() {
  const sources = inOrder();
  const place = here(sources);
  one("#reader-bar .where").textContent = place < 0 ? "" : `${place + 1} of ${sources.length}`;
  one("#reader-bar .steps").hidden = place < 0 || sources.length < 2;
  for (const button of all("#reader-bar .step")) {
    button.ariaDisabled = String(!sources[place + Number(button.dataset.step)]);
  }
  const told = place < 0 ? "" : `${place + 1} of ${sources.length}. ${sources[place].textContent}`;
  one("#reader-bar [role=status]").textContent = told;
  for (const number of all(".cite .n[aria-current]")) number.ariaCurrent = null;
  if (place < 0) return;
  const { answer, n } = sources[place].dataset;
  const number = one(`.cite .n[data-answer="${answer}"][data-n="${n}"]`);
  if (!number) return;
  number.ariaCurrent = "true";
  if (!narrow.matches) number.scrollIntoView({ block: "nearest" });
}

let seen = ""; // what the article pane holds: "answer-number", or "" for nothing
let arriving = false; // the article was opened by a key, which goes there

function showMark() {
  reader().classList.toggle("reading", seen !== "");
  const mark = one("mark.cited", region);
  const place = region.scrollTop - region.getBoundingClientRect().top; // of the article's top
  const { top, bottom } = mark?.getBoundingClientRect() ?? { top: 0, bottom: 0 };
  // As much of the article's beginning as leaves the sentence in sight, else a third of the pane.
  const high = mark && bottom + place > 0.7 * region.clientHeight;
  const to = high ? top + place - region.clientHeight / 3 : 0;
  region.scrollTo({ top: to, behavior: calm.matches ? "instant" : "smooth" });
  one("#opened [aria-current]")?.scrollIntoView({ block: "nearest" });
  if (arriving) region.focus({ preventScroll: true });
  arriving = false;
  tellWhere();
}

watch("#article", () => {
  const holds = one("#article [data-shown]")?.dataset.shown ?? "";
  if (holds === seen) return; // Gradio touches its boxes for reasons of its own
  seen = holds;
  showMark();
});
