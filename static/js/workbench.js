/* Changing pairs by hand: the choices of a mentee open beside the table, by key or by taking hold of the row; while one
   drags, the mentor under the pointer shows what it costs. Without this script every step works on a page of its own. */
(() => {
  "use strict";

  const hand = document.querySelector("#hand");
  if (!hand) {
    return;
  }
  let opener = null;
  let dragged = null;

  const choiceOf = (mentor) => hand.querySelector(`.choice[data-mentor="${mentor}"]`);

  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-opens-hand]");
    if (link) {
      opener = link;
    }
    if (event.target.closest("[data-hand-close]")) {
      event.preventDefault();
      close();
    }
  });

  const close = () => {
    hand.replaceChildren();
    document.body.classList.remove("hand-open");
    if (opener) {
      opener.focus();
    }
  };

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && hand.contains(document.activeElement)) {
      close();
    }
  });

  document.body.addEventListener("htmx:afterSwap", (event) => {
    const title = event.target === hand && hand.querySelector("#hand-title");
    if (title) {
      document.body.classList.add("hand-open");
      if (!dragged) {
        title.focus();
      }
    }
  });

  const target = (event) => dragged && event.target.closest && event.target.closest("[data-mentor]");

  const mark = (mentor) => {
    hand.querySelectorAll(".choice").forEach((choice) => {
      choice.classList.toggle("choice-under", choice.dataset.mentor === mentor);
    });
    document.querySelectorAll(".proposal").forEach((row) => {
      row.classList.toggle("proposal-under", row !== dragged && row.dataset.mentor === mentor);
    });
  };

  document.addEventListener("dragstart", (event) => {
    dragged = event.target.closest("[data-mover]");
    if (!dragged) {
      return;
    }
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", dragged.dataset.mover);
    opener = dragged.querySelector("[data-opens-hand]");
    window.htmx.ajax("GET", dragged.dataset.mover, { target: "#hand", swap: "innerHTML" });
  });

  document.addEventListener("dragover", (event) => {
    const over = target(event);
    if (!over || over === dragged) {
      return;
    }
    const choice = choiceOf(over.dataset.mentor);
    if (choice) {
      event.preventDefault();
      if (!choice.classList.contains("choice-under")) {
        mark(over.dataset.mentor);
        choice.scrollIntoView({ block: "nearest" });
      }
    }
  });

  document.addEventListener("drop", (event) => {
    const over = target(event);
    const choice = over && over !== dragged && choiceOf(over.dataset.mentor);
    if (choice) {
      event.preventDefault();
      choice.querySelector("form").requestSubmit();
    }
  });

  document.addEventListener("dragend", () => {
    dragged = null;
    mark("");
  });
})();
