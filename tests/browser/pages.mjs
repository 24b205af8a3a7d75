// Opens pages of a site in a headless Chromium, as a reader's browser does, and looks at their diagrams:
//   node pages.mjs CHROMIUM FOLDER < names.json > results.json
// names.json is a list of pages below FOLDER; results.json has for each {drawn, waiting, cut, wide, ran}: how many diagrams were
// drawn, and how many were not, the labels that are cut off, how many pixels the page is wider than its window, and `ran`,
// whether a script of the page has set that variable.
import fs from "node:fs";
import path from "node:path";
import { CUT, visit } from "./browser.mjs";

const [chromium, folder] = process.argv.slice(2);
const names = fs.readFileSync(0, "utf8");
const page = `<!doctype html><meta charset="utf-8"><body style="margin: 0"><script type="module">
${CUT}
const names = await (await fetch("/-names")).json();
const results = [];
for (const name of names) {
  const frame = document.createElement("iframe");
  frame.style.cssText = "width: 1400px; height: 1000px; border: 0";
  frame.src = "/" + name;
  const loaded = new Promise((resolve) => frame.addEventListener("load", resolve, { once: true }));
  document.body.append(frame);
  await loaded;
  const inner = frame.contentDocument;
  const blocks = [...inner.querySelectorAll("pre.mermaid")];
  const drawn = () => blocks.filter((block) => block.querySelector("svg .node, svg .error-icon"));
  for (let i = 0; i < 150 && drawn().length < blocks.length; i++) await new Promise((resolve) => setTimeout(resolve, 100));
  const failed = inner.querySelectorAll("svg .error-icon, svg[aria-roledescription=error]").length;
  results.push({
    drawn: drawn().length - failed,
    waiting: blocks.length - drawn().length + failed,
    cut: blocks.flatMap(cutOff),
    wide: inner.documentElement.scrollWidth - inner.documentElement.clientWidth,
    ran: frame.contentWindow.ran !== undefined,
  });
  frame.remove();
}
await fetch("/results", { method: "POST", body: JSON.stringify(results) });
</script>`;

const TYPES = { ".html": "text/html; charset=utf-8", ".js": "text/javascript", ".mjs": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml" };
visit(chromium, page, (name) => {
  if (name === "/-names") return ["application/json; charset=utf-8", names];
  const file = path.join(folder, decodeURIComponent(name));
  if (!file.startsWith(path.join(folder, "/")) || !fs.existsSync(file) || fs.statSync(file).isDirectory()) return undefined;
  return [TYPES[path.extname(file)] ?? "application/octet-stream", fs.readFileSync(file)];
});
