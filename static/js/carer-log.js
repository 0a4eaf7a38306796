// Keeps what is ticked on the quick log: at each change the form goes to the server as a draft, for whoever signed in alone.
// The page works without this file; a draft that cannot be sent is simply not kept.
const form = document.querySelector("input[name=once]")?.form;
let waiting;

async function keep() {
  try {
    await fetch("/carers/log/draft", { method: "POST", body: new URLSearchParams(new FormData(form)), redirect: "manual" });
  } catch {
    // no line: the next change tries again
  }
}

if (form) {
  form.addEventListener("change", () => {
    clearTimeout(waiting);
    waiting = setTimeout(keep, 150);
  });
  form.addEventListener("submit", () => clearTimeout(waiting));
}
