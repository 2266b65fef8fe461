// What Unfold's pages lack for those who use a keyboard or a screen reader: a main landmark, and toggles of the menu
// that are buttons.

const TOGGLES = "span[x-on\\:click*='sidebarMobileOpen'], span[x-on\\:click*='sidebarDesktopOpen']";

const visible = (elements) => [...elements].find((element) => element.checkVisibility());

function press(event) {
  if (event.key !== "Enter" && event.key !== " ") return;
  event.preventDefault();
  event.currentTarget.click();
  // The menu stands before the page: without this, one would have to go back through all of it.
  requestAnimationFrame(() => {
    const menu = document.getElementById("nav-sidebar");
    const opened = menu.checkVisibility() && !menu.contains(event.target);
    visible(opened ? menu.querySelectorAll("a, button, input, [role=button]") : document.querySelectorAll(TOGGLES))?.focus();
  });
}

document.addEventListener("DOMContentLoaded", () => {
  const main = document.querySelector("main") || document.getElementById("main") || document.getElementById("page");
  if (main && main.tagName !== "MAIN") main.setAttribute("role", "main");
  for (const toggle of document.querySelectorAll(TOGGLES)) {
    toggle.setAttribute("role", "button");
    toggle.setAttribute("tabindex", "0");
    toggle.setAttribute("aria-controls", "nav-sidebar");
    toggle.setAttribute("aria-label", toggle.closest("#nav-sidebar") ? "Close menu" : "Menu");
    toggle.addEventListener("keydown", press);
  }
});
