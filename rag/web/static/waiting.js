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
