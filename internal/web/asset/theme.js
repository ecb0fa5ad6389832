// Light or dark, before anything is drawn: what was chosen here, else what the system likes.
(function () {
  var wanted = null;
  try { wanted = localStorage.getItem("theme"); } catch (e) { /* a browser that keeps nothing */ }
  var dark = wanted ? wanted === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  document.documentElement.setAttribute("data-bs-theme", dark ? "dark" : "light");
})();
