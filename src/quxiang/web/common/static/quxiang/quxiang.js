// Keyboard on lists, the menu on phones, dark mode. Works without: every action has a link or a button.
(function () {
  "use strict";
  var root = document.documentElement;
  var kept = null;
  try { kept = localStorage.getItem("theme"); } catch (error) { kept = null; }
  root.dataset.bsTheme = kept || (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light");

  function showMenu(open) {
    document.querySelector(".qx-menu").classList.toggle("open", open);
    document.querySelector(".qx-menu-button").setAttribute("aria-expanded", String(open));
  }
  document.addEventListener("click", function (event) {
    var button = event.target.closest("[data-do]");
    if (!button) return;
    if (button.dataset.do === "theme") {
      root.dataset.bsTheme = root.dataset.bsTheme === "dark" ? "light" : "dark";
      try { localStorage.setItem("theme", root.dataset.bsTheme); } catch (error) { /* private window */ }
    } else if (button.dataset.do === "menu") {
      event.preventDefault(); // without this script the link shows the menu by its target
      showMenu(!document.querySelector(".qx-menu").classList.contains("open"));
    } else if (button.dataset.do === "print") {
      window.print();
    } else if (button.dataset.do === "copy") {
      navigator.clipboard.writeText(document.getElementById(button.dataset.from).innerText);
      button.textContent = "已复制";
    } else if (button.dataset.do === "back" && history.length > 1) {
      event.preventDefault(); // back to the form as it was filled in
      history.back();
    }
  });

  function rows() { return Array.prototype.slice.call(document.querySelectorAll("[data-list] tbody tr[data-row]")); }
  function current() { return document.querySelector("[data-list] tbody tr.current"); }
  function go(step) {
    var all = rows();
    if (!all.length) return;
    var at = all.indexOf(current());
    var next = all[Math.max(0, Math.min(all.length - 1, at + step))];
    all.forEach(function (row) { row.classList.toggle("current", row === next); });
    next.scrollIntoView({ block: "nearest" });
  }
  function counted() {
    var form = document.querySelector("[data-bulk]");
    if (!form) return;
    var count = document.querySelectorAll("[data-list] tbody input[name=selected]:checked").length;
    form.hidden = count === 0;
    var said = form.querySelector("[data-count]");
    if (said) said.textContent = String(count);
  }
  // A menu closes when something else is clicked, or by Escape.
  function closeMenus(besides) {
    document.querySelectorAll(".qx-tools details[open]").forEach(function (each) { if (each !== besides) each.open = false; });
  }
  document.addEventListener("click", function (event) { closeMenus(event.target.closest(".qx-tools details")); });

  document.addEventListener("change", function (event) {
    if (event.target.matches("[data-file]")) {
      var shown = event.target.form.querySelector(".qx-filename");
      if (shown) shown.textContent = event.target.files.length ? event.target.files[0].name : "";
    }
    if (event.target.matches("[data-all]")) {
      document.querySelectorAll("[data-list] tbody input[name=selected]").forEach(function (box) { box.checked = event.target.checked; });
    }
    if (event.target.matches("[data-submit]")) event.target.form.requestSubmit();
    counted();
  });
  document.addEventListener("keydown", function (event) {
    var menu = document.querySelector(".qx-menu.open");
    if (event.key === "Escape" && menu) { showMenu(false); document.querySelector(".qx-menu-button").focus(); }
    if (event.key === "Escape") { closeMenus(null); document.getElementById("keys").hidden = true; }
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest("input:not([type=checkbox]), textarea, select, [contenteditable]")) {
      if (event.key === "Escape") event.target.blur();
      return;
    }
    var row = current();
    var keys = {
      j: function () { go(1); }, k: function () { go(-1); },
      Enter: function () { var link = row && row.querySelector("a[href]"); if (link) link.click(); },
      x: function () { var box = row && row.querySelector("input[name=selected]"); if (box) { box.checked = !box.checked; counted(); } },
      "/": function () { var search = document.querySelector("[data-search]"); if (search) search.focus(); },
      "?": function () { var help = document.getElementById("keys"); if (help) help.hidden = !help.hidden; }
    };
    if (!keys[event.key]) return;
    event.preventDefault();
    keys[event.key]();
  });
})();

// The columns form joins its ticks into one parameter, so that a query stays short.
document.addEventListener("submit", function (event) {
  "use strict";
  var form = event.target.closest("[data-columns]");
  if (!form) return;
  var chosen = Array.prototype.map.call(form.querySelectorAll("input[type=checkbox]:checked"), function (box) { return box.value; });
  form.elements.columns.value = chosen.join(",");
});

// A form is sent only while the server answers; otherwise what was typed stays, and a sentence says so.
(function () {
  "use strict";
  var PROBE = "/static/quxiang/icon.svg";
  function note() {
    var found = document.querySelector(".qx-lost");
    if (!found) {
      found = document.createElement("div");
      found.className = "qx-note wrong qx-lost";
      found.setAttribute("role", "alert");
      document.body.appendChild(found);
    }
    return found;
  }
  function lost(sentence) { note().textContent = sentence; }
  function found() { var shown = document.querySelector(".qx-lost"); if (shown) shown.remove(); }
  function answers() {
    var stop = new AbortController();
    var timer = setTimeout(function () { stop.abort(); }, 8000);
    return fetch(PROBE, { method: "HEAD", cache: "no-store", signal: stop.signal })
      .finally(function () { clearTimeout(timer); });
  }
  document.addEventListener("submit", function (event) {
    var form = event.target;
    if (form.method !== "post" || form.dataset.reached === "yes") return;
    event.preventDefault();
    answers().then(function () {
      found();
      form.dataset.reached = "yes"; // this once: the page may come back from the browser's memory
      form.requestSubmit(event.submitter || undefined);
      delete form.dataset.reached;
    }, function () {
      lost("连不上服务器，没有提交。您填写的内容还在本页，没有丢失；请检查网络，恢复后再点一次。");
    });
  });
  document.addEventListener("htmx:sendError", function () {
    lost("连不上服务器，进度暂时看不到；后台的工作不受影响，网络恢复后会自动继续显示。");
  });
  document.addEventListener("htmx:afterRequest", function (event) { if (event.detail.successful) found(); });
  window.addEventListener("online", found);
})();
