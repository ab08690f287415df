// Draws the charts from the JSON in the page. Colours are CSS variables, so dark mode and print follow by themselves.
(() => {
  "use strict";
  const data = JSON.parse(document.getElementById("chart-data").textContent);
  const PHONE = 560;
  const LETTER = 12;
  const LINE = 15;
  const PAPER = { width: 680, height: 860 };
  const HEAD = 24;
  const FOOT = 24;
  // Chinese may break anywhere, other names only between words
  const BREAK = document.documentElement.lang.startsWith("zh") ? "breakAll" : "break";
  const FONT = getComputedStyle(document.body).fontFamily;
  const VARIABLES = {
    employer_rate: "employer", agreement_contract_rate: "employer", startup_rate: "startup", freelance_rate: "freelance",
    flexible_rate: "freelance", other_hire_rate: "apart", further_study_rate: "study", seeking_rate: "seeking",
    not_seeking_rate: "not-seeking", unregistered_rate: "unregistered", unrecognised_rate: "unrecognised",
  };
  const DARK = new Set(["employer", "study", "not-seeking", "unrecognised", "other"]);
  const onto = (name) => (name === "unregistered" ? "var(--ink)" : DARK.has(name) ? "var(--on-dark)" : "var(--on-light)");
  const percent = (bar) => (bar.of ? (100 * bar.n) / bar.of : 0);

  const widthOf = (text) => [...text].reduce((sum, each) => sum + (each.charCodeAt(0) > 255 ? LETTER : LETTER * 0.6), 0);

  function shape(chart, width) {
    const phone = width < PHONE;
    const widest = Math.max(...chart.names.map(widthOf));
    const lines = Math.ceil(widest / (width * 0.24));
    const room = Math.ceil(widest / lines) + (lines > 1 ? LETTER : 4);
    const deepest = lines > 1 && BREAK === "break" ? lines + 1 : lines;
    return { phone, room, row: phone ? 44 : Math.max(26, deepest * LINE) };
  }

  function frame(chart, { phone, room }, right) {
    const label = { color: "var(--ink)", fontSize: LETTER, lineHeight: LINE };
    const above = { inside: true, verticalAlign: "bottom", align: "left", padding: [0, 0, 9, 0], margin: 0 };
    const beside = { width: room, overflow: BREAK, margin: 10 };
    return {
      animation: false,
      textStyle: { fontFamily: FONT },
      grid: { left: phone ? 2 : room + 12, right, top: HEAD, bottom: FOOT, outerBoundsMode: "none" },
      xAxis: {
        type: "value", min: 0, max: 100, interval: 25,
        axisLabel: { color: "var(--quiet)", fontSize: 11, formatter: (value) => `${value} %`, alignMinLabel: "left", alignMaxLabel: right < 30 ? "right" : "center" },
        splitLine: { lineStyle: { color: "var(--faint)" } },
      },
      yAxis: {
        type: "category", inverse: true, data: chart.names, z: 5,
        axisTick: { show: false }, axisLine: { show: false },
        axisLabel: { ...label, interval: 0, ...(phone ? above : beside) },
      },
    };
  }

  function bars(look) {
    return { type: "bar", emphasis: { disabled: true }, silent: true, barWidth: look.phone ? 14 : Math.min(16, look.row * 0.62), ...(look.phone ? { barCategoryGap: "40%" } : {}) };
  }

  function placement(chart, look) {
    const label = {
      show: true, position: "right", distance: 6, fontSize: LETTER, color: "var(--ink)", backgroundColor: "var(--ground)", padding: [1, 2],
      formatter: ({ dataIndex }) => `{rate|${chart.placement[dataIndex].rate} %}  {heads|${chart.placement[dataIndex].heads}}`,
      rich: { rate: { fontSize: LETTER, fontFamily: FONT, color: "var(--ink)" }, heads: { fontSize: 11, fontFamily: FONT, color: "var(--quiet)" } },
    };
    const series = { ...bars(look), data: chart.placement.map(percent), label, itemStyle: { color: "var(--employer)" } };
    if (chart.whole) series.markLine = mean(chart);
    return { ...frame(chart, look, look.phone ? 122 : 132), series: [series] };
  }

  function mean(chart) {
    return {
      z: 1, silent: true, symbol: "none", animation: false, data: [{ xAxis: percent(chart.whole) }],
      lineStyle: { color: "var(--mean)", width: 1.5, type: [4, 3] },
      label: { position: "start", distance: 5, color: "var(--mean)", fontSize: LETTER, fontFamily: FONT, formatter: `${chart.wholeLabel} ${chart.whole.rate} %` },
    };
  }

  function mix(chart, look) {
    const room = look.phone ? 15 : 8;
    const series = chart.classes.map(({ code, title, bars: each }) => {
      const name = VARIABLES[code] || "other";
      return {
        ...bars(look), name: title, stack: "all", data: each.map(percent),
        itemStyle: { color: `var(--${name})`, borderColor: "var(--ground)", borderWidth: 1 },
        label: {
          show: true, fontSize: 11, color: onto(name),
          formatter: ({ dataIndex, value }) => (value >= room ? each[dataIndex].rate : ""),
        },
      };
    });
    return { ...frame(chart, look, 14), series };
  }

  const KINDS = { placement, mix };

  function draw(element, width, tallest = Infinity) {
    const chart = data[element.dataset.chart];
    const look = shape(chart, width);
    look.row = Math.min(look.row, (tallest - HEAD - FOOT) / chart.names.length);
    const height = Math.round(chart.names.length * look.row + HEAD + FOOT);
    element.style.height = `${height}px`;
    const drawn = echarts.getInstanceByDom(element) || echarts.init(element, null, { renderer: "svg", width, height });
    drawn.resize({ width, height, silent: true });
    drawn.setOption(KINDS[element.dataset.kind](chart, look), true);
    drawn.getZr().flush();
    const svg = element.querySelector("svg");
    svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
    svg.setAttribute("aria-hidden", "true");
  }

  const charts = [...document.querySelectorAll("[data-chart]")];
  const onScreen = () => charts.forEach((element) => element.clientWidth && draw(element, element.clientWidth));
  let width = 0;
  new ResizeObserver(() => {
    if (document.body.clientWidth === width) return;
    width = document.body.clientWidth;
    onScreen();
  }).observe(document.body);

  const forPrint = [...document.querySelectorAll("details[data-print]")];
  let opened = [];
  addEventListener("beforeprint", () => {
    opened = forPrint.filter((each) => !each.open);
    opened.forEach((each) => { each.open = true; });
    charts.forEach((element) => draw(element, PAPER.width, PAPER.height));
  });
  addEventListener("afterprint", () => {
    opened.forEach((each) => { each.open = false; });
    onScreen();
  });

  // a link to a definition or rule opens whatever hides it
  addEventListener("hashchange", () => document.getElementById(location.hash.slice(1))?.closest("details")?.setAttribute("open", ""));
})();
