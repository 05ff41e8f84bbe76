// Two tabs, Ask and Archive; the address ends in #archive while the second one is open

const tabs = [...all('#tabs [role="tab"]')];
const chosenTab = () => tabs.find((tab) => tab.ariaSelected === "true");
const tabOf = (hash) => tabs.find((tab) => tab.dataset.tab === hash.slice(1)) ?? tabs[0];

for (const tab of tabs) {
  const panel = document.getElementById(tab.getAttribute("aria-controls"));
  panel.setAttribute("role", "tabpanel");
  panel.setAttribute("aria-labelledby", tab.id);
}

function showTab(tab) {
  if (tab === chosenTab()) return;
  closeReader();
  hideCard();
  for (const one of tabs) {
    one.ariaSelected = one === tab;
    one.tabIndex = one === tab ? 0 : -1;
  }
  document.body.dataset.tab = tab.dataset.tab;
  if (tab.dataset.tab === "archive") {
    tell("look");
    one("#holdings-panel").scrollTo({ top: 0, behavior: "instant" });
  }
}

function chooseTab(tab) {
  if (tab === chosenTab()) return;
  const hash = tab === tabs[0] ? "" : `#${tab.dataset.tab}`;
  history.pushState(history.state, "", location.pathname + location.search + hash);
  showTab(tab);
}

for (const moment of ["popstate", "hashchange"]) {
  addEventListener(moment, () => showTab(tabOf(location.hash)));
}

one("#tabs").addEventListener("keydown", (event) => {
  const place = tabs.indexOf(event.target);
  const last = tabs.length - 1;
  const next = {
    ArrowRight: place === last ? 0 : place + 1,
    ArrowLeft: place === 0 ? last : place - 1,
    Home: 0,
    End: last,
  }[event.key];
  if (place < 0 || next === undefined) return;
  event.preventDefault();
  tabs[next].focus();
  chooseTab(tabs[next]);
});

// An article out of a list

function readArticle(target) {
  const id = target.dataset.article;
  tell("read", { id });
  for (const other of all(".headline-of[aria-current]")) other.ariaCurrent = null;
  target.ariaCurrent = "true";
  showReader(target);
  if (`article ${id}` === seen) showMark(); // nothing will change, so nothing would be noticed
}

// The refresh: `follow` joins one that another tab began, or this one before it was loaded anew

let following = false;
watch("#progress", () => {
  const running = one("#progress [data-running]") !== null;
  if (running && !following) tell("follow");
  if (following && !running) renew();
  following = running;
});

document.addEventListener("submit", (event) => {
  if (event.target.id !== "refresh") return;
  event.preventDefault();
  following = true;
  tell("refresh", { names: new FormData(event.target).get("names") });
});

Object.assign(actions, {
  '[role="tab"]': (target) => chooseTab(target),
  ".headline-of": (target) => readArticle(target),
  ".cancel-refresh": () => tell("call_off"),
  ".refresh-yes": (target) => {
    following = true;
    tell("confirm", { turn: Number(target.dataset.turn) });
  },
});

showTab(tabOf(location.hash));

// Another program may have refreshed the archive since the page was made: what greets is made anew.
let facts = one(".facts").textContent;
watch("#masthead", () => {
  if (one(".facts").textContent === facts) return;
  facts = one(".facts").textContent;
  if (one("#current .welcome")) renew();
});

// Boxes that are checked stay at their places while the outlets beside them may move to others.
const outletsShown = () => one('[data-limit="outlets"] .panel')?.textContent;
let outletsBefore = { shown: outletsShown(), checked: formData().outlets };

function renew() {
  outletsBefore = { shown: outletsShown(), checked: formData().outlets };
  tell("renew");
}

watch("#bridge", () => {
  if (outletsShown() === outletsBefore.shown) return;
  outletsBefore.shown = outletsShown();
  for (const box of outletBoxes()) box.checked = outletsBefore.checked.includes(box.value);
  labelChips();
});
