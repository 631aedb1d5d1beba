// Nights over time: every evening has its place, and one without a night is a gap.
"use strict";
(async () => {
  const place = document.getElementById("trends");
  if (!place || typeof Dygraph === "undefined") return;
  const answer = await fetch(place.dataset.url, { headers: { Accept: "application/json" } });
  if (!answer.ok) return;
  const trend = await answer.json();
  const style = getComputedStyle(document.documentElement);
  const colour = (name) => style.getPropertyValue(name).trim();
  const language = document.documentElement.lang;
  // Noon, so that no zone makes another day of it.
  const days = trend.evenings.map((day) => new Date(day + "T12:00:00"));
  const short = new Intl.DateTimeFormat(language, { day: "numeric", month: "short" });
  const long = new Intl.DateTimeFormat(language, { weekday: "long", day: "numeric", month: "long" });
  place.hidden = false;
  const charts = [];
  let isSetting = false;
  const add = (name, values, more) => {
    const box = place.querySelector(`[data-chart="${name}"]`);
    const number = (v) => v.toLocaleString(language, { maximumFractionDigits: 1 });
    const chart = new Dygraph(
      box, days.map((day, i) => [day, values[i]]), Object.assign({
        labels: ["d", "y"], connectSeparatedPoints: false, drawPoints: true, pointSize: 3.5, xRangePad: 8,
        strokeWidth: 1.6, color: colour("--accent"), gridLineColor: colour("--line"), axisLineColor: colour("--line"),
        axes: {
          x: { axisLabelFormatter: (day) => short.format(day) }, y: { axisLabelWidth: 34 },
        },
        drawCallback: (chart, first) => {
          if (isSetting || first) return;
          isSetting = true;
          for (const other of charts) if (other !== chart) other.updateOptions({ dateWindow: chart.xAxisRange() });
          isSetting = false;
        },
      }, window.luma.chart(box, (ms, v) => `${long.format(new Date(ms))} · ${number(v)}`), more));
    charts.push(chart);
  };
  add("asleep", trend.asleep_s.map((s) => (s === null ? null : s / 3600)), { valueRange: [0, 12.5] });
  add("quality", trend.quality, { valueRange: [0.5, 5.5], color: colour("--s1") });
  add("awakenings", trend.awakenings, { includeZero: true, color: colour("--s3") });
  document.querySelector(".plain").hidden = true;
})();
