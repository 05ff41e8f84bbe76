// All clicks and keys, and what each does

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
      for (const input of all('#window input[type="date"]')) input.value = "";
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
  ".step": (target) => step(Number(target.dataset.step)),
  ".verdict": (target) => showCard(target), // a finger cannot point at it
  ".get-model": (target) => changeModel(target, "get"),
  ".cancel-pull": (target) => changeModel(target, "leave"),
  ".check-model": (target) => {
    one("#model .says span:last-child").textContent = "Checking …";
    checkModel();
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
    if (!event.composedPath().includes(open)) open.open = false; // what was pressed may be gone
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
