// What all the scripts of the page share. They are joined (see assets.py) and run once, as the body of
// the bridge's `js_on_load`, with `trigger` at hand.
//
// Everything that reaches Python goes through this one component's `trigger`, Gradio's own way from a
// gr.HTML to a listener, and all clicks are caught on the document by delegation: the
// HTML of answers and articles is replaced again and again while it streams, and listeners attached
// to its parts would be lost. Nothing here makes HTML out of strings.

const along = {}; // what is sent along with everything
const tell = (action, sent = {}) => trigger(action, { sent: { ...along, ...sent } });
const one = (selector, within = document) => within.querySelector(selector);
const all = (selector) => document.querySelectorAll(selector);
const narrow = matchMedia("(max-width: 760px)");
const calm = matchMedia("(prefers-reduced-motion: reduce)");

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
