// Diagrams are stretched to the page's width; a graph of two jobs then shouts. Keep each near its own size.
document.addEventListener("DOMContentLoaded", () => {
  const keepSize = (svg) => {
    const width = svg.viewBox?.baseVal?.width;
    if (width) svg.style.setProperty("max-width", `min(100%, ${Math.ceil(width * 1.1)}px)`, "important");
  };
  for (const block of document.querySelectorAll("pre.mermaid")) {
    new MutationObserver(() => block.querySelectorAll(":scope > svg").forEach(keepSize)).observe(block, { childList: true });
  }
});
