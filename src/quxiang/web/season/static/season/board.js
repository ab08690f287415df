// Draws charts from the JSON beside them. Colours are CSS variables, so dark mode follows by itself.
(() => {
  "use strict";
  const font = () => getComputedStyle(document.body).fontFamily;
  const wall = document.documentElement.hasAttribute("data-wall");
  const across = wall && innerWidth >= 1280;
  const SIZE = across ? 20 : 12;
  const PHONE = 520;
  // what is nobody's own answer does not stand in front
  const QUIET = ["其他", "未填", "未登记"];
  const heads = (number) => number.toLocaleString("en-US");
  const rate = (value) => (value === null ? "—" : `${(value / 100).toFixed(2)} %`);
  const text = (color = "--tblr-body-color", more = {}) => ({ color: `var(${color})`, fontSize: SIZE, fontFamily: font(), ...more });
  const widthOf = (words) => [...words].reduce((sum, each) => sum + (each.charCodeAt(0) > 255 ? SIZE : SIZE * 0.6), 0);
  const LINES = [
    { color: "var(--qx-line-now)", width: across ? 5 : 3, type: "solid" },
    { color: "var(--qx-line-last)", width: across ? 3 : 2, type: "solid" },
    { color: "var(--qx-line-before)", width: across ? 3 : 2, type: "dashed" },
  ];
  const dayOf = (stamp) => { const at = new Date(stamp); return `${at.getMonth() + 1}-${at.getDate()}`; };
  const stampOf = (day) => new Date(`${day}T00:00`).getTime();

  function curve({ lines }) {
    const all = lines.flatMap((line) => line.points.map((each) => each[1])).filter((each) => each !== null);
    const top = Math.min(100, Math.ceil(Math.max(...all, 100) / 1000) * 10);
    const series = lines.map((line, at) => ({
      name: line.name, type: "line", z: 5 - at, animation: false, showSymbol: line.points.length < 3, symbolSize: 6,
      emphasis: { disabled: true }, lineStyle: LINES[at], itemStyle: { color: LINES[at].color },
      endLabel: { show: true, distance: 6, formatter: () => line.name.replace("届", ""), ...text(at ? "--tblr-secondary" : "--tblr-body-color", { fontWeight: at ? 400 : 600 }) },
      labelLayout: { moveOverlap: "shiftY" },
      data: line.points.map(([day, value]) => [stampOf(day), value === null ? null : value / 100]),
    }));
    return {
      grid: { left: SIZE * 4, right: SIZE * 4, top: SIZE * 1.5, bottom: SIZE * 2.2, outerBoundsMode: "none" },
      xAxis: { type: "time", axisLabel: { ...text("--tblr-secondary"), formatter: dayOf, hideOverlap: true }, axisLine: { lineStyle: { color: "var(--tblr-border-color)" } }, splitLine: { show: false } },
      yAxis: { type: "value", min: 0, max: top, axisLabel: { ...text("--tblr-secondary"), formatter: "{value} %" }, splitLine: { lineStyle: { color: "var(--qx-line)" } } },
      tooltip: {
        trigger: "axis", renderMode: "richText", backgroundColor: "var(--qx-sheet)", borderColor: "var(--tblr-border-color)", textStyle: text(), confine: true,
        formatter: (found) => [dayOf(found[0].value[0]), ...found.map((each) => `${each.seriesName}  ${each.value[1].toFixed(2)} %`)].join("\n"),
      },
      series,
    };
  }

  function bars({ bars: rows, left }, width, kind) {
    const phone = width < PHONE;
    const said = rows.map(([, share, some, whole]) => (kind === "rates" ? `${rate(share)} · ${heads(some)}/${heads(whole)}` : `${heads(some)} · ${rate(share)}`));
    const room = Math.min(Math.max(...rows.map((each) => widthOf(each[0]))) + 4, width * (phone ? 0.34 : 0.36));
    const right = Math.max(...said.map(widthOf)) + 14;
    const axis = kind === "rates" ? { min: 0, max: 100 } : { min: 0 };
    return {
      grid: { left: room + 12, right, top: 4, bottom: 4, outerBoundsMode: "none" },
      xAxis: { type: "value", ...axis, axisLabel: { show: false }, splitLine: { show: false } },
      yAxis: { type: "category", inverse: true, data: rows.map((each) => each[0]), axisTick: { show: false }, axisLine: { show: false }, axisLabel: { ...text(), interval: 0, width: room, overflow: "truncate", margin: 10 } },
      series: [{
        type: "bar", silent: true, animation: false, emphasis: { disabled: true }, barWidth: "58%", barMaxWidth: 44,
        data: rows.map(([name, share, some]) => ({ value: kind === "rates" ? share / 100 : some, itemStyle: { color: QUIET.includes(name) ? "var(--qx-bar-quiet)" : "var(--qx-bar)" } })),
        label: { show: true, position: "right", distance: 6, formatter: ({ dataIndex }) => said[dataIndex], ...text() },
      }],
    };
  }

  function flows({ links }) {
    const names = (side, prefix) => [...new Set(links.map((each) => each[side]))].map((name) => ({ name: prefix + name, label: { position: side ? "left" : "right" } }));
    return {
      series: [{
        type: "sankey", animation: false, draggable: false, silent: true, emphasis: { disabled: true }, left: 0, right: 0, top: 8, bottom: 8, nodeWidth: 10, nodeGap: 12, layoutIterations: 0,
        data: [...names(0, "a"), ...names(1, "b")], itemStyle: { color: "var(--qx-bar)", borderWidth: 0 }, lineStyle: { color: "var(--qx-bar-quiet)", opacity: 0.5 },
        links: links.map(([before, after, value]) => ({ source: `a${before}`, target: `b${after}`, value })),
        label: { ...text(), formatter: ({ name, value }) => `${name.slice(1)} ${heads(value)}` },
      }],
    };
  }

  const KINDS = { curve, rates: bars, heads: bars, flows };

  function heightOf(kind, data, element) {
    if (across) return element.clientHeight;
    if (kind === "curve") return Math.max(240, Math.min(300, element.clientWidth * 0.5));
    if (kind === "flows") return Math.max(160, 34 * new Set(data.links.map((each) => each[0])).size, 34 * new Set(data.links.map((each) => each[1])).size);
    return data.bars.length * 28 + 8;
  }

  function draw(element) {
    const width = element.clientWidth;
    if (!width) return;
    const data = JSON.parse(document.getElementById(element.dataset.chart).textContent);
    const kind = element.dataset.kind;
    const height = heightOf(kind, data, element);
    if (!across) { element.style.height = `${height}px`; element.style.minHeight = "0"; }
    const drawn = echarts.getInstanceByDom(element) || echarts.init(element, null, { renderer: "svg", width, height });
    drawn.resize({ width, height, silent: true });
    drawn.setOption(KINDS[kind](data, width, kind), true);
    drawn.getZr().flush();
    element.querySelector("svg").setAttribute("aria-hidden", "true");
  }

  function everything() {
    document.querySelectorAll("[data-chart]").forEach(draw);
    document.querySelectorAll(".qx-behind:not(.ready)").forEach((each) => { each.open = false; each.classList.add("ready"); });
  }

  let width = 0;
  new ResizeObserver(() => {
    if (document.body.clientWidth === width) return;
    width = document.body.clientWidth;
    everything();
  }).observe(document.body);
  document.addEventListener("htmx:afterSwap", everything);
})();
