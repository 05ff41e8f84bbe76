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
document.addEventListener("click", (event) => {
  if (!card.contains(event.target) && !numberAt(event)) hideCard();
});
document.addEventListener("focusout", (event) => numberAt(event) && hideCard());
document.addEventListener("scroll", hideCard, { capture: true, passive: true });
