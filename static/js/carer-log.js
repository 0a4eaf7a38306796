// Keeps what is ticked on the quick log: at each change the form goes to the server as a draft, for whoever signed in alone.
// Without a line the worker seals what is saved, and this sends it when the line is back. The page works without this file.
const form = document.querySelector("input[name=once]")?.form;
const here = document.querySelector("[data-phone]");
let waiting;

async function keep() {
  try {
    await fetch("/carers/log/draft", { method: "POST", body: new URLSearchParams(new FormData(form)), redirect: "manual" });
  } catch {
    // no line: the next change tries again
  }
}

function say(words) {
  here.textContent = words;
  here.hidden = false;
}

async function send() {
  const sent = await self.phone.send(here.dataset.token).catch(() => 0);
  if (sent) say(`${sent} written without a line: open this page again to go on with it.`);
  return sent;
}

async function prepare() {
  await self.phone.owns(here.dataset.owner);
  await navigator.serviceWorker.register("/carers/worker.js", { scope: "/carers/log" });
  if ((await send()) && !document.querySelector(".nhsuk-error-summary")) location.reload();
  self.addEventListener("online", send);
}

if (form) {
  form.elements.once.value ||= crypto.randomUUID?.() ?? "";
  if (form.elements.csrf_token) {
    form.addEventListener("change", () => {
      clearTimeout(waiting);
      waiting = setTimeout(keep, 150);
    });
    form.addEventListener("submit", () => clearTimeout(waiting));
  }
}
if (here && location.pathname.startsWith("/carers") && navigator.serviceWorker && crypto.subtle) prepare();
if (here) self.addEventListener("offline", () => say("There is no line. What you save is locked on this phone until there is one."));
