// Conversations kept in this browser: saved as they grow, listed, opened again, deleted. What is
// kept may be anything by the time it is read; Python checks all that is sent back to it.

const SHELF = "clippings.conversation."; // and the name of one
const OPEN = "clippings.open"; // the name of this tab's
const MOST_KEPT = 30;
const ROOM = 4_000_000; // characters of all; browsers give a page some five million

const shelf = storage("localStorage");
const tab = storage("sessionStorage");
const gone = new Set(); // names deleted in this tab: an answer that was on its way brings none back
const forks = new Map(); // names that turned out to be another tab's as well
let calls = 0; // so that no answer of Python's is like the one before
let savedAt = null; // when this tab last saved or opened its conversation

function storage(kind) {
  try {
    window[kind].getItem(OPEN);
    return window[kind];
  } catch {
    return null; // forbidden here
  }
}

const newName = () => `${Date.now().toString(36)}-${Math.random().toString(36).slice(2)}`;
const current = () => along.conversation;

function goOnAs(name, when = null) {
  along.conversation = name;
  savedAt = when;
  try {
    tab?.setItem(OPEN, name);
  } catch {
    tab.removeItem(OPEN); // full: after a reload the conversation is opened from the list
  }
}

// Reading and writing

function readKept(name) {
  try {
    const record = JSON.parse(shelf.getItem(SHELF + name));
    const sound = typeof record.title === "string" && Number.isFinite(record.when) && record.kept;
    return sound ? record : null;
  } catch {
    return null;
  }
}

// The newest first; what is no conversation last, and the first to be dropped.
function keptNames() {
  const keys = shelf ? Object.keys(shelf).filter((key) => key.startsWith(SHELF)) : [];
  const found = keys.map((key) => key.slice(SHELF.length));
  const when = new Map(found.map((name) => [name, readKept(name)?.when ?? 0]));
  return found.sort((a, b) => when.get(b) - when.get(a));
}

function keep(name, kept) {
  if (!shelf || gone.has(name)) return;
  if (kept.turns.length === 0) return say("This conversation is too long to be kept in the browser.");
  const record = { title: kept.turns[0].request.question, when: Date.now(), kept };
  const text = JSON.stringify(record);
  const others = keptNames().filter((one) => one !== name);
  const length = (one) => shelf.getItem(SHELF + one).length;
  let room = ROOM - text.length - others.reduce((sum, one) => sum + length(one), 0);
  let dropped = 0;
  const drop = () => {
    const oldest = others.pop();
    room += length(oldest);
    shelf.removeItem(SHELF + oldest);
    dropped += 1;
  };
  while (others.length && (others.length >= MOST_KEPT || room < 0)) drop();
  while (!put(SHELF + name, text)) {
    if (!others.length) return say("This browser has no room left to keep the conversation.");
    drop();
  }
  if (name === current()) savedAt = record.when;
  if (dropped) {
    say(`${dropped > 1 ? `The ${dropped} oldest conversations were` : "The oldest conversation was"} dropped to make room.`);
  } else if (kept.left_out) {
    say(`Only the newest ${kept.turns.length} questions of this conversation are kept.`);
  }
}

function put(key, text) {
  try {
    shelf.setItem(key, text);
    return true;
  } catch {
    return false; // full
  }
}

// A tab that was duplicated goes on under a name of its own once the other has gone on as well.
function ownName(name) {
  if (forks.has(name)) return forks.get(name);
  const there = name === current() && savedAt !== null ? readKept(name) : null;
  if (!there || there.when === savedAt) return name;
  forks.set(name, newName());
  goOnAs(forks.get(name));
  return forks.get(name);
}

// What Python says: a conversation to keep, one that was opened, one that was refused

function received(pane, react) {
  let before = "";
  new MutationObserver(() => {
    const text = one(".message", pane)?.textContent;
    if (!text || text === before) return; // Gradio touches its boxes for reasons of its own
    before = text;
    react(JSON.parse(text));
  }).observe(pane, { childList: true, subtree: true, characterData: true });
}

received(one("#kept"), (message) => {
  if (message.conversation) keep(ownName(message.conversation), message.kept);
  if (message.opened) {
    goOnAs(message.opened, readKept(message.opened)?.when);
    one("#question").focus({ preventScroll: true });
  }
  if (message.why) say(message.why);
});

let fading = 0;
function say(line) {
  one(".kept-says").textContent = line;
  clearTimeout(fading);
  fading = setTimeout(() => (one(".kept-says").textContent = ""), 8_000);
}

// The list

function element(tag, { text, ...attributes }, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...(text === undefined ? children : [text]));
  return made;
}

const writtenDay = (when) =>
  new Date(when).toLocaleDateString("en-GB", { day: "numeric", month: "short", year: "numeric" });

function keptEntry(name) {
  const { title, when } = readKept(name);
  const open = element(
    "button",
    { type: "button", class: "open-kept", "data-name": name },
    element("span", { class: "title", dir: "auto", text: title }),
    element("span", { class: "day", text: writtenDay(when) }),
  );
  if (name === current()) open.setAttribute("aria-current", "true");
  const label = `Delete “${title}”`;
  const forget = { type: "button", class: "forget", "data-name": name, "aria-label": label };
  return element("li", {}, open, element("button", { ...forget, text: "×" }));
}

function showKept() {
  const found = keptNames().filter(readKept);
  one(".kept-list").replaceChildren(...found.map(keptEntry));
  one(".conversations .hint").textContent = !shelf
    ? "This browser lets no page keep anything, so a conversation is gone once its tab is closed."
    : found.length
      ? "Kept in this browser alone."
      : "No conversations yet. They are kept in this browser alone.";
  one(".forget-all").hidden = found.length === 0;
  one(".sure").hidden = true;
}

document.addEventListener("click", ({ target }) => {
  if (target.closest(".conversations summary")) showKept(); // before it opens
});

function openKept(name) {
  const record = readKept(name);
  if (!record) return say("This conversation is no longer kept in this browser.");
  closeReader();
  calls += 1;
  tell("restore", { opening: name, kept: JSON.stringify(record.kept), call: calls });
}

function beginAnew() {
  closeReader();
  tell("clear");
  goOnAs(newName());
}

function forget(name) {
  gone.add(name);
  shelf.removeItem(SHELF + name);
  if (name === current()) beginAnew();
}

let undo = null; // takes the last deletion back

Object.assign(actions, {
  ".new": beginAnew,
  ".open-kept": (target) => {
    target.closest("details").open = false;
    openKept(target.dataset.name);
  },
  ".forget": (target) => {
    const { name } = target.dataset;
    const text = shelf.getItem(SHELF + name);
    forget(name);
    undo = () => gone.delete(name) && put(SHELF + name, text);
    const again = element("button", { type: "button", class: "undo", text: "Undo" });
    const row = element("li", { class: "forgotten" }, element("span", { text: "Deleted." }), again);
    target.closest("li").replaceWith(row);
    again.focus();
  },
  ".undo": (target) => {
    undo();
    showKept();
    one(".open-kept")?.focus();
  },
  ".forget-all": () => {
    one(".forget-all").hidden = true;
    one(".sure").hidden = false;
    one(".forget-not").focus();
  },
  ".forget-not": () => {
    one(".sure").hidden = true;
    one(".forget-all").hidden = false;
    one(".forget-all").focus();
  },
  ".forget-sure": () => {
    keptNames().forEach(forget);
    showKept();
    one(".conversations summary").focus();
  },
});

const leftOpen = tab?.getItem(OPEN);
goOnAs(newName());
if (leftOpen && shelf && readKept(leftOpen)) openKept(leftOpen);
