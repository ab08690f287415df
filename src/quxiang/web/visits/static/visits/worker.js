// Keeps the pages of the visit form, with what they are drawn with, for when there is no network.
"use strict";
const CACHE = "qx-visits";

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

// a page says what it needs; it may be asked again without a network only once all of it is here
self.addEventListener("message", (event) => {
  const keep = event.data && event.data.keep;
  if (!keep) return;
  const answer = (ready) => event.source.postMessage({ ready });
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll(keep)).then(() => answer(true), () => answer(false)));
});

self.addEventListener("fetch", (event) => {
  const asked = event.request, url = new URL(asked.url);
  if (asked.method !== "GET" || url.origin !== self.location.origin) return;
  if (asked.mode !== "navigate" && !url.pathname.startsWith("/static/")) return;
  event.respondWith(fetch(asked).catch(async (error) => {
    const kept = await (await caches.open(CACHE)).match(asked, { ignoreSearch: true, ignoreVary: true });
    if (kept) return kept;
    if (asked.mode !== "navigate") throw error;
    return new Response("<!doctype html><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\"><title>没有网络</title><p>没有网络，这一页打不开。已经填写的走访内容还在这台手机里，请打开走访表继续。</p>", {
      status: 503, headers: { "Content-Type": "text/html; charset=utf-8" },
    });
  }));
});
