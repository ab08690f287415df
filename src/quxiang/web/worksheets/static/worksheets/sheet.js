// One record to check: 1 is right, 2 to 4 say what is wrong, j and k go on; the next comes in place.
(function () {
  "use strict";
  function open(name, value) {
    var part = document.getElementById("wrong");
    if (!part) return;
    part.open = true;
    var radio = name && part.querySelector('input[name="' + name + '"][value="' + value + '"]');
    if (radio) radio.checked = true;
    part.querySelector("textarea").focus();
  }
  function follow(mark) { var link = document.querySelector("[" + mark + "]"); if (link) link.click(); }
  var keys = {
    "1": function () { var form = document.querySelector("[data-right]"); if (form) form.requestSubmit(); },
    "2": function () { open("data", "problem"); },
    "3": function () { open("papers", "problem"); },
    "4": function () { open("papers", "missing"); },
    j: function () { follow("data-next"); },
    n: function () { follow("data-next"); },
    k: function () { follow("data-before"); }
  };
  document.addEventListener("keydown", function (event) {
    if (event.key === "Enter" && event.ctrlKey && event.target.id === "note") {
      event.preventDefault();
      event.target.form.requestSubmit();
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
    if (event.target.closest("input:not([type=checkbox]), textarea, select")) return;
    if (!keys[event.key]) return;
    event.preventDefault();
    keys[event.key]();
  });
  document.addEventListener("click", function (event) {
    if (event.target.closest("[data-wrong]")) { event.preventDefault(); open(); }
  });
  // a refusal is shown in place like an answer
  document.addEventListener("htmx:beforeSwap", function (event) {
    // taken back, over, or another's now: the page itself says so
    if (event.detail.target.id === "worksheet" && [403, 404].includes(event.detail.xhr.status)) { window.location.reload(); return; }
    if (event.detail.xhr.status !== 422 && event.detail.xhr.status !== 409) return;
    event.detail.shouldSwap = true;
    event.detail.isError = false;
  });
  document.addEventListener("htmx:afterSwap", function (event) {
    if (event.detail.target.id !== "worksheet") return;
    var name = document.querySelector("[data-name]");
    if (!name) return;
    name.focus({ preventScroll: true });
    window.scrollTo(0, 0);
    document.title = name.firstChild.textContent.trim() + " · 逐一核查 · 去向";
  });
})();
