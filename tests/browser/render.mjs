// Renders Mermaid texts in a headless Chromium, as a reader's browser does:
//   node render.mjs CHROMIUM BUNDLE < texts.json > results.json
// texts.json is a list of diagrams; results.json has for each {error} or {labels, cut, nodes, edges, width, ...}.
import fs from "node:fs";
import { CUT, visit } from "./browser.mjs";

const [chromium, bundle] = process.argv.slice(2);
const texts = fs.readFileSync(0, "utf8");
const page = `<!doctype html><meta charset="utf-8"><body><script type="module">
import mermaid from "/mermaid.mjs";
${CUT}
mermaid.initialize({ startOnLoad: false, securityLevel: "strict" });
const texts = await (await fetch("/texts")).json();
const results = [];
for (const [i, text] of texts.entries()) {
  try {
    const { svg } = await mermaid.render("d" + i, text);
    const box = document.createElement("div");
    box.innerHTML = svg;
    document.body.append(box);
    results.push({
      labels: [...box.querySelectorAll(".nodeLabel")].map((node) => node.innerText),
      cut: cutOff(box),
      scripts: box.querySelectorAll("script, img, a").length,
      nodes: box.querySelectorAll("g.node").length,
      edges: box.querySelectorAll("path.flowchart-link, .edgePaths path").length,
      width: box.querySelector("svg").viewBox.baseVal.width,
      described: !!box.querySelector("desc") && !!box.querySelector("title"),
    });
  } catch (error) {
    results.push({ error: String(error.message ?? error) });
  }
}
await fetch("/results", { method: "POST", body: JSON.stringify(results) });
</script>`;

visit(chromium, page, (name) => {
  if (name === "/mermaid.mjs") return ["text/javascript", fs.readFileSync(bundle)];
  if (name === "/texts") return ["application/json; charset=utf-8", texts];
});
