// The visit form on a phone: kept here at every stroke, sent part by part when the server answers.
(() => {
  "use strict";
  const form = document.querySelector("[data-qx-visit]");
  if (!form || !("indexedDB" in window)) return;
  const kept = window.qxKept;
  const { user, title } = form.dataset, visit = form.dataset.id, id = `${user}-${visit}`;
  const shots = document.querySelector("[data-qx-shots]");
  const bar = document.querySelector("[data-qx-sent]"), said = document.querySelector("[data-qx-sent-text]");
  const problem = document.querySelector("[data-qx-problem]"), words = document.querySelector("[data-qx-problem-text]");
  let row = null, busy = false, again = false, timer = 0, ready = false, lost = false, stopped = "";

  function complain(text) {
    problem.hidden = !text;
    words.textContent = text;
    if (text) problem.scrollIntoView({ block: "center" });
  }
  const photos = async () => (await kept.photos(user)).filter((each) => each.visit === visit);

  async function show() {
    const waits = (await photos()).length, parts = [];
    if (waits) parts.push(`${waits} 张照片`);
    if (row.typed) parts.push("走访表");
    let text;
    if (stopped) text = stopped;
    else if (!parts.length) text = ready ? "已可离线使用；没有待送出的内容。" : "没有待送出的内容。";
    else {
      text = `已存在本机、还没有送出：${parts.join("、")}。`;
      if (lost) text += "现在连不上服务器，恢复后自动送出。";
      else if (row.typed && !row.queued) text += "填完请点“送出”。";
    }
    bar.classList.toggle("waits", parts.length > 0 || Boolean(stopped));
    said.textContent = text;
  }

  // what is typed
  function typed() {
    const found = {};
    for (const [name, value] of new FormData(form)) {
      if (!["csrfmiddlewaretoken", "seen", "key", "photos"].includes(name)) found[name] = value;
    }
    return found;
  }
  async function keep(queued) {
    Object.assign(row, { user, visit, title, id, data: typed(), typed: true, queued, at: new Date().toISOString() });
    if (!queued) row.key = "";
    await kept.putForm(row);
    await show();
  }
  function fill(data) {
    for (const [name, value] of Object.entries(data)) {
      const field = form.elements[name];
      if (field) field.value = value;
    }
  }
  form.addEventListener("input", () => { complain(""); keep(false); });

  // photos
  function draw(photo) {
    const card = document.createElement("div"), image = document.createElement("img");
    const state = document.createElement("span"), drop = document.createElement("button");
    card.className = "qx-shot";
    card.dataset.key = photo.key;
    image.src = URL.createObjectURL(photo.blob);
    image.alt = "刚拍的照片";
    state.className = "qx-state doubt";
    state.textContent = "在本机，未送达";
    drop.type = "button";
    drop.className = "btn btn-sm";
    drop.textContent = "删去";
    drop.addEventListener("click", async () => {
      await kept.dropPhoto(photo.key);
      card.remove();
      show();
    });
    card.append(image, state, drop);
    shots.append(card);
  }
  const cardOf = (key) => shots.querySelector(`[data-key="${key}"]`);
  async function arrived(key, number) {
    await kept.dropPhoto(key);
    const card = cardOf(key);
    if (!card) return;
    const state = card.querySelector(".qx-state"), drop = card.querySelector("button");
    state.className = "qx-state good";
    state.textContent = "已送达";
    drop.replaceWith(remover(number));
  }
  function remover(number) {
    const drop = document.createElement("button");
    drop.type = "button";
    drop.className = "btn btn-sm";
    drop.textContent = "删去";
    drop.addEventListener("click", async () => {
      const answer = await post(`/visits/photos/${number}/remove/`, new FormData()).catch(() => null);
      if (answer && answer.ok) drop.parentElement.remove();
      else complain("没有删成，请有网络时再试。");
    });
    return drop;
  }
  const local = (moment) => new Date(moment - new Date().getTimezoneOffset() * 60000).toISOString().slice(0, 19);
  for (const input of document.querySelectorAll("[data-qx-take]")) {
    input.addEventListener("change", async () => {
      for (const file of input.files) {
        const photo = { key: crypto.randomUUID(), user, visit, title, blob: file, taken: local(file.lastModified || Date.now()) };
        try {
          await kept.putPhoto(photo);
          draw(photo);
        } catch {
          complain("这台手机的存储空间不够，照片没有存下，请清理后再拍。");
        }
      }
      input.value = "";
      await show();
      flush();
    });
  }
  for (const each of document.querySelectorAll("[data-qx-camera]")) each.hidden = false;

  // sending
  let token = form.elements.csrfmiddlewaretoken.value;
  function post(path, data) {
    data.set("csrfmiddlewaretoken", token);
    return fetch(path, { method: "POST", body: data, headers: { Accept: "application/json" }, redirect: "manual" });
  }
  const read = async (answer) => (await answer.json().catch(() => ({}))).problem || `服务器没有收下（${answer.status}）。`;
  async function stands() {
    const answer = await fetch(form.dataset.standing, { cache: "no-store", redirect: "manual" });
    if (answer.type === "opaqueredirect") { stopped = "登录已过期：请登录后再打开这张表，内容都还在本机。"; return null; }
    if (!answer.ok) { stopped = "这次走访现在不由您填写；内容还在本机，请联系中心。"; return null; }
    stopped = "";
    return answer.json();
  }
  async function sendPhotos(there) {
    for (const photo of await photos()) {
      const before = there.photos.find((each) => each.key === photo.key);
      if (before) { await arrived(photo.key, before.id); continue; }
      const data = new FormData();
      data.set("key", photo.key);
      data.set("taken_at", photo.taken);
      data.set("file", photo.blob, "photo");
      const answer = await post(form.dataset.photos, data);
      if (answer.ok) { await arrived(photo.key, (await answer.json()).id); continue; }
      const told = await read(answer);
      const card = cardOf(photo.key);
      if (card) card.querySelector(".qx-state").textContent = "没有收下";
      complain(`有一张照片没有收下：${told}`);
      return false;
    }
    return true;
  }
  async function sendForm() {
    const data = new FormData();
    for (const [name, value] of Object.entries(row.data)) data.set(name, value);
    data.set("seen", form.elements.seen.value);
    data.set("key", row.key);
    data.set("photos", [...shots.querySelectorAll("[data-key]")].map((card) => card.dataset.key).join(" "));
    const answer = await post(form.dataset.standing.replace("standing", "report"), data);
    if (!answer.ok) {
      row.queued = false;
      await kept.putForm(row);
      complain(await read(answer));
      return;
    }
    await kept.dropForm(id);
    await kept.forgetPages(location.pathname);
    location.assign(form.dataset.one);
  }
  async function flush() {
    if (busy) { again = true; return; }
    busy = true;
    clearTimeout(timer);
    try {
      const waiting = (await photos()).length;
      if (waiting || row.queued) {
        const there = await stands();
        lost = false;
        if (there) {
          token = there.token;
          if (await sendPhotos(there) && row.queued) await sendForm();
        }
      }
    } catch {
      lost = true;
      timer = setTimeout(flush, 10000);
    }
    busy = false;
    await show();
    if (again) { again = false; flush(); }
  }
  document.addEventListener("submit", async (event) => {
    if (event.target !== form) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    complain("");
    if (!row.key) row.key = crypto.randomUUID();
    const key = row.key;
    await keep(true);
    row.key = key;
    await kept.putForm(row);
    flush();
  }, true);
  window.addEventListener("online", flush);

  // without a network the page itself must come from this phone
  async function prepare() {
    if (!("serviceWorker" in navigator)) return;
    const needed = [location.pathname, ...[...document.querySelectorAll("script[src], link[rel=stylesheet], link[rel=icon]")].map((each) => each.src || each.href)];
    navigator.serviceWorker.addEventListener("message", (event) => {
      if (event.data && "ready" in event.data) { ready = event.data.ready; show(); }
    });
    await navigator.serviceWorker.register(form.dataset.worker, { scope: form.dataset.scope });
    (await navigator.serviceWorker.ready).active.postMessage({ keep: needed });
  }
  async function begin() {
    row = (await kept.form(id)) || { id, user, visit, title, data: {}, typed: false, queued: false, key: "" };
    if (row.typed) fill(row.data);
    for (const photo of await photos()) draw(photo);
    await show();
    if (navigator.onLine) prepare().catch(() => {});
    flush();
  }
  begin().catch(() => { said.textContent = "这个浏览器不能在本机保存（可能是无痕窗口），请保持网络畅通再填。"; });
})();
