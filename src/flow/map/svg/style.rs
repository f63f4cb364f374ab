//! What the picture looks like, on light and on dark screens. Colours have a contrast of 4.5 and more to what is behind
//! them where they are text that must be read.

/// The style sheet.
pub(super) const SHEET: &str = "
text { font-family: ui-sans-serif, system-ui, -apple-system, Segoe UI, Roboto, DejaVu Sans, sans-serif;
font-size: 11px; fill: #334155; }
.paper { fill: #f8fafc; } .frame { fill: #f1f5f9; stroke: #cbd5e1; } .behind { fill: #f1f5f9; }
.h1 { font-size: 20px; font-weight: 600; fill: #0f172a; } .h2 { font-size: 13px; font-weight: 600; fill: #0f172a; }
.title { font-size: 13px; font-weight: 600; fill: #0f172a; } .verb { fill: #475569; }
.bound { fill: #1d4ed8; } .count { fill: #0f172a; } .problem { fill: #b45309; font-weight: 600; }
.trouble { fill: #9d174d; }
.box { fill: #fff; stroke: #475569; stroke-width: 1.4; } .inner { fill: none; stroke: #475569; stroke-width: 1; }
.waits { fill: #dbeafe; stroke: #2563eb; } .settles { fill: #dcfce7; stroke: #16a34a; }
.asks { fill: #ede9fe; stroke: #7c3aed; }
.decides { fill: #fef3c7; stroke: #b45309; } .part { fill: #cffafe; stroke: #0e7490; }
.person { fill: #bbf7d0; stroke: #15803d; }
.pill { stroke-width: 1; } .out { fill: #e2e8f0; stroke: #64748b; } .flawed { stroke: #d97706; stroke-width: 2.4; }
.way { fill: none; stroke: #64748b; stroke-width: 1.4; } .unused { stroke-dasharray: 4 4; } .tip { fill: #64748b; }
.light { stroke: #cbd5e1; } .faint { fill: #64748b; }
.worstlabel { fill: #b91c1c; } .worst { stroke: #dc2626; stroke-width: 2.4; } .worsttip { fill: #dc2626; }
@media (prefers-color-scheme: dark) {
text { fill: #cbd5e1; } .paper { fill: #0f172a; } .frame { fill: #162033; stroke: #334155; }
.behind { fill: #162033; }
.h1, .h2, .title, .count { fill: #f1f5f9; } .verb { fill: #a8b5c8; } .bound { fill: #93c5fd; }
.problem { fill: #fbbf24; } .trouble { fill: #f9a8d4; }
.box { fill: #1e293b; stroke: #94a3b8; } .inner { fill: none; stroke: #94a3b8; }
.waits { fill: #1e3a66; stroke: #60a5fa; } .settles { fill: #14432a; stroke: #4ade80; }
.asks { fill: #3b2a6b; stroke: #a78bfa; }
.decides { fill: #4a3410; stroke: #fbbf24; } .part { fill: #123f4b; stroke: #22d3ee; }
.person { fill: #14532d; stroke: #4ade80; }
.out { fill: #334155; stroke: #94a3b8; } .flawed { stroke: #fbbf24; }
.way { stroke: #94a3b8; } .tip { fill: #94a3b8; } .light { stroke: #475569; } .faint { fill: #94a3b8; }
.worst { stroke: #f87171; } .worstlabel { fill: #fca5a5; } .worsttip { fill: #f87171; }
}
";
