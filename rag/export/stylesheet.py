"""How an exported page looks: on screens light and dark, on narrow ones, and on paper."""

STYLE = """\
:root {
  color-scheme: light dark;
  --paper: #fbfaf7; --ink: #1c1b19; --soft: #5c5952; --rule: #e2ded5;
  --blue: #1d4f91; --cited: #fff4cd; --amber: #825300; --red: #a3341f;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #15171b; --ink: #e9e6df; --soft: #a9a59b; --rule: #33373e;
    --blue: #8fb8f3; --cited: #3a3213; --amber: #e3b45a; --red: #f29a88;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0; padding: 2rem 1.25rem 4rem; background: var(--paper); color: var(--ink);
  font: 1rem/1.6 Charter, "Bitstream Charter", Cambria, Georgia, "Liberation Serif", serif;
  overflow-wrap: anywhere;
}
main, .export { max-width: 42rem; margin: 0 auto; }
.export, .mode, .asked-as, .doubts, .notes, .where, .address, .back, h3, .n, .credit {
  font-family: system-ui, -apple-system, "Segoe UI", Roboto, Arial, sans-serif;
}
.export { color: var(--soft); font-size: .875rem; border-bottom: 1px solid var(--rule); }
.export h1 { margin: 0; font-size: 1rem; color: var(--ink); }
.export p { margin: .25rem 0 1rem; }
section.turn { margin: 2.5rem 0; }
h2 { font-size: 1.5rem; line-height: 1.25; margin: 0 0 .5rem; }
h3 { font-size: .8125rem; color: var(--soft); margin: 1.75rem 0 .5rem; }
.mode, .asked-as { color: var(--soft); font-size: .875rem; margin: 0 0 .5rem; }
.answer { white-space: pre-line; font-size: 1.125rem; margin: .75rem 0; }
.weak { text-decoration: underline dotted var(--amber) 2px; text-underline-offset: .2em; }
.unsupported { text-decoration: underline wavy var(--red) 1px; text-underline-offset: .2em; }
a { color: var(--blue); }
a:focus-visible { outline: 2px solid var(--blue); outline-offset: 2px; border-radius: 2px; }
.n { font-size: .75em; line-height: 1; vertical-align: .35em; text-decoration: none; }
.doubts, .notes { font-size: .875rem; padding-left: 1.25rem; }
.references { padding: 0; margin: 0; list-style: none; }
.references li {
  border-top: 1px solid var(--rule); padding: .75rem 0 .75rem 2.25rem; position: relative;
}
.references li:target { background: var(--cited); }
.number { position: absolute; left: .5rem; font-weight: 600; }
.references p { margin: 0; }
.headline { font-weight: 600; }
.back a { padding: 0 .4em; font-size: 1rem; text-decoration: none; }
.credit, .where, .address { font-size: .8125rem; color: var(--soft); }
blockquote { margin: .5rem 0; padding-left: .75rem; border-left: 3px solid var(--rule); }
@page { margin: 20mm; }
@media print {
  :root {
    --paper: #fff; --ink: #000; --soft: #444; --rule: #bbb; --blue: #000; --cited: #fff;
    --amber: #000; --red: #000;
  }
  body { padding: 0; font-size: 10.5pt; }
  .back { display: none; }
  h2, h3 { break-after: avoid; }
  .references li { break-inside: avoid; }
}
"""
