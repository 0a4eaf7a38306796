// Buttons that copy what stands in a box. Without this file the words stand there to be selected.
for (const group of document.querySelectorAll("[data-copy]")) {
  const box = group.querySelector("textarea");
  const button = group.querySelector("button");
  const said = group.querySelector("[role=status]");
  button.hidden = false;
  button.addEventListener("click", async () => {
    box.select();
    try {
      await navigator.clipboard.writeText(box.value);
      said.textContent = "Copied";
    } catch {
      said.textContent = "Press Ctrl and C to copy";
    }
  });
}
