/* A form with `data-sheet` is kept on the device as it is typed, sealed with a key that only its writer is given, and
   survives a reload, an expired log-in and no network. Sending goes on by itself until the server says that it is
   saved; the key of the record is made here, so that sending twice makes one. `data-owner` is who writes, `data-worker`
   the script that opens the page without a network. */
(() => {
  "use strict";

  const RETRY_SECONDS = 20;
  const PAGES = "sheets";
  const SAVED = 201;
  const INCOMPLETE = 200;
  const FORBIDDEN = 403;

  let form = document.querySelector("form[data-sheet]");
  if (!form) {
    return;
  }
  const { owner, sheet, key, worker } = form.dataset;
  const place = `sheet:${owner}:${sheet}`;
  const subtle = window.crypto?.subtle;
  /* Without a secure connection nothing can be sealed: then it is kept for this tab only. */
  const store = subtle ? window.localStorage : window.sessionStorage;

  const show = (state) => {
    form.querySelector(".sheet-state").dataset.state = state;
  };

  /* Sealing */

  const toText = (bytes) => btoa(String.fromCharCode(...new Uint8Array(bytes)));
  const toBytes = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  const imported = subtle?.importKey("raw", toBytes(key), "AES-GCM", false, ["encrypt", "decrypt"]);
  const seal = async (words) => {
    if (!subtle) {
      return { words };
    }
    const iv = window.crypto.getRandomValues(new Uint8Array(12));
    const data = new TextEncoder().encode(JSON.stringify(words));
    return { iv: toText(iv), data: toText(await subtle.encrypt({ name: "AES-GCM", iv }, await imported, data)) };
  };
  const unseal = async (kept) => {
    if (!subtle || kept.words) {
      return kept.words;
    }
    const opened = await subtle.decrypt({ name: "AES-GCM", iv: toBytes(kept.iv) }, await imported, toBytes(kept.data));
    return JSON.parse(new TextDecoder().decode(opened));
  };

  /* Keeping */

  const LEFT_OUT = ["csrfmiddlewaretoken", "form", "written_by"];
  const written = () => [...new FormData(form)].filter(([name]) => !LEFT_OUT.includes(name));
  let isPending = false;
  let turn = 0;
  let isDone = false;

  const keep = async () => {
    turn += 1;
    const mine = turn;
    const sealed = await seal({ written: written(), isPending });
    if (mine !== turn || isDone) {
      return true;
    }
    try {
      store.setItem(place, JSON.stringify({ page: window.location.pathname + window.location.search, ...sealed }));
      return true;
    } catch {
      return false;
    }
  };

  const newKey = () => {
    const bytes = window.crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = (bytes[6] & 0x0f) | 0x40;
    bytes[8] = (bytes[8] & 0x3f) | 0x80;
    const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/u, "$1-$2-$3-$4-");
  };

  const restore = (entries) => {
    const values = new Map();
    entries.forEach(([name, value]) => values.set(name, [...(values.get(name) ?? []), value]));
    [...form.elements].forEach((field) => {
      if (!field.name || LEFT_OUT.includes(field.name)) {
        return;
      }
      if (["checkbox", "radio"].includes(field.type)) {
        field.checked = (values.get(field.name) ?? []).includes(field.value);
      } else if (values.has(field.name)) {
        [field.value] = values.get(field.name);
      }
    });
  };

  /* Sending */

  const freshPage = async () => {
    const answer = await fetch(window.location.href, { headers: { Accept: "text/html" } });
    if (answer.redirected) {
      return { signedOut: true };
    }
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    return { form: page.querySelector("form[data-sheet]") };
  };
  const post = () =>
    fetch(form.action, { method: "POST", body: new FormData(form), headers: { Accept: "application/json" } });

  /* A new log-in has a new token: take it from a fresh page, if that page is still for the same person. */
  const postAnew = async () => {
    const fresh = await freshPage();
    if (fresh.signedOut) {
      return { redirected: true };
    }
    if (fresh.form?.dataset.owner !== owner) {
      return { status: FORBIDDEN };
    }
    form.elements.csrfmiddlewaretoken.value = fresh.form.elements.csrfmiddlewaretoken.value;
    return post();
  };

  const forget = async () => {
    isDone = true;
    store.removeItem(place);
    if ("caches" in window) {
      const pages = await window.caches.open(PAGES);
      await pages.delete(window.location.href);
    }
  };

  const stop = async (state) => {
    isPending = state === "signed-out" || state === "waiting";
    form.inert = false;
    form.removeAttribute("aria-busy");
    await keep();
    show(state);
  };

  const settle = async (answer) => {
    if (answer.status === SAVED) {
      const { url } = await answer.json();
      await forget();
      show("saved");
      window.location.assign(url);
    } else if (answer.redirected) {
      await stop("signed-out");
    } else if (answer.status === INCOMPLETE) {
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      form.replaceWith(page.querySelector("form[data-sheet]"));
      form = document.querySelector("form[data-sheet]");
      listen();
      await stop("kept");
      form.querySelector(".is-invalid")?.scrollIntoView({ block: "center" });
      form.querySelector(":invalid, .choices-error ~ * input, .choices-error ~ .form-control, [role=alert] input")?.focus();
    } else if (answer.status >= 500) {
      await stop("waiting");
    } else {
      await stop("refused");
    }
  };

  const send = async () => {
    if (form.inert || isDone) {
      return;
    }
    isPending = true;
    await keep();
    show("sending");
    form.inert = true;
    form.setAttribute("aria-busy", "true");
    try {
      const answer = await post();
      await settle(answer.status === FORBIDDEN ? await postAnew() : answer);
    } catch {
      await stop("waiting");
    }
  };
  const sendIfPending = () => {
    if (isPending) {
      send();
    }
  };

  const listen = () => {
    form.addEventListener("input", async () => {
      show((await keep()) ? (isPending ? "waiting" : "kept") : "not-kept");
    });
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      send();
    });
  };

  /* Opening without a network */

  const keepThePage = async () => {
    if (!worker || !("serviceWorker" in navigator)) {
      return;
    }
    await navigator.serviceWorker.register(worker, { scope: window.location.pathname });
    const registered = await navigator.serviceWorker.ready;
    window.localStorage.setItem("sheets:owner", owner);
    const parts = [...document.querySelectorAll("link[rel=stylesheet], script[src]")].map((part) => part.href || part.src);
    const icon = document.querySelector("svg use")?.getAttribute("href")?.split("#")[0];
    navigator.serviceWorker.addEventListener("message", () => {
      form.dataset.opensOffline = "yes";
    });
    registered.active.postMessage({ page: window.location.href, parts: icon ? [...parts, icon] : parts });
  };

  const begin = async () => {
    const kept = store.getItem(place);
    const wasRefused = form.querySelector(".is-invalid");
    let words = null;
    try {
      words = kept && !wasRefused ? await unseal(JSON.parse(kept)) : null;
    } catch {
      /* Sealed for somebody else, or with a key that is no more. */
      store.removeItem(place);
    }
    if (words) {
      restore(words.written);
      isPending = words.isPending;
      show(isPending ? "waiting" : "kept");
    } else if (!wasRefused) {
      form.elements.client_key.value = newKey();
    }
    listen();
    window.addEventListener("online", sendIfPending);
    document.addEventListener("visibilitychange", sendIfPending);
    window.setInterval(sendIfPending, RETRY_SECONDS * 1000);
    form.dataset.ready = "yes";
    sendIfPending();
    await keepThePage();
  };

  begin();
})();
