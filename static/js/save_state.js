/* A form with `data-keep="key"` keeps what is written in this tab until it is sent, so that a lost connection or a
   closed page loses nothing. It is kept for the person who wrote it, and forgotten once sent, at signing out, and with
   the tab. */
(() => {
  "use strict";

  const store = window.sessionStorage;
  const kept = (form) => `kept:${document.body.dataset.person}:${form.dataset.keep}:${window.location.pathname}`;
  /* A hidden field is kept too if it says so with `data-kept`: the key by which sending twice makes one record. */
  const fields = (form) =>
    [...form.elements].filter(
      (field) =>
        field.name && (!["hidden", "password", "file", "submit", "button"].includes(field.type) || "kept" in field.dataset),
    );
  const choice = (field) => ["checkbox", "radio"].includes(field.type);

  const show = (form, state) => {
    const line = form.querySelector("[data-save-state]");
    if (line) {
      line.dataset.saveState = state;
    }
  };

  const keep = (form) => {
    const values = fields(form).map((field) => [field.name, field.value, choice(field) ? field.checked : null]);
    store.setItem(kept(form), JSON.stringify(values));
    show(form, "kept");
  };

  const restore = (form) => {
    const text = store.getItem(kept(form));
    if (!text || form.querySelector(".is-invalid")) {
      return;
    }
    for (const [name, value, checked] of JSON.parse(text)) {
      const field = fields(form).find((one) => one.name === name && (checked === null || one.value === value));
      if (field && checked !== null) {
        field.checked = checked;
      } else if (field) {
        field.value = value;
      }
    }
    show(form, "kept");
  };

  /* A page that came by its own way after sending means that what was sent has arrived: the server shows it again where
     it was refused. Coming back or reloading may mean that it has not. */
  const [arrival] = performance.getEntriesByType("navigation");
  const sent = store.getItem("sent");
  if (sent && arrival?.type === "navigate") {
    store.removeItem(sent);
    store.removeItem("sent");
  }

  document.querySelectorAll("form[data-keep]").forEach((form) => {
    restore(form);
    form.addEventListener("input", () => keep(form));
    form.addEventListener("submit", (event) => {
      keep(form);
      if (!navigator.onLine) {
        event.preventDefault();
        return;
      }
      show(form, "sending");
      store.setItem("sent", kept(form));
    });
  });
})();
