/** How the panel looks, by the colour scheme of the page. */
export const STYLE = `
:host {
  --sheet: light-dark(#fffefb, #1c1f1e); --text: light-dark(#25231f, #e6e4dd); --quiet: light-dark(#645f56, #a5a49b); --line: light-dark(#e2ded4, #303532); --accent: light-dark(#1f6f66, #6cc7b7); --good: light-dark(#1f6b42, #7fd3a2); --wait: light-dark(#7d5207, #e8bd70);
  position: fixed; inset: auto 0 0; z-index: 2147483000; color: var(--text); font: 13px/1.5 system-ui, sans-serif;
}
* { box-sizing: border-box; }
dd.good, td.good { color: var(--good); } dd.wait, td.wait { color: var(--wait); }
section { display: flex; flex-direction: column; height: min(22rem, 55vh); border-top: 1px solid var(--line); background: var(--sheet); box-shadow: 0 -8px 30px -12px #0005; }
header { display: flex; align-items: center; gap: .6rem; padding: .4rem 1rem; border-bottom: 1px solid var(--line); }
h2 { margin: 0 auto 0 0; font-size: 14px; font-weight: 640; }
h3 { margin: .7rem 0 .25rem; color: var(--quiet); font-size: 12px; font-weight: 620; }
button, input { min-height: 1.9rem; padding: 0 .75rem; border: 1px solid var(--line); border-radius: .5rem; background: transparent; color: inherit; font: inherit; }
button { cursor: pointer; }
:is(button, input, ol):focus-visible { outline: 2px solid var(--accent); outline-offset: 1px; }
input { width: 100%; margin-bottom: .4rem; }
input::placeholder { color: var(--quiet); opacity: 1; }
.body { display: grid; grid-template-columns: minmax(14rem, 1fr) minmax(18rem, 1.4fr) minmax(20rem, 2.2fr); flex: 1; min-height: 0; }
.body > div { min-width: 0; padding: 0 1rem .6rem; overflow: auto; }
.body > div + div { border-left: 1px solid var(--line); }
.body > .log { display: flex; flex-direction: column; overflow: hidden; }
dl { display: grid; grid-template-columns: max-content minmax(0, 1fr); gap: .1rem .9rem; margin: 0; }
dt { color: var(--quiet); } dd { margin: 0; overflow-wrap: anywhere; }
.wide { overflow-x: auto; }
table { width: 100%; border-collapse: collapse; font-variant-numeric: tabular-nums; }
th { color: var(--quiet); font-weight: 500; text-align: left; } th, td { padding: .15rem .5rem .15rem 0; white-space: nowrap; } :is(th, td):last-child { padding-right: 0; }
ul, ol { margin: 0; padding: 0; list-style: none; }
li { overflow-wrap: anywhere; }
ol:empty::after { content: "Nothing yet. What happens from now on is recorded."; color: var(--quiet); font: 13px/1.5 system-ui, sans-serif; }
ol.filtered:empty::after { content: "Nothing that has these words."; }
ol { flex: 1; min-height: 0; overflow: auto; font: 12px/1.55 ui-monospace, Menlo, Consolas, monospace; }
time { display: inline-block; min-width: 4.2rem; color: var(--quiet); } b { color: var(--accent); font-weight: 600; }
@media (max-width: 60rem) {
  section { height: 65vh; }
  .body { display: block; overflow: auto; }
  .body > div { overflow: visible; } .body > div + div { border: 0; border-top: 1px solid var(--line); }
  ol { max-height: 40vh; }
}
`;
