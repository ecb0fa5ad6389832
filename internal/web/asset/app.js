// What pages do beside being read. Every page works without it.
(function () {
  "use strict";

  document.addEventListener("click", function (e) {
    var theme = e.target.closest("[data-theme-switch]");
    if (theme) {
      var root = document.documentElement;
      var next = root.getAttribute("data-bs-theme") === "dark" ? "light" : "dark";
      root.setAttribute("data-bs-theme", next);
      try { localStorage.setItem("theme", next); } catch (err) { /* it holds until the page is left */ }
    }
    var menu = e.target.closest(".side-toggle");
    if (menu) {
      var open = menu.getAttribute("aria-expanded") !== "true";
      menu.setAttribute("aria-expanded", String(open));
      document.querySelector(".side").classList.toggle("side-open", open);
    }
  });

  // What is shown once can be copied, where the browser lets us.
  document.querySelectorAll("[data-copy]").forEach(function (button) {
    if (!navigator.clipboard) { return; }
    button.hidden = false;
    button.addEventListener("click", function () {
      navigator.clipboard.writeText(document.querySelector(button.dataset.copy).textContent).then(function () {
        button.querySelector("span").textContent = button.dataset.copied;
      });
    });
  });

  // What is watched live is sent by the server until it is over; then the page is asked for once more, whole.
  document.querySelectorAll("[data-live]:not([data-over])").forEach(function (place) {
    var events = new EventSource(place.dataset.live);
    events.onmessage = function (e) { place.innerHTML = e.data; };
    events.addEventListener("end", function () { events.close(); location.reload(); });
  });

  // What ends by itself is counted down.
  function count() {
    document.querySelectorAll("[data-until]").forEach(function (place) {
      var left = Math.max(0, Math.floor((Date.parse(place.dateTime) - Date.now()) / 1000));
      var two = function (n) { return n < 10 ? "0" + n : String(n); };
      place.textContent = Math.floor(left / 3600) + ":" + two(Math.floor(left / 60) % 60) + ":" + two(left % 60);
    });
  }
  if (document.querySelector("[data-until]")) { count(); setInterval(count, 1000); }

  // A form is sent once: a double click does nothing more.
  document.addEventListener("submit", function (e) {
    if (e.target.dataset.passkey) { return; } // passkey.js sends it
    if (e.target.dataset.sent) { e.preventDefault(); return; }
    if (!e.defaultPrevented && e.target.method === "post") { e.target.dataset.sent = "yes"; }
  });
  window.addEventListener("pageshow", function () {
    document.querySelectorAll("form[data-sent]").forEach(function (f) { delete f.dataset.sent; });
  });
})();
