/// The page's own script: it draws the charts with dygraphs on one shared clock.
enum PageScript {
  /// The text of the script; it reads its numbers from the element `night` and touches nothing outside the page.
  static let text = #"""
    (function () {
      "use strict";
      var byId = function (id) { return document.getElementById(id); };
      var fallback = byId("static");
      // The charts measure the room they have, so they must have it first.
      document.documentElement.classList.add("drawn");
      try { draw(); } catch (error) {
        // What the page shows without scripts is better than nothing.
        document.documentElement.classList.remove("drawn");
        fallback.innerHTML = byId("plain").textContent;
        console.error(error);
      }

      function draw() {
        var night = JSON.parse(byId("night").textContent);
        var t0 = night.start * 1000, t1 = t0 + night.length;
        var at = function (tenths) { return t0 + tenths * 100; };
        var view = [t0, t1], busy = false, charts = [], cursorTime = null, theme = {};
        var picture = byId("spectrum-image");
        var names = ["W", "N1", "N2", "N3", "R"];
        var place = [5, 3, 2, 1, 4];
        var narrow = window.matchMedia("(max-width: 600px)").matches;

        function readTheme() {
          var style = getComputedStyle(document.documentElement);
          ["ink", "soft", "line", "shade", "gap", "accent", "w", "n1", "n2", "n3", "r", "wave", "light", "dose",
            "bed0", "bed1", "bed2", "bed3", "bed4", "pulse", "panel"].forEach(function (name) {
            theme[name] = style.getPropertyValue("--" + name).trim();
          });
        }
        readTheme();
        var stageColour = function (stage) { return theme[["w", "n1", "n2", "n3", "r"][stage]]; };

        function clock(ms, seconds) {
          var text = new Date(ms).toISOString();
          return seconds ? text.slice(11, 19) : text.slice(11, 16);
        }

        // Everything that all charts share lies under their lines: scenes, gaps, marks.
        function underlay(ctx, area, g, extra, named) {
          ctx.save();
          ctx.beginPath(); ctx.rect(area.x, area.y, area.w, area.h); ctx.clip();
          var x = function (ms) { return g.toDomXCoord(ms); };
          ctx.fillStyle = theme.shade;
          night.scenes.forEach(function (scene, i) {
            if (i % 2 === 0) return;
            var to = i + 1 < night.scenes.length ? at(night.scenes[i + 1][0]) : t1;
            ctx.fillRect(x(at(scene[0])), area.y, x(to) - x(at(scene[0])), area.h);
          });
          if (extra) extra(ctx, area, g, x);
          night.gaps.forEach(function (gap) {
            var from = Math.max(x(at(gap[0])), area.x - 9), to = Math.min(x(at(gap[1])), area.x + area.w + 9);
            if (to < area.x || from > area.x + area.w) return;
            ctx.fillStyle = theme.gap;
            ctx.fillRect(from, area.y, Math.max(to - from, 1), area.h);
            if (named) label(ctx, "no signal", from, to, area.y + area.h / 2);
          });
          ctx.setLineDash([4, 3]);
          ctx.strokeStyle = theme.accent;
          night.marks.forEach(function (mark) { stroke(ctx, x(at(mark[0])), area.y, x(at(mark[0])), area.y + area.h); });
          ctx.restore();
        }
        function stroke(ctx, x0, y0, x1, y1) {
          ctx.beginPath(); ctx.moveTo(x0, y0); ctx.lineTo(x1, y1); ctx.stroke();
        }
        // A label in the middle of a stretch, shortened or left out where it does not fit.
        function label(ctx, text, from, to, y) {
          ctx.font = "12px system-ui, sans-serif"; ctx.textAlign = "center"; ctx.textBaseline = "middle";
          ctx.fillStyle = theme.ink;
          var room = to - from - 8;
          if (room < 14) return;
          var whole = text;
          while (text && ctx.measureText(text).width > room) {
            whole = whole.slice(0, -1); text = whole && whole + "…";
          }
          if (text && (whole.length > 2 || whole + "…" !== text)) ctx.fillText(text, (from + to) / 2, y);
        }

        function drawHypnogram(ctx, area, g, x) {
          var step = night.epoch * 1000, s = night.stages, lastY = null, i = 0, runs = [];
          while (i < s.length) {
            var j = i;
            while (j < s.length && s[j] === s[i]) j++;
            runs.push([t0 + i * step, t0 + j * step, +s[i]]);
            i = j;
          }
          // The grid of the library would lie over the bars.
          ctx.strokeStyle = theme.line; ctx.lineWidth = 1;
          place.forEach(function (v) {
            var y = Math.round(g.toDomYCoord(v)) + 0.5;
            stroke(ctx, area.x, y, area.x + area.w, y);
          });
          ctx.strokeStyle = theme.soft;
          runs.forEach(function (run) {
            if (run[2] > 4) { lastY = null; return; }
            var y = g.toDomYCoord(place[run[2]]);
            if (lastY !== null) stroke(ctx, x(run[0]), lastY, x(run[0]), y);
            lastY = y;
          });
          runs.forEach(function (run) {
            if (run[2] > 4) return;
            var half = run[2] === 4 ? 5 : 2.5, y = g.toDomYCoord(place[run[2]]);
            ctx.fillStyle = stageColour(run[2]);
            ctx.fillRect(x(run[0]), y - half, Math.max(x(run[1]) - x(run[0]), 1), 2 * half);
          });
        }
        function drawSpectrum(ctx, area, g, x) {
          if (!night.spectrum || !picture || !picture.complete || !picture.naturalWidth) return;
          var top = g.toDomYCoord(night.spectrum.high / 1000), low = g.toDomYCoord(night.spectrum.low / 1000);
          ctx.imageSmoothingEnabled = true;
          ctx.drawImage(picture, x(t0), top, x(t0 + night.spectrum.length) - x(t0), low - top);
        }
        function drawScenes(ctx, area, g, x) {
          ctx.strokeStyle = theme.soft; ctx.lineWidth = 1;
          night.scenes.forEach(function (scene, i) {
            var from = x(at(scene[0])), to = i + 1 < night.scenes.length ? x(at(night.scenes[i + 1][0])) : x(t1);
            if (to < area.x || from > area.x + area.w) return;
            if (i) stroke(ctx, from, area.y, from, area.y + area.h);
            label(ctx, scene[1], Math.max(from, area.x), Math.min(to, area.x + area.w), area.y + area.h / 2);
          });
        }
        function drawPulses(ctx, area, g, x) {
          ctx.fillStyle = theme.pulse;
          ctx.globalAlpha = 0.7;
          night.pulses.forEach(function (pulse) {
            var px = x(t0 + pulse[0]);
            if (px < area.x - 3 || px > area.x + area.w + 3) return;
            ctx.beginPath(); ctx.arc(px, g.toDomYCoord(pulse[1] / 100), 2, 0, 2 * Math.PI); ctx.fill();
          });
          ctx.globalAlpha = 1;
        }

        var empty = [[new Date(t0), null], [new Date(t1), null]];
        function steady(columns, scale) {
          var rows = [[new Date(t0)].concat(columns.map(function () { return null; }))];
          for (var i = 0; i < columns[0].length; i++) {
            var t = t0 + (i + 0.5) * night.step * 1000;
            if (t >= t1) break;
            rows.push([new Date(t)].concat(columns.map(function (c) { return c[i] === null ? null : c[i] / scale; })));
          }
          rows.push([new Date(t1)].concat(columns.map(function () { return null; })));
          return rows;
        }
        function most(rows, least) {
          return rows.reduce(function (m, row) {
            return row.slice(1).reduce(function (n, v) { return v !== null && v > n ? v : n; }, m);
          }, least);
        }

        // From a little under zero, so that the 0 stands clear of the clock, to a little over the top.
        function above(top) { return [-0.07 * top, 1.1 * top]; }

        function add(id, rows, labels, options) {
          var div = byId(id);
          if (!div) return;
          var cursor = document.createElement("div"), brush = document.createElement("div");
          cursor.className = "cursor"; brush.className = "brush";
          var chart = { div: div, cursor: cursor, brush: brush, colours: options.colours };
          var left = { axisLabelFontSize: 12, axisLabelWidth: narrow ? 36 : 46 };
          var settings = {
            labels: labels, labelsUTC: true, legend: "never", interactionModel: {}, dateWindow: view.slice(),
            showLabelsOnHighlight: false, highlightCircleSize: 0, rightGap: 6, strokeWidth: 1.4,
            drawCallback: follow, colors: chart.colours ? chart.colours() : [theme.ink],
            axisLineColor: theme.soft, gridLineColor: theme.line, gridLineWidth: 1,
            underlayCallback: function (ctx, area, g) {
              underlay(ctx, area, g, options.under, id === "scenes" || id === "hypnogram");
            },
            axes: {
              x: { axisLabelFontSize: 12, axisLabelWidth: 60, pixelsPerLabel: 64, axisLabelFormatter: function (date) {
                return clock(date.getTime(), view[1] - view[0] < 240000);
              } },
              y: Object.assign({ pixelsPerLabel: 26 }, left, options.y || {})
            }
          };
          Object.keys(options).forEach(function (key) {
            if (["y", "under", "colours"].indexOf(key) < 0) settings[key] = options[key];
          });
          chart.g = new Dygraph(div, rows, settings);
          div.appendChild(cursor); div.appendChild(brush);
          charts.push(chart);
          wire(chart);
        }

        // One clock: whatever moves one chart moves them all.
        function show(a, b) {
          var span = Math.min(Math.max(b - a, 5000), t1 - t0);
          a = Math.min(Math.max(a, t0), t1 - span);
          view = [a, a + span];
          busy = true;
          charts.forEach(function (chart) { chart.g.updateOptions({ dateWindow: view.slice() }); });
          busy = false;
          point(cursorTime);
          byId("whole").disabled = span >= t1 - t0;
        }
        function follow(g, isFirst) {
          if (busy || isFirst) return;
          var w = g.xAxisRange();
          if (Math.abs(w[0] - view[0]) > 0.5 || Math.abs(w[1] - view[1]) > 0.5) show(w[0], w[1]);
        }
        function zoom(factor, centre) {
          if (centre === undefined) centre = (view[0] + view[1]) / 2;
          show(centre - (centre - view[0]) * factor, centre + (view[1] - centre) * factor);
        }
        function shift(share) { var d = (view[1] - view[0]) * share; show(view[0] + d, view[1] + d); }

        // What the cursor points at, in words.
        function point(t) {
          cursorTime = t;
          charts.forEach(function (chart) {
            var visible = t !== null && t >= view[0] && t <= view[1];
            chart.cursor.style.display = visible ? "block" : "none";
            if (visible) chart.cursor.style.left = chart.g.toDomXCoord(t) + "px";
          });
          byId("readout").textContent = t === null ? clock(view[0]) + " – " + clock(view[1]) : words(t);
        }
        function words(t) {
          var s = (t - t0) / 1000, parts = [clock(t, true)];
          var stage = +night.stages[Math.floor(s / night.epoch)], i = Math.floor(s / night.step);
          if (stage <= 4) parts.push(names[stage]);
          if (night.slow[i] !== undefined && night.slow[i] !== null) {
            parts.push("slow wave " + (night.slow[i] / 10).toFixed(0) + " µV");
          }
          var low = 0, high = night.levels.length - 1;
          while (low < high) {
            var middle = (low + high + 1) >> 1;
            if (night.levels[middle][0] <= s * 10) low = middle; else high = middle - 1;
          }
          var row = night.levels[low];
          if (row) {
            parts.push(row[1] === null ? "silence" : (row[1] / 100).toFixed(1) + " dBA");
            parts.push((row[row.length - 1] / 1000).toFixed(1) + " lx");
          }
          var scene = night.scenes.filter(function (entry) { return entry[0] <= s * 10; }).pop();
          if (scene) parts.push(scene[1]);
          if (night.gaps.some(function (gap) { return gap[0] <= s * 10 && s * 10 < gap[1]; })) parts.push("no signal");
          return parts.join(" · ");
        }

        function wire(chart) {
          var div = chart.div, touches = {}, mouse = null;
          var x = function (event) { return event.clientX - div.getBoundingClientRect().left; };
          var time = function (px) { return Math.min(Math.max(chart.g.toDataXCoord(px), view[0]), view[1]); };
          var spread = function () {
            var all = Object.keys(touches).map(function (id) { return touches[id]; });
            return all.length < 2 ? null : [Math.min(all[0], all[1]), Math.max(all[0], all[1])];
          };
          div.addEventListener("pointerdown", function (event) {
            if (event.pointerType === "mouse") {
              if (event.button) return;
              mouse = { x: x(event), pan: event.shiftKey, view: view.slice() };
              event.preventDefault();
            } else { touches[event.pointerId] = x(event); }
            div.setPointerCapture(event.pointerId);
          });
          div.addEventListener("pointermove", function (event) {
            var px = x(event), before;
            if (touches[event.pointerId] !== undefined) {
              before = spread();
              var moved = px - touches[event.pointerId];
              touches[event.pointerId] = px;
              var now = spread();
              if (now && before) {
                zoom(Math.max(before[1] - before[0], 8) / Math.max(now[1] - now[0], 8), time((now[0] + now[1]) / 2));
              } else if (view[1] - view[0] < t1 - t0) {
                shift(-moved / chart.g.getArea().w);
              }
              if (!now) point(time(px));
            } else if (mouse && mouse.pan) {
              var d = (mouse.x - px) / chart.g.getArea().w * (mouse.view[1] - mouse.view[0]);
              show(mouse.view[0] + d, mouse.view[1] + d);
            } else if (mouse) {
              var a = chart.g.toDomXCoord(time(mouse.x)), b = chart.g.toDomXCoord(time(px));
              chart.brush.style.display = "block";
              chart.brush.style.left = Math.min(a, b) + "px";
              chart.brush.style.width = Math.abs(a - b) + "px";
            } else { point(time(px)); }
          });
          var release = function (event) {
            delete touches[event.pointerId];
            chart.brush.style.display = "none";
            if (mouse && event.type === "pointerup" && !mouse.pan && Math.abs(x(event) - mouse.x) > 5) {
              var ends = [time(mouse.x), time(x(event))].sort(function (a, b) { return a - b; });
              show(ends[0], ends[1]);
            }
            if (event.pointerType === "mouse") mouse = null;
          };
          div.addEventListener("pointerup", release);
          div.addEventListener("pointercancel", release);
          div.addEventListener("pointerleave", function (event) {
            if (!mouse && event.pointerType === "mouse") point(null);
          });
          div.addEventListener("dblclick", function () { show(t0, t1); });
        }

        var sound = night.levels.map(function (row) {
          return [new Date(at(row[0]))].concat(row.slice(1, -1).map(function (v) { return v === null ? null : v / 100; }));
        });
        var light = night.levels.map(function (row) { return [new Date(at(row[0])), row[row.length - 1] / 1000]; });
        var dose = [[new Date(t0), 0]].concat(night.dose.map(function (row) {
          return [new Date(at(row[0])), row[1] / 1e6];
        }));
        [sound, light, dose].forEach(function (rows) {
          if (rows[rows.length - 1][0].getTime() < t1) {
            rows.push([new Date(t1)].concat(rows[0].slice(1).map(function () { return null; })));
          }
        });
        var loudest = night.pulses.reduce(function (m, pulse) { return Math.max(m, pulse[1] / 100); }, 45);
        var beds = ["bed0", "bed1", "bed2", "bed3", "bed4"].slice(0, night.beds.length);
        var slow = steady([night.slow], 10);
        var ticks = function (all) { return { ticker: function () { return all; } }; };
        document.querySelectorAll("#charts .plot").forEach(function (div) { div.textContent = ""; });

        add("scenes", empty, ["t", "scene"], {
          valueRange: [0, 1], under: drawScenes, y: Object.assign({ drawGrid: false }, ticks([]))
        });
        add("hypnogram", empty, ["t", "stage"], {
          valueRange: [0.4, 5.6], under: drawHypnogram, drawGrid: false,
          y: ticks([5, 4, 3, 2, 1].map(function (v) { return { v: v, label: ["N3", "N2", "N1", "R", "W"][v - 1] }; }))
        });
        var order = [0, 4, 1, 2, 3];
        add("belief", steady(order.map(function (i) { return night.belief[i]; }), 10),
          ["t"].concat(order.map(function (i) { return names[i]; })), {
          valueRange: [0, 100.5], stackedGraph: true, stackedGraphNaNFill: "none", fillAlpha: 0.75, strokeWidth: 0,
          colours: function () { return order.map(stageColour); },
          y: ticks([50, 100].map(function (v) { return { v: v, label: v + " %" }; }))
        });
        add("spectrum", empty, ["t", "power"], {
          valueRange: night.spectrum ? [night.spectrum.low / 1000, night.spectrum.high / 1000] : [0, 30],
          under: drawSpectrum, drawGrid: false
        });
        add("slow", slow, ["t", "slow wave"], {
          valueRange: above(most(slow, 20)), colours: function () { return [theme.wave]; }
        });
        add("sound", sound, ["t", "all beds"].concat(night.beds), {
          valueRange: [7, Math.max(most(sound, 45), loudest) + 4], under: drawPulses,
          colours: function () { return [theme.ink].concat(beds.map(function (bed) { return theme[bed]; })); },
          series: night.beds.length ? { "all beds": { strokeWidth: 2.4 } } : {}
        });
        add("light", light, ["t", "light"], {
          valueRange: above(most(light, 1)), fillGraph: true, colours: function () { return [theme.light]; }
        });
        add("dose", dose, ["t", "exposure"], {
          valueRange: above(most(dose, 0.001)), colours: function () { return [theme.dose]; },
          y: { axisLabelFormatter: function (v) { return String(+v.toPrecision(2)); } }
        });

        if (picture && !picture.complete) picture.addEventListener("load", function () { show(view[0], view[1]); });
        window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", function () {
          readTheme();
          busy = true;
          charts.forEach(function (chart) {
            chart.g.updateOptions({
              axisLineColor: theme.soft, gridLineColor: theme.line,
              colors: chart.colours ? chart.colours() : [theme.ink]
            });
          });
          busy = false;
        });
        var press = {
          earlier: function () { shift(-0.25); }, later: function () { shift(0.25); },
          closer: function () { zoom(0.5); }, wider: function () { zoom(2); }, whole: function () { show(t0, t1); }
        };
        Object.keys(press).forEach(function (id) { byId(id).addEventListener("click", press[id]); });
        var keys = {
          ArrowLeft: "earlier", ArrowRight: "later", "+": "closer", "=": "closer", "-": "wider", "0": "whole",
          Home: "whole", Escape: "whole"
        };
        byId("charts").addEventListener("keydown", function (event) {
          if (event.ctrlKey || event.metaKey || event.altKey || !keys[event.key]) return;
          press[keys[event.key]]();
          event.preventDefault();
        });
        show(t0, t1);
      }
    })();
    """#
}
