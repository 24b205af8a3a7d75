// Visits a page of our own server in a headless Chromium, and waits until the page posts its results.
import { spawn } from "node:child_process";
import fs from "node:fs";
import http from "node:http";
import os from "node:os";
import path from "node:path";

const FLAGS = "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-sync " +
  "--disable-background-networking --disable-component-update --disable-dev-shm-usage --window-size=1400,1000";

// `answer` gets a request's path and returns [type, body], or nothing for a page that is not there. `page` is what the browser visits;
// what it posts to /results is printed, and ends the process.
export function visit(chromium, page, answer, seconds = 100) {
  const profile = fs.mkdtempSync(path.join(os.tmpdir(), "chromium-"));
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
  const server = http.createServer((request, response) => {
    const name = new URL(request.url, "http://localhost").pathname;
    if (name === "/results") {
      let body = "";
      request.on("data", (part) => (body += part));
      request.on("end", () => {
        response.end();
        process.stdout.write(body, () => finish(0));
      });
      return;
    }
    const found = name === "/" ? ["text/html; charset=utf-8", page] : answer(name);
    if (found) response.setHeader("Content-Type", found[0]);
    else response.statusCode = 404;
    response.end(found ? found[1] : "");
  });
  const limit = setTimeout(() => {
    console.error(`the browser gave no answer within ${seconds} seconds`);
    finish(1);
  }, seconds * 1000);
  server.listen(0, "127.0.0.1", () => {
    const url = `http://127.0.0.1:${server.address().port}/`;
    browser = spawn(chromium, [...FLAGS.split(" "), `--user-data-dir=${profile}`, "--remote-debugging-port=0", url], { stdio: "ignore", detached: true });
  });
}

// A function of the page: the labels in a diagram that do not fit into the place that was made for them, or into their node.
export const CUT = `
function cutOff(root) {
  const found = [];
  for (const place of root.querySelectorAll("foreignObject")) {
    const label = place.firstElementChild;
    if (!label || !label.innerText.trim()) continue;
    const [outer, inner] = [place.getBoundingClientRect(), label.getBoundingClientRect()];
    const node = place.closest("g.node");
    const shape = node && node.querySelector(":scope > rect, :scope > polygon, :scope > path, :scope > circle, :scope > g.basic > path, :scope > .label-container");
    const box = shape ? shape.getBoundingClientRect() : outer;
    const slack = 1.5;
    const outside = (a, b) => a.left < b.left - slack || a.right > b.right + slack || a.top < b.top - slack || a.bottom > b.bottom + slack;
    if (outside(inner, outer) || outside(inner, box) || label.scrollWidth > label.clientWidth + slack) found.push(label.innerText);
  }
  return found;
}`;
