/* A form with `data-keep="key"` keeps what is written in this tab until it is sent, so that a lost connection or a
   closed page loses nothing. It is forgotten once sent, with the tab, and at the sign-in page. */
(() => {
  "use strict";

  const store = window.sessionStorage;
  const prefix = "kept:";
  const kept = (form) => `${prefix}${form.dataset.keep}:${window.location.pathname}`;
  const fields = (form) =>
    [...form.elements].filter((field) => field.name && !["hidden", "password", "file", "submit", "button"].includes(field.type));
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

  /* What was sent is forgotten when another page has come; the same page again means that it was not taken. */
  const sent = store.getItem("sent");
  if (sent && !sent.endsWith(`:${window.location.pathname}`)) {
    store.removeItem(sent);
    store.removeItem("sent");
  }

  document.querySelectorAll("form[data-keep]").forEach((form) => {
    restore(form);
    form.addEventListener("input", () => keep(form));
    form.addEventListener("submit", () => {
      keep(form);
      show(form, "sending");
      store.setItem("sent", kept(form));
    });
  });
  if (document.body.classList.contains("signed-out")) {
    Object.keys(store).filter((key) => key.startsWith(prefix)).forEach((key) => store.removeItem(key));
  }
})();
