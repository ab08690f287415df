// Keep what is typed: at the server, and on this device only while the server cannot be reached.
(() => {
  "use strict";

  const find = document.querySelector("[data-qx-find]");
  if (find) {
    const box = document.querySelector(find.dataset.qxFind);
    find.addEventListener("input", () => {
      const words = find.value.trim();
      for (const each of box.querySelectorAll(".qx-choice")) {
        each.hidden = words !== "" && !each.textContent.includes(words);
      }
      for (const head of box.querySelectorAll(".qx-group")) {
        head.hidden = !head.nextElementSibling.querySelector(".qx-choice:not([hidden])");
      }
    });
  }

  // what was kept here until an answer came is filed, once the revision is another
  const shown = document.querySelector("[data-qx-filed]");
  if (shown) {
    const left = localStorage.getItem(`qx-draft-${shown.dataset.qxFiled}`);
    if (left && JSON.parse(left).seen !== shown.dataset.revision) {
      localStorage.removeItem(`qx-draft-${shown.dataset.qxFiled}`);
    }
  }

  const form = document.querySelector("[data-qx-form]");
  if (!form) return;
  const seen = form.elements.seen.value;
  const saved = form.querySelector("[data-qx-saved]");
  const kept = `qx-draft-${form.dataset.key}`;
  let serial = Number(form.dataset.serial);
  let timer = 0;
  let sending = false;
  let again = false;

  const typed = () => {
    const data = new FormData(form);
    data.delete("seen");
    data.delete("serial");
    return data;
  };
  const say = (text) => { saved.textContent = text; };
  const keepHere = () => {
    const data = Object.fromEntries(typed());
    delete data.csrfmiddlewaretoken;
    try { localStorage.setItem(kept, JSON.stringify({ serial, seen, data })); } catch { /* full or barred */ }
  };

  const save = async () => {
    if (sending) { again = true; return; }
    sending = true;
    const data = typed();
    data.set("serial", serial);
    try {
      const answer = await fetch(form.dataset.draft, { method: "POST", body: data, redirect: "error" });
      if (!answer.ok) throw new Error(answer.statusText);
      const told = (await answer.json()).serial;
      if (told > serial + 1) {
        say("另一个页面保存了更新的草稿，请刷新后再填。");
      } else {
        say("草稿已保存");
      }
      serial = Math.max(serial, told);
      localStorage.removeItem(kept);
    } catch {
      keepHere();
      say("网络不通，已先保存在本机，恢复后自动上传。");
      timer = setTimeout(save, 5000);
    }
    sending = false;
    if (again) { again = false; save(); }
  };

  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(save, 800);
  });
  // each answer says all there is to say; what the one before said goes
  form.addEventListener("htmx:beforeSwap", () => {
    for (const each of form.querySelectorAll(".qx-warning-place")) each.replaceChildren();
  });
  window.addEventListener("online", () => { if (localStorage.getItem(kept)) save(); });
  form.addEventListener("submit", (event) => {
    form.elements.serial.value = serial;
    const files = !event.submitter?.hasAttribute("formaction"); // not: put aside or taken up
    if (form.dataset.reached === "yes") {
      clearTimeout(timer);
      if (files) keepHere(); // the network may break before the answer is here
    }
    if (navigator.onLine) return;
    event.preventDefault();
    keepHere();
    say("网络不通，没有提交；内容已保存在本机，恢复后请再点提交。");
  });

  // what was left on this device when the network broke comes back
  if (form.dataset.answered) localStorage.removeItem(kept); // the answer has it all
  const left = localStorage.getItem(kept);
  if (left) {
    const { serial: then, seen: at, data } = JSON.parse(left);
    if (at === seen && then >= serial && data.code === form.elements.code.value) {
      for (const [name, value] of Object.entries(data)) {
        const field = form.elements[name];
        if (field && !(field instanceof HTMLInputElement && field.type === "hidden")) field.value = value;
      }
      say("已恢复断网前填写的内容。");
      save();
    } else {
      localStorage.removeItem(kept);
    }
  }

  // employers by name or code, with the rest filled in
  const list = document.createElement("datalist");
  list.id = "qx-employers";
  form.append(list);
  let offered = [];
  let asking = 0;
  const fill = { name: "employer_name", uscc: "employer_uscc", nature: "employer_nature",
    industry: "industry", place_code: "place_code", place_name: "place_name" };
  const take = (each) => {
    for (const [from, name] of Object.entries(fill)) {
      const field = form.elements[name];
      if (field && each[from] && !field.readOnly && !field.disabled) field.value = each[from];
    }
    form.dispatchEvent(new Event("input"));
  };
  for (const field of form.querySelectorAll("[data-qx-employer]")) {
    field.setAttribute("list", list.id);
    field.addEventListener("input", () => {
      const chosen = offered.find((each) => field.value === each.name || field.value === each.uscc);
      if (chosen) { take(chosen); return; }
      clearTimeout(asking);
      if (field.value.trim().length < 2) return;
      asking = setTimeout(async () => {
        try {
          const answer = await fetch(`${form.dataset.employers}?q=${encodeURIComponent(field.value)}`);
          offered = (await answer.json()).employers;
        } catch { return; }
        list.replaceChildren(...offered.map((each) => {
          const option = document.createElement("option");
          option.value = field.name === "employer_uscc" ? each.uscc : each.name;
          option.label = [each.name, each.uscc, each.place_name, each.note].filter(Boolean).join(" · ");
          return option;
        }));
      }, 200);
    });
  }
})();
