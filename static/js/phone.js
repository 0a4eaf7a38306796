// What the quick log keeps on a phone while there is no line: letters that only the server opens, and whose letters they are.
// Nothing here can be read again on the phone (docs/decisions/0042-the-quick-log.md). Used by the page and by its worker.
self.phone = (() => {
  const CONTEXT = "engage log without a line";
  const CURVE = { name: "ECDH", namedCurve: "P-256" };
  const KEPT = 7 * 24 * 60 * 60 * 1000;
  const text = new TextEncoder();

  const answered = (request) =>
    new Promise((done, failed) => {
      request.onsuccess = () => done(request.result);
      request.onerror = () => failed(request.error);
    });

  async function within(store, mode, act) {
    const opening = indexedDB.open("engage-log", 1);
    opening.onupgradeneeded = () => {
      opening.result.createObjectStore("letters", { autoIncrement: true });
      opening.result.createObjectStore("owner");
    };
    const database = await answered(opening);
    try {
      return await answered(act(database.transaction(store, mode).objectStore(store)));
    } finally {
      database.close();
    }
  }

  // A key of this moment and the server's public one give the key of one letter; the private half is never kept.
  async function sealed(words, box) {
    const ours = await crypto.subtle.generateKey(CURVE, false, ["deriveBits"]);
    const point = new Uint8Array(await crypto.subtle.exportKey("raw", ours.publicKey));
    const theirs = await crypto.subtle.importKey("raw", Uint8Array.from(atob(box), (each) => each.charCodeAt(0)), CURVE, false, []);
    const shared = await crypto.subtle.deriveBits({ name: "ECDH", public: theirs }, ours.privateKey, 256);
    const base = await crypto.subtle.importKey("raw", shared, "HKDF", false, ["deriveKey"]);
    const how = { name: "HKDF", hash: "SHA-256", salt: point, info: text.encode(CONTEXT) };
    const key = await crypto.subtle.deriveKey(how, base, { name: "AES-GCM", length: 256 }, false, ["encrypt"]);
    const nonce = crypto.getRandomValues(new Uint8Array(12));
    const hidden = new Uint8Array(await crypto.subtle.encrypt({ name: "AES-GCM", iv: nonce }, key, text.encode(words)));
    return new Uint8Array([...point, ...nonce, ...hidden]);
  }

  return {
    owns: (owner) => within("owner", "readwrite", (store) => store.put(owner, "owner")),

    // Keep a form that could not be sent; padded, so that its length says nothing. False where nobody has signed in here.
    async keep(fields, box) {
      const owner = await within("owner", "readonly", (store) => store.get("owner"));
      if (!owner) return false;
      const words = JSON.stringify({ owner, at: Date.now(), fields });
      const letter = await sealed(words.padEnd(Math.ceil(words.length / 2048) * 2048), box);
      await within("letters", "readwrite", (store) => store.add({ letter, at: Date.now() }));
      return true;
    },

    // Hand each letter to the server, and take it off the phone as soon as the server has it; how many went.
    async send(token) {
      let sent = 0;
      for (const key of await within("letters", "readonly", (store) => store.getAllKeys())) {
        const { letter, at } = await within("letters", "readonly", (store) => store.get(key));
        const body = new URLSearchParams({ csrf_token: token, letter: btoa(String.fromCharCode(...letter)) });
        const answer = Date.now() - at > KEPT ? { status: 410 } : await fetch("/carers/log/from-phone", { method: "POST", body, redirect: "manual" });
        if (answer.status === 200) sent += 1;
        if (answer.status === 200 || answer.status === 410) await within("letters", "readwrite", (store) => store.delete(key));
      }
      return sent;
    },
  };
})();
