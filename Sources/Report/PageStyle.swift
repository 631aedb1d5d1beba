/// The page's own style, for light and dark rooms, wide and narrow screens, and paper.
enum PageStyle {
  /// The text of the style sheet.
  ///
  /// Stage and bed colours are after Okabe and Ito (2008).
  static let text = """
    :root { color-scheme: light dark; --page: #f6f7f8; --panel: #ffffff; --ink: #1f2933; --soft: #5b6670;
      --line: #e4e8ec; --shade: rgba(0, 60, 120, .05); --gap: rgba(110, 118, 128, .30); --accent: #8a4b08;
      --w: #e69f00; --n1: #56b4e9; --n2: #0072b2; --n3: #0b3c6f; --r: #d55e00; --wave: #0b3c6f; --light: #b07800;
      --dose: #6b4c9a; --bed0: #0072b2; --bed1: #cc79a7; --bed2: #8c510a; --bed3: #009e73; --bed4: #d55e00;
      --pulse: #c23b75; }
    @media (prefers-color-scheme: dark) { :root { --page: #12161b; --panel: #1a2027; --ink: #e6eaee; --soft: #9aa5b1;
      --line: #2c343d; --shade: rgba(140, 190, 255, .07); --gap: rgba(150, 158, 168, .34); --accent: #ffb86b;
      --w: #f0b440; --n1: #a8dcf7; --n2: #4fa8e0; --n3: #2f6cc0; --r: #ff8c42; --wave: #7db9f0; --light: #f2c14e;
      --dose: #b79be0; --bed0: #62b5ee; --bed1: #e6a5c8; --bed2: #d09a5b; --bed3: #3ecfa0; --bed4: #ff9a5c;
      --pulse: #ff86b4; } }
    * { box-sizing: border-box; }
    body { margin: 0; background: var(--page); color: var(--ink); font: 16px/1.5 system-ui, sans-serif;
      overflow-wrap: break-word; }
    main { max-width: 1120px; margin: 0 auto; padding: 24px 20px 48px; }
    h1 { font-size: 1.05rem; font-weight: 600; margin: 0; color: var(--soft); }
    h2 { font-size: 1.2rem; margin: 40px 0 12px; }
    h3 { font-size: 1rem; margin: 0; }
    p { margin: 8px 0; max-width: 75ch; }
    .first { font-size: clamp(1.35rem, 3.4vw, 1.9rem); line-height: 1.3; margin: 10px 0 14px; font-weight: 600; }
    .soft, .note { color: var(--soft); }
    .note { font-size: .9rem; }
    .figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(210px, 1fr)); gap: 10px; margin: 22px 0; }
    .figures div { background: var(--panel); border: 1px solid var(--line); border-radius: 8px; padding: 10px 14px; }
    .figures dt { color: var(--soft); font-size: .88rem; }
    .figures dd { margin: 0; font-size: 1.3rem; font-weight: 600; }
    .figures dd small { display: block; font-size: .82rem; font-weight: 400; color: var(--soft); }
    .scroll { overflow-x: auto; }
    table { border-collapse: collapse; background: var(--panel); font-size: .95rem; min-width: 340px; }
    table.wide { width: 100%; }
    caption { text-align: left; color: var(--soft); font-size: .9rem; padding: 4px 0; }
    th, td { text-align: left; padding: 6px 12px; border-bottom: 1px solid var(--line); vertical-align: top; }
    th { font-weight: 600; }
    td.number, th.number { text-align: right; font-variant-numeric: tabular-nums; }
    td.time { font-variant-numeric: tabular-nums; }
    table.wide td:last-child { width: 75%; } td small { display: block; font-size: .9em; color: var(--soft); }
    .item { display: inline-block; margin-right: 1em; }
    .key { display: inline-block; width: .8em; height: .8em; border-radius: 2px; margin-right: .4em; }
    #charts { display: none; }
    .drawn #charts { display: block; }
    .drawn #spectrum-box { display: none; }
    #charts:focus-visible, button:focus-visible, summary:focus-visible { outline: 2px solid var(--accent);
      outline-offset: 3px; }
    .tools { position: sticky; top: 0; z-index: 30; background: var(--page); padding: 8px 0; display: flex;
      flex-wrap: wrap; gap: 6px 8px; align-items: center; border-bottom: 1px solid var(--line); }
    .tools output { flex: 1 1 240px; min-height: 1.5em; font-variant-numeric: tabular-nums; font-size: .92rem; }
    button { font: inherit; font-size: .92rem; min-width: 40px; min-height: 38px; padding: 4px 12px; color: var(--ink);
      background: var(--panel); border: 1px solid var(--soft); border-radius: 7px; cursor: pointer; }
    button:disabled { opacity: .5; cursor: default; }
    figure { margin: 14px 0; background: var(--panel); border: 1px solid var(--line); border-radius: 8px;
      padding: 10px 10px 6px; }
    figcaption { padding: 0 6px 6px; }
    figcaption p { margin: 2px 0 0; font-size: .88rem; color: var(--soft); max-width: none; }
    .plot { position: relative; width: 100%; touch-action: pan-y; cursor: crosshair; user-select: none; }
    .cursor { position: absolute; top: 0; bottom: 20px; width: 1px; background: var(--accent); pointer-events: none;
      display: none; z-index: 20; }
    .brush { position: absolute; top: 0; bottom: 20px; background: var(--accent); opacity: .25; pointer-events: none;
      display: none; z-index: 20; }
    .dygraph-axis-label { color: var(--soft); white-space: nowrap; }
    .ramp { display: inline-block; width: 90px; height: .7em; vertical-align: baseline; border-radius: 2px; }
    .roses { display: grid; grid-template-columns: repeat(auto-fit, minmax(260px, 1fr)); gap: 14px; }
    .roses figure { margin: 0; }
    svg { display: block; width: 100%; height: auto; }
    svg.rose { max-width: 320px; margin: 0 auto; }
    svg text { fill: var(--soft); font: 12px system-ui, sans-serif; }
    .ring, .connect { fill: none; stroke: var(--line); }
    .connect { stroke: var(--soft); }
    .petal0 { fill: var(--n2); } .petal1 { fill: var(--bed3); }
    .mean { stroke: var(--ink); stroke-width: 2.5; } .tip { fill: var(--ink); }
    .s0 { fill: var(--w); background: var(--w); } .s1 { fill: var(--n1); background: var(--n1); }
    .s2 { fill: var(--n2); background: var(--n2); } .s3 { fill: var(--n3); background: var(--n3); }
    .s4 { fill: var(--r); background: var(--r); } .s5 { fill: var(--gap); background: var(--gap); }
    .pulse { background: var(--pulse); border-radius: 50%; }
    .b0 { background: var(--bed0); } .b1 { background: var(--bed1); } .b2 { background: var(--bed2); }
    .b3 { background: var(--bed3); } .b4 { background: var(--bed4); } .all { background: var(--ink); }
    #spectrum-image { width: 100%; height: 190px; display: block; }
    pre { white-space: pre-wrap; font-size: .78rem; color: var(--soft); }
    @media (max-width: 600px) { main { padding: 16px 12px 32px; } figure { padding: 8px 4px 4px; }
      th, td { padding: 5px 8px; } .figures { grid-template-columns: repeat(auto-fit, minmax(140px, 1fr)); }
      th, td { font-size: .88rem; } table { min-width: 0; } }
    @media print { .tools { display: none; } figure, tr { break-inside: avoid; } }
    """
}
