// Keeps the quick log open without a line. Holds two pages and their looks, nothing of anybody; what could not be sent is sealed.
const { pages, looks, box, version } = self.PARTS;
const LOG = "/carers/log";

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(version).then((cache) => cache.addAll([...Object.values(pages), ...looks])));
});

self.addEventListener("activate", (event) => {
  const old = (names) => Promise.all(names.filter((name) => name !== version).map((name) => caches.delete(name)));
  event.waitUntil(caches.keys().then(old).then(() => self.clients.claim()));
});

async function sent(request) {
  const again = request.clone();
  try {
    return await fetch(request);
  } catch {
    const fields = [...(await again.formData())].filter(([name]) => name !== "csrf_token" && name !== "trap");
    const is_kept = await self.phone.keep(fields, box);
    return is_kept ? Response.redirect(pages.kept, 303) : Response.error();
  }
}

async function opened(request, instead) {
  try {
    return await fetch(request);
  } catch {
    return (await caches.match(instead)) ?? Response.error();
  }
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname, search } = new URL(request.url);
  if (origin !== self.location.origin) return;
  if (request.mode === "navigate" && pathname === LOG) {
    event.respondWith(request.method === "POST" ? sent(request) : opened(request, pages.log));
  } else if (Object.values(pages).includes(pathname) || looks.includes(pathname + search)) {
    event.respondWith(opened(request, pathname + search));
  }
});
