/// The style of the page of a case, for light and dark rooms, wide and narrow screens, and paper.
enum CaseStyle {
  static let text = """
    :root { color-scheme: light dark; --page: #f6f7f8; --panel: #ffffff; --ink: #1f2933; --soft: #5b6670;
      --line: #e4e8ec; --accent: #8a4b08; --grave: #a3261d; --tint: #fdf3e4; }
    @media (prefers-color-scheme: dark) { :root { --page: #12161b; --panel: #1a2027; --ink: #e6eaee;
      --soft: #9aa5b1; --line: #2c343d; --accent: #ffb86b; --grave: #ff8a7a; --tint: #2b2419; } }
    * { box-sizing: border-box; }
    body { margin: 0; background: var(--page); color: var(--ink); font: 16px/1.5 system-ui, sans-serif;
      overflow-wrap: break-word; }
    main { max-width: 900px; margin: 0 auto; padding: 24px 20px 48px; }
    h1 { font-size: 1.05rem; font-weight: 600; margin: 0; color: var(--soft); }
    h2 { font-size: 1.2rem; margin: 36px 0 10px; }
    p { margin: 8px 0; max-width: 75ch; }
    .first { font-size: clamp(1.3rem, 3.2vw, 1.75rem); line-height: 1.3; margin: 10px 0 12px;
      font-weight: 600; }
    .first span { white-space: nowrap; }
    .note, small, time { color: var(--soft); font-size: .9rem; }
    .mark { font-weight: 600; font-size: .88rem; border: 1px solid var(--line); border-radius: 6px;
      padding: 2px 9px; background: var(--panel); }
    .grave { color: var(--grave); border-color: var(--grave); }
    code, pre { font-family: ui-monospace, monospace; font-size: .88em; overflow-wrap: anywhere; }
    pre { white-space: pre-wrap; background: var(--panel); border: 1px solid var(--line); border-radius: 8px;
      padding: 10px 14px; }
    .facts { display: grid; grid-template-columns: max-content 1fr; margin: 0; background: var(--panel);
      border: 1px solid var(--line); border-radius: 8px; padding: 4px 14px; }
    .facts dt, .facts dd { margin: 0; padding: 7px 0; border-bottom: 1px solid var(--line); }
    .facts dt { color: var(--soft); padding-right: 22px; }
    .facts dt:last-of-type, .facts dd:last-of-type { border-bottom: 0; }
    .time { list-style: none; margin: 0; padding: 0 0 0 18px; border-left: 2px solid var(--line); }
    .time li { position: relative; padding: 4px 0 10px; display: grid; grid-template-columns: 165px 1fr;
      gap: 4px 14px; }
    .time li::before { content: ""; position: absolute; left: -24px; top: 11px; width: 10px; height: 10px;
      border-radius: 50%; background: var(--soft); }
    .time li.halted::before, .time li.seriousness::before { background: var(--grave); }
    .time li.received::before, .time li.follow-up::before { background: var(--accent); }
    time { font-variant-numeric: tabular-nums; padding-top: 1px; }
    .scroll { overflow-x: auto; }
    table { border-collapse: collapse; background: var(--panel); font-size: .92rem; width: 100%; }
    th, td { text-align: left; padding: 6px 12px; border-bottom: 1px solid var(--line); vertical-align: top;
      overflow-wrap: anywhere; min-width: 9em; }
    tbody th { font-weight: 500; color: var(--soft); min-width: 0; overflow-wrap: normal; }
    .differs td { background: var(--tint); font-weight: 600; }
    .differs i { font-size: .78rem; color: var(--accent); font-style: normal; }
    @media (max-width: 600px) { main { padding: 16px 12px 32px; } .time li { grid-template-columns: 1fr; }
      .facts { grid-template-columns: 1fr; } .facts dt { border-bottom: 0; padding-bottom: 0; } }
    @media print { :root { --page: #fff; --panel: #fff; --ink: #111; --soft: #444; --line: #bbb;
      --tint: #f3f3f3; --grave: #8a1c14; --accent: #8a4b08; color-scheme: light; }
      main { max-width: none; padding: 0; } body { font-size: 10.5pt; }
      li, tr, dl { break-inside: avoid; } h2 { break-after: avoid; } }
    """
}
