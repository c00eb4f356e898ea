/* The frame: its menus close when one clicks elsewhere or presses Escape (without this, at their own word). */
(() => {
  "use strict";

  const menus = "details.account[open], details.acting-as[open], .place-more details[open]";
  document.addEventListener("click", (event) => {
    document.querySelectorAll(menus).forEach((menu) => {
      if (!menu.contains(event.target)) {
        menu.open = false;
      }
    });
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      document.querySelectorAll(menus).forEach((menu) => {
        menu.open = false;
        menu.querySelector("summary").focus();
      });
    }
  });
})();
