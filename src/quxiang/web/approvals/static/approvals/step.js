// One record to sign: a agrees, r returns, n goes on to the next.
(function () {
  "use strict";
  document.addEventListener("keydown", function (event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest("input:not([type=checkbox]), textarea, select")) return;
    var keys = {
      a: function () {
        var secret = document.getElementById("secret");
        if (secret && !secret.value) { secret.focus(); return; }
        var form = document.querySelector("[data-sign]");
        if (form) form.requestSubmit();
      },
      r: open,
      n: function () { var next = document.querySelector("[data-next]"); if (next) next.click(); }
    };
    if (!keys[event.key]) return;
    event.preventDefault();
    keys[event.key]();
  });
  document.addEventListener("click", function (event) {
    if (event.target.closest("[data-return]")) { event.preventDefault(); open(); }
  });
  function open() {
    var part = document.getElementById("return");
    if (!part) return;
    part.open = true;
    document.getElementById("reason").focus();
  }
})();
