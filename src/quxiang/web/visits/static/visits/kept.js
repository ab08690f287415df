// What this phone keeps of visits until the server has it: forms and photos, each by its user.
window.qxKept = (() => {
  "use strict";
  const NAME = "qx-visits";
  let opened = null;

  function base() {
    if (!opened) {
      opened = new Promise((resolve, reject) => {
        const ask = indexedDB.open(NAME, 1);
        ask.onupgradeneeded = () => {
          ask.result.createObjectStore("forms", { keyPath: "id" });
          ask.result.createObjectStore("photos", { keyPath: "key" });
        };
        ask.onsuccess = () => resolve(ask.result);
        ask.onerror = () => reject(ask.error);
      });
    }
    return opened;
  }

  // resolves once the phone has really written it, not before
  async function act(store, mode, does) {
    const db = await base();
    return new Promise((resolve, reject) => {
      const work = db.transaction(store, mode);
      const asked = does(work.objectStore(store));
      work.oncomplete = () => resolve(asked ? asked.result : undefined);
      work.onerror = () => reject(work.error);
      work.onabort = () => reject(work.error);
    });
  }

  const every = (store) => act(store, "readonly", (rows) => rows.getAll());
  const mine = async (store, user) => (await every(store)).filter((row) => row.user === user);

  // the page the worker keeps for when there is no network holds names, and goes with the rest
  async function forgetPages(path) {
    if (!("caches" in window)) return;
    if (!path) { await caches.delete(NAME); return; }
    const cache = await caches.open(NAME);
    await cache.delete(path, { ignoreSearch: true });
  }

  return {
    cache: NAME,
    form: (id) => act("forms", "readonly", (rows) => rows.get(id)),
    putForm: (row) => act("forms", "readwrite", (rows) => rows.put(row)),
    dropForm: (id) => act("forms", "readwrite", (rows) => rows.delete(id)),
    putPhoto: (row) => act("photos", "readwrite", (rows) => rows.put(row)),
    dropPhoto: (key) => act("photos", "readwrite", (rows) => rows.delete(key)),
    forms: (user) => mine("forms", user),
    photos: (user) => mine("photos", user),
    forgetPages,
    async wipe(user) {
      for (const row of await mine("photos", user)) await this.dropPhoto(row.key);
      for (const row of await mine("forms", user)) await this.dropForm(row.id);
      await forgetPages();
    },
    // what was typed and not sent, and photos that did not arrive, by visit
    async left(user) {
      const found = new Map();
      const of = (row) => {
        if (!found.has(row.visit)) found.set(row.visit, { visit: row.visit, title: row.title, form: false, photos: 0 });
        return found.get(row.visit);
      };
      for (const row of await mine("forms", user)) of(row).form = true;
      for (const row of await mine("photos", user)) of(row).photos += 1;
      return [...found.values()];
    },
  };
})();
