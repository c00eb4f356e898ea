/* A link with `data-confirm` leads to a page that asks first. Here the question of that page opens in a sheet instead;
   where anything goes wrong, the page itself opens. */
(() => {
  "use strict";

  const open = async (link) => {
    const answer = await fetch(link.href, { credentials: "same-origin" });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const question = page.querySelector("[data-confirm-sheet]");
    if (!answer.ok || !question) {
      throw new Error("This page asks nothing.");
    }
    const sheet = document.createElement("dialog");
    sheet.className = "sheet";
    const title = question.querySelector("h1, h2");
    title.id = "sheet-title";
    sheet.setAttribute("aria-labelledby", title.id);
    sheet.append(document.importNode(question, true));
    sheet.addEventListener("click", (event) => {
      if (event.target === sheet || event.target.closest("[data-confirm-close]")) {
        event.preventDefault();
        sheet.close();
      }
    });
    sheet.addEventListener("close", () => {
      sheet.remove();
      link.focus();
    });
    document.body.append(sheet);
    sheet.showModal();
  };

  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-confirm]");
    const plain = event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey;
    if (!link || !plain || !window.HTMLDialogElement) {
      return;
    }
    event.preventDefault();
    open(link).catch(() => {
      window.location.assign(link.href);
    });
  });
})();
