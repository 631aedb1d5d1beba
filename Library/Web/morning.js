// What was played: three charts on one clock, zoomed together.
"use strict";
(async () => {
  const place = document.getElementById("played");
  if (!place || typeof Dygraph === "undefined") return;
  const answer = await fetch(place.dataset.url, { headers: { Accept: "application/json" } });
  if (!answer.ok) return;
  const night = await answer.json();
  const style = getComputedStyle(document.documentElement);
  const colour = (name) => style.getPropertyValue(name).trim();
  const names = place.dataset.rows.split("|");
  const rows = ["W", "R", "N1", "N2", "N3"];
  const twelve = place.dataset.twelve === "true";
  const two = (n) => String(n).padStart(2, "0");
  const clock = (x) => {
    const second = ((night.start_s + x) % 86400 + 86400) % 86400, hour = Math.floor(second / 3600);
    const minute = two(Math.floor(second / 60) % 60);
    if (!twelve) return `${two(hour)}:${minute}`;
    const short = minute === "00" ? "" : ":" + minute;
    return `${hour % 12 || 12}${short} ${hour < 12 ? "am" : "pm"}`;
  };
  // Labels stand at whole hours of the clock, or closer when looked at closer.
  const ticker = (from, to, pixels) => {
    const room = Math.max(2, Math.floor(pixels / 80));
    const step = [60, 300, 600, 900, 1800, 3600, 7200, 14400].find((s) => (to - from) / s <= room) || 28800;
    const ticks = [];
    for (let x = Math.ceil((from + night.start_s) / step) * step - night.start_s; x <= to; x += step) ticks.push({ v: x, label: clock(x) });
    return ticks;
  };
  place.hidden = false;
  document.querySelector(".plain").hidden = true;
  const charts = [];
  let isSetting = false;
  const common = () => ({
    labels: ["s", "y"], connectSeparatedPoints: false, gridLineColor: colour("--line"),
    axisLineColor: colour("--line"), rightGap: 10, animatedZooms: false,
    axes: { x: { ticker, valueFormatter: clock } },
    drawCallback: (chart, first) => {
      if (isSetting || first) return;
      isSetting = true;
      for (const other of charts) if (other !== chart) other.updateOptions({ dateWindow: chart.xAxisRange() });
      isSetting = false;
    },
  });
  const add = (name, say, values, y, more) => {
    const chart = place.querySelector(`[data-chart="${name}"]`);
    const options = Object.assign(common(), window.luma.chart(chart, (x, value) => `${clock(x)} · ${say(value)}`), more);
    options.axes.y = y;
    charts.push(new Dygraph(chart, values, options));
  };
  const at = (i) => i * night.step_s;
  add("stages", (v) => names[4 - v] || "", night.stages.map((stage, i) => [at(i), stage === null ? null : 4 - rows.indexOf(stage)]), {
    axisLabelWidth: 96, ticker: () => names.map((label, i) => ({ v: 4 - i, label })),
  }, { stepPlot: true, color: colour("--s3"), strokeWidth: 1.6, valueRange: [-0.5, 4.5] });
  add("level", (v) => Math.round(v) + " dBA",
    night.level_milli_dba.map((level, i) => [at(i), level === null ? null : level / 1000]), { axisLabelWidth: 96 },
    { color: colour("--accent"), strokeWidth: 1.6, stepPlot: true, valueRange: [10, 70] });
  const pulses = place.querySelector("[data-pulses]");
  pulses.hidden = night.pulses.every((count) => count === 0);
  if (!pulses.hidden) {
    add("pulses", String, night.pulses.map((count, i) => [at(i), count]), { axisLabelWidth: 96 },
      { color: colour("--s1"), fillGraph: true, stepPlot: true, includeZero: true });
  }
})();
