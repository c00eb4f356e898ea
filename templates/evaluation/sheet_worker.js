/* Opens the form of an observation without a network. It keeps the pages that say so themselves, the newest of each
   form, and what they are drawn with; the page drops them at signing out, after sending, and when somebody else signs
   in. Nothing is taken from here while there is a network. */
"use strict";

const PAGES = "sheets";
const PARTS = "sheet-parts";
const OFFLINE = "{{ offline|escapejs }}";

const keepPage = async (request, answer) => {
  if (answer.ok && answer.headers.has("X-Keep-On-Device")) {
    const pages = await caches.open(PAGES);
    await pages.put(request, answer.clone());
  }
  return answer;
};

const openPage = async (request) => {
  try {
    return await keepPage(request.url, await fetch(request));
  } catch {
    const kept = await caches.match(request.url, { cacheName: PAGES });
    return kept ?? new Response(OFFLINE, { status: 503, headers: { "Content-Type": "text/html; charset=utf-8" } });
  }
};

const drawPart = async (request) => {
  try {
    return await fetch(request);
  } catch (error) {
    const kept = await caches.match(request.url, { cacheName: PARTS });
    if (kept) {
      return kept;
    }
    throw error;
  }
};

self.addEventListener("install", (event) => event.waitUntil(self.skipWaiting()));
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("message", (event) => {
  const { page, parts } = event.data;
  const keepAll = async () => {
    const drawn = await caches.open(PARTS);
    await Promise.all([drawn.addAll(parts), fetch(page).then((answer) => keepPage(page, answer))]);
    event.source?.postMessage({ kept: page });
  };
  event.waitUntil(keepAll());
});

self.addEventListener("fetch", (event) => {
  if (event.request.mode === "navigate" && event.request.method === "GET") {
    event.respondWith(openPage(event.request));
  } else if (["style", "script", "image"].includes(event.request.destination)) {
    event.respondWith(drawPart(event.request));
  }
});
