// The name of the scan that was chosen, beside the button that hides the field.
(function () {
  "use strict";
  document.addEventListener("change", function (event) {
    var field = event.target.closest("[data-scan]");
    if (!field) return;
    var said = document.querySelector("[data-scan-name]");
    if (said) said.textContent = field.files.length ? "已选：" + field.files[0].name : "";
  });
})();
