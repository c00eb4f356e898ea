/* What this device keeps belongs to one person. Signing out forgets their unsent words, those that were written here by a
   link or on a device that was handed over, and every page that was kept to be opened without a network; another person
   who signs in finds no such page either. Words are kept sealed, and only their writer is given the key: where no log-in
   says who that is, it goes to whoever opens the link, and the history of a shared device leads there. */
(() => {
  "use strict";

  const PAGES = "sheets";
  const OWNER = "sheets:owner";
  const FORGET = "sheets:forget";
  const store = window.localStorage;
  const person = document.body.dataset.person;

  const dropPages = () => {
    store.removeItem(OWNER);
    return "caches" in window ? window.caches.delete(PAGES) : Promise.resolve();
  };
  const keptBy = (owner) => Object.keys(store).filter((name) => name.startsWith(`sheet:${owner}:`));
  const keptForNobody = () => Object.keys(store).filter((name) => name.startsWith("sheet:request-"));

  document.addEventListener("submit", (event) => {
    if (!event.target.matches("[data-forget]")) {
      return;
    }
    window.sessionStorage.clear();
    [...keptBy(person), ...keptForNobody()].forEach((name) => store.removeItem(name));
    /* The page may go before the browser has dropped the pages: then the next one does. */
    store.setItem(FORGET, "yes");
    dropPages();
  });

  const owner = store.getItem(OWNER);
  if (store.getItem(FORGET) || (person && owner && owner !== person)) {
    dropPages().then(() => store.removeItem(FORGET));
  }

  /* Elsewhere than on the form itself: say that something waits, and where. */
  const notice = document.querySelector("[data-unsent]");
  const [waiting] = person ? keptBy(person) : [];
  if (notice && waiting) {
    notice.querySelector("a").href = JSON.parse(store.getItem(waiting)).page;
    notice.hidden = false;
  }
})();
