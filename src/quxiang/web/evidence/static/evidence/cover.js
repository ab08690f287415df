// Cover parts of a picture before it is uploaded: draw with a finger or a mouse; the server burns it in.
(function () {
  "use strict";
  var form = document.querySelector("form[data-cover]");
  if (!form) return;
  var stage = form.querySelector("[data-stage]"), pages = form.querySelector("[data-pages]");
  var field = form.querySelector("[data-areas]"), count = form.querySelector("[data-count]");
  var draw = form.querySelector("[data-draw]"), undo = form.querySelector("[data-undo]");
  var chosen = form.querySelector("[data-chosen]");
  var inputs = Array.prototype.slice.call(form.querySelectorAll("input[type=file]"));
  var areas = [], canvases = [], asked = 0, WIDEST = 1200;

  function round(part) { return Math.round(Math.min(1, Math.max(0, part)) * 1e5) / 1e5; }
  function tell() {
    field.value = areas.length ? JSON.stringify(areas) : "";
    count.textContent = areas.length ? "已遮盖 " + areas.length + " 处" : "";
    undo.disabled = !areas.length;
  }
  function paint(canvas) {
    var context = canvas.getContext("2d");
    context.drawImage(canvas.picture, 0, 0, canvas.width, canvas.height);
    context.fillStyle = "#111";
    areas.concat(canvas.pending ? [canvas.pending] : []).forEach(function (area) {
      if (area[0] !== canvas.number) return;
      context.fillRect(area[1] * canvas.width, area[2] * canvas.height, area[3] * canvas.width, area[4] * canvas.height);
    });
  }
  function place(canvas, event) {
    var box = canvas.getBoundingClientRect();
    return [(event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height];
  }
  function between(canvas, from, to) {
    var x = round(Math.min(from[0], to[0])), y = round(Math.min(from[1], to[1]));
    return [canvas.number, x, y, round(Math.max(from[0], to[0])) - x, round(Math.max(from[1], to[1])) - y];
  }
  function listen(canvas) {
    var from = null;
    canvas.addEventListener("pointerdown", function (event) {
      if (!stage.classList.contains("drawing")) return;
      event.preventDefault();
      canvas.setPointerCapture(event.pointerId);
      from = place(canvas, event);
    });
    canvas.addEventListener("pointermove", function (event) {
      if (!from) return;
      canvas.pending = between(canvas, from, place(canvas, event));
      paint(canvas);
    });
    function end() {
      var area = canvas.pending;
      from = canvas.pending = null;
      if (area && area[3] > 0.004 && area[4] > 0.004) areas.push(area.map(function (part, at) { return at ? round(part) : part; }));
      tell();
      paint(canvas);
    }
    canvas.addEventListener("pointerup", end);
    canvas.addEventListener("pointercancel", end);
  }
  function show(picture, number) {
    var canvas = document.createElement("canvas");
    var scale = Math.min(1, WIDEST / picture.naturalWidth);
    canvas.width = Math.round(picture.naturalWidth * scale);
    canvas.height = Math.round(picture.naturalHeight * scale);
    canvas.picture = picture;
    canvas.number = number;
    canvas.setAttribute("role", "img");
    canvas.setAttribute("aria-label", "第 " + number + " 页，可在上面遮盖");
    pages.appendChild(canvas);
    canvases.push(canvas);
    listen(canvas);
    paint(canvas);
  }
  function load(address) {
    return new Promise(function (done, failed) {
      var picture = new Image();
      picture.onload = function () { done(picture); };
      picture.onerror = failed;
      picture.src = address;
    });
  }
  function clear() {
    areas = [];
    canvases = [];
    pages.textContent = "";
    stage.hidden = true;
    tell();
  }
  // What the browser cannot show (a PDF, a photo in another format) the server draws, keeping nothing.
  function fromServer(file) {
    var body = new FormData();
    body.append("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    body.append("file", file);
    return fetch(form.dataset.preview, { method: "POST", body: body, credentials: "same-origin" })
      .then(function (answer) { return answer.json(); })
      .then(function (told) {
        if (told.problem) throw new Error(told.problem);
        return Promise.all(told.pages.map(load));
      });
  }
  function choose(file) {
    var mine = ++asked;
    clear();
    chosen.textContent = file.name + "，正在打开…";
    var local = URL.createObjectURL(file);
    var own = file.type.indexOf("image/") === 0 ? load(local).then(function (picture) { return [picture]; }) : Promise.reject();
    own.catch(function () { return fromServer(file); }).then(function (pictures) {
      if (mine !== asked) return;
      pictures.forEach(function (picture, at) { show(picture, at + 1); });
      stage.hidden = false;
      chosen.textContent = file.name + "，共 " + pictures.length + " 页。";
    }).catch(function (error) {
      if (mine !== asked) return;
      var known = error instanceof Error && /。$/.test(error.message);
      chosen.textContent = known ? error.message : file.name + "，暂时不能预览；可以直接保存，也可以重新选择。";
    }).finally(function () { URL.revokeObjectURL(local); });
  }
  inputs.forEach(function (input) {
    input.addEventListener("change", function () {
      if (!input.files.length) return;
      inputs.forEach(function (other) { if (other !== input) other.value = ""; });
      choose(input.files[0]);
    });
  });
  // A paper about pay asks for yes or no with its basis: said before it is sent, not after.
  var kind = form.elements.kind, wages = form.querySelector("[data-wages]");
  function ask() {
    var pay = kind.value === wages.dataset.wages;
    ["wage_floor_met", "wage_basis"].forEach(function (name) { form.elements[name].required = pay; });
    if (pay) wages.open = true;
  }
  kind.addEventListener("change", ask);
  ask();
  draw.addEventListener("click", function () {
    var on = stage.classList.toggle("drawing");
    draw.setAttribute("aria-pressed", String(on));
    draw.lastChild.textContent = on ? " 停止遮盖" : " 开始遮盖";
  });
  undo.addEventListener("click", function () {
    areas.pop();
    tell();
    canvases.forEach(paint);
  });
})();
