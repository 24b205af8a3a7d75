// Renders Mermaid texts in a headless Chromium, as a reader's browser does:
//   node render.mjs CHROMIUM BUNDLE < texts.json > results.json
// texts.json is a list of diagrams; results.json has for each {error} or {labels, nodes, edges, width}.
import { spawn } from "node:child_process";
import fs from "node:fs";
import http from "node:http";
import os from "node:os";
import path from "node:path";

const [chromium, bundle] = process.argv.slice(2);
const texts = JSON.parse(fs.readFileSync(0, "utf8"));
const page = `<!doctype html><meta charset="utf-8"><body><script type="module">
import mermaid from "/mermaid.mjs";
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

const profile = fs.mkdtempSync(path.join(os.tmpdir(), "chromium-"));
const server = http.createServer((request, response) => {
  if (request.url === "/mermaid.mjs") {
    response.setHeader("Content-Type", "text/javascript");
    response.end(fs.readFileSync(bundle));
  } else if (request.url === "/texts") {
    response.end(JSON.stringify(texts));
  } else if (request.url === "/results") {
    let body = "";
    request.on("data", (part) => (body += part));
    request.on("end", () => {
      response.end();
      process.stdout.write(body, () => finish(0));
    });
  } else {
    response.setHeader("Content-Type", "text/html; charset=utf-8");
    response.end(page);
  }
});
let browser;
const finish = (code) => {
  clearTimeout(limit);
  process.exitCode = code;
  server.close();
  server.closeAllConnections();
  browser.on("exit", () => {
    try {
      fs.rmSync(profile, { recursive: true, force: true, maxRetries: 3 });
    } catch {
      // A helper of the browser still writes there; it is a temporary folder.
    }
  });
  process.kill(-browser.pid, "SIGKILL"); // with all its helpers
};
const limit = setTimeout(() => {
  console.error("the browser gave no answer within 100 seconds");
  finish(1);
}, 100_000);
server.listen(0, "127.0.0.1", () => {
  const flags = "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-sync " +
    "--disable-background-networking --disable-component-update --disable-dev-shm-usage";
  const url = `http://127.0.0.1:${server.address().port}/`;
  browser = spawn(chromium, [...flags.split(" "), `--user-data-dir=${profile}`, "--remote-debugging-port=0", url], { stdio: "ignore", detached: true });
});
