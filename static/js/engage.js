// Wakes the design system's own scripts. Every page works without this file.
import { initAll } from "../vendor/nhsuk/nhsuk.min.js?v=10.6.1";

// A form goes to its page without what stands after "#" (the skip link puts it there): otherwise the answer is opened at that
// place, and whoever uses a keyboard is not led to the summary of what is to be mended.
document.addEventListener("submit", ({ target }) => {
  target.setAttribute("action", new URL(target.getAttribute("action") ?? "", location.href.split("#")[0]));
});

initAll();
