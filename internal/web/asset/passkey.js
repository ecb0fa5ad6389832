// Passkeys: the browser makes one or shows one, and the server is told. Without this a page offers none.
(function () {
  "use strict";
  if (!window.PublicKeyCredential) { return; }

  function bytes(text) {
    var raw = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
    return Uint8Array.from(raw, function (c) { return c.charCodeAt(0); });
  }
  function text(buffer) {
    var raw = String.fromCharCode.apply(null, new Uint8Array(buffer));
    return btoa(raw).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  }
  function post(path, what) {
    return fetch(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(what) }).then(function (answer) {
      return answer.json().then(function (said) {
        if (!answer.ok) { throw new Fault(said.fault); }
        return said;
      });
    });
  }
  function Fault(message) { this.message = message; }

  // What the library of the server writes as text are bytes to the browser.
  function options(o) {
    o.challenge = bytes(o.challenge);
    if (o.user) { o.user.id = bytes(o.user.id); }
    ["excludeCredentials", "allowCredentials"].forEach(function (list) {
      (o[list] || []).forEach(function (key) { key.id = bytes(key.id); });
    });
    return o;
  }
  function written(made) {
    var a = made.response;
    var out = { clientDataJSON: text(a.clientDataJSON) };
    ["attestationObject", "authenticatorData", "signature", "userHandle"].forEach(function (part) {
      if (a[part]) { out[part] = text(a[part]); }
    });
    if (a.getTransports) { out.transports = a.getTransports(); }
    return { id: made.id, rawId: text(made.rawId), type: made.type, response: out, clientExtensionResults: made.getClientExtensionResults(),
      authenticatorAttachment: made.authenticatorAttachment || undefined };
  }

  document.querySelectorAll("[data-passkey]").forEach(function (place) {
    var button = place.querySelector("button"), fault = place.querySelector("[role=alert]");
    place.hidden = false;
    place.addEventListener("submit", function (e) {
      e.preventDefault();
      button.disabled = true;
      fault.hidden = true;
      var typed = Object.fromEntries(new FormData(place).entries());
      post(place.dataset.ask, {}).then(function (ask) {
        var wanted = { publicKey: options(ask.options.publicKey) };
        var made = place.dataset.passkey === "make" ? navigator.credentials.create(wanted) : navigator.credentials.get(wanted);
        return made.then(function (key) {
          return post(place.action, Object.assign({ ticket: ask.ticket, answer: written(key) }, typed));
        });
      }).then(function (said) { location.assign(said.to); }).catch(function (err) {
        fault.textContent = err instanceof Fault ? err.message : place.dataset.failed;
        fault.hidden = false;
        button.disabled = false;
      });
    });
  });
})();
