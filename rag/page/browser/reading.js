// The reader: sources and the article, at the cited sentence

const reader = () => one("#reader");
let opener = null; // what had the focus when the reader was opened

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

watch("#article", () => {
  const holds = one("#article [data-shown]")?.dataset.shown ?? "";
  if (holds === seen) return; // Gradio touches its boxes for reasons of its own
  seen = holds;
  showMark();
});
