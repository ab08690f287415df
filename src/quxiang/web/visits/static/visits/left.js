// Say what did not leave this phone yet, and ask before somebody logs out over it.
(() => {
  "use strict";
  const note = document.querySelector("[data-qx-left]");
  const leave = document.querySelector("[data-qx-leave]");
  if (!note || !leave || !("indexedDB" in window)) return;
  const user = note.dataset.user;
  const here = document.querySelector("[data-qx-visit]");

  async function tell() {
    const left = (await window.qxKept.left(user)).filter((each) => !here || each.visit !== here.dataset.id);
    note.hidden = left.length === 0;
    if (!left.length) return;
    note.querySelector("[data-qx-left-text]").textContent = "这台手机上还有没送出的走访内容：";
    note.querySelector("[data-qx-left-links]").replaceChildren(...left.map((each) => {
      const link = document.createElement("a");
      link.href = `/visits/${each.visit}/form/`;
      link.textContent = `${each.title || "走访"}（${[each.form ? "走访表" : "", each.photos ? `${each.photos} 张照片` : ""].filter(Boolean).join("、")}）`;
      link.className = "me-2";
      return link;
    }));
  }
  tell();

  // logging out keeps everything unless its user says otherwise
  let decided = false;
  const out = document.querySelector("form[action$='/logout/']");
  if (!out) return;
  document.addEventListener("submit", async (event) => {
    if (event.target !== out || decided) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if ((await window.qxKept.left(user)).length === 0) {
      await window.qxKept.forgetPages();
      go();
      return;
    }
    leave.hidden = false;
    leave.scrollIntoView({ block: "center" });
    leave.querySelector("button").focus();
  }, true);
  function go() { decided = true; out.requestSubmit(); }
  leave.querySelector("[data-qx-leave-keep]").addEventListener("click", go);
  leave.querySelector("[data-qx-leave-stay]").addEventListener("click", () => { leave.hidden = true; });
  leave.querySelector("[data-qx-leave-wipe]").addEventListener("click", async () => {
    await window.qxKept.wipe(user);
    go();
  });
})();
