// The by-day chart: median and 90th percentile in minutes over the promise's bands. A chunk of its own (uPlot).
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { kNice, scale } from './scale';

export interface Point { label: string; p50: number | null; p90: number | null }   // seconds

export interface Labels { p50: string; p90: string; minutes: string; promise: string; time: (seconds: number) => string }

// A token's colour as the theme shows it now: canvas cannot read light-dark().
function colour(host: HTMLElement, token: string): string {
    const probe = document.createElement('span');
    probe.style.color = `var(${token})`;
    host.append(probe);
    const found = getComputedStyle(probe).color;
    probe.remove();
    return found;
}

export function draw(host: HTMLElement, points: Point[], promise_minutes: number, bands_minutes: readonly number[], labels: Labels): { destroy(): void } {
    const minutes = (seconds: number | null) => (seconds === null ? null : seconds / 60);
    const xs = points.map((_, i) => i);
    const data: uPlot.AlignedData = [xs, points.map((one) => minutes(one.p50)), points.map((one) => minutes(one.p90))];
    const { top, beyond } = scale(points.map((one) => minutes(one.p90) ?? minutes(one.p50)), promise_minutes);
    // Round values, and the promise itself; a round value too close to the promise gives way.
    const splits = [...new Set([0, promise_minutes, ...kNice.filter((n) => n <= top && n >= top / 6 && top % n === 0)])]
        .filter((n) => n === promise_minutes || Math.abs(n - promise_minutes) > top / 14)
        .sort((a, b) => a - b);
    // What goes on above the top: an arrow over its place, and how high it is, where there is room for that.
    const mark_beyond = (plot: uPlot, ink: string) => {
        const { ctx, bbox } = plot;
        const px = devicePixelRatio;
        ctx.save();
        ctx.fillStyle = ink;
        ctx.font = `${12 * px}px ${getComputedStyle(host).fontFamily}`;
        ctx.textBaseline = 'bottom';
        ctx.textAlign = 'left';
        let free_from = 0;
        for (const [i, point] of points.entries()) {
            const highest = point.p90 ?? point.p50;
            if (highest === null || highest / 60 <= top) continue;
            const x = plot.valToPos(i, 'x', true);
            ctx.beginPath();
            ctx.moveTo(x - 5 * px, bbox.top - 3 * px);
            ctx.lineTo(x + 5 * px, bbox.top - 3 * px);
            ctx.lineTo(x, bbox.top - 11 * px);
            ctx.fill();
            const said = labels.time(highest);
            const width = ctx.measureText(said).width;
            const left = Math.max(0, Math.min(x - width / 2, bbox.left + bbox.width - width));
            if (left < free_from) continue;
            ctx.fillText(said, left, bbox.top - 14 * px);
            free_from = left + width + 8 * px;
        }
        ctx.restore();
    };
    const make = () => {
        const text = colour(host, '--muted');
        const line = colour(host, '--line');
        const bands = ['--band-7', '--band-12', '--band-30', '--band-60'].map((name) => colour(host, name));
        const edges = [0, ...bands_minutes];
        const promise = colour(host, '--met-mark');
        const font = `12px ${getComputedStyle(host).fontFamily}`;
        const width = host.clientWidth;
        const every = Math.max(1, Math.ceil(points.length / Math.max(2, Math.floor(width / 76))));
        return new uPlot({
            width, height: 260, legend: { show: false }, cursor: { show: false }, padding: [beyond ? 34 : 14, 8, 0, 0],
            scales: { x: { time: false, range: [-0.5, Math.max(0.5, xs.length - 0.5)] }, y: { range: [0, top] } },
            axes: [
                { stroke: text, font, grid: { show: false }, ticks: { show: false }, size: 28, gap: 8, space: 40,
                  splits: () => xs.filter((i) => i % every === 0), values: (_, list) => list.map((i) => points[i]?.label ?? '') },
                { stroke: text, font, grid: { stroke: line, width: 1 }, ticks: { show: false }, size: 44, gap: 6,
                  splits: () => splits },
            ],
            series: [
                {},
                { label: labels.p50, stroke: colour(host, '--text'), width: 2, points: { show: true, size: 6, fill: colour(host, '--text') } },
                { label: labels.p90, stroke: colour(host, '--muted'), width: 2, dash: [5, 4], points: { show: true, size: 6, fill: colour(host, '--surface') } },
            ],
            hooks: {
                drawClear: [(plot: uPlot) => {
                    const { ctx, bbox } = plot;
                    ctx.save();
                    for (const [i, fill] of bands.entries()) {
                        const from = edges[i]!;
                        const to = Math.min(edges[i + 1] ?? from, top);
                        if (from >= top || !(to > from)) break;
                        const y = plot.valToPos(to, 'y', true);
                        ctx.fillStyle = fill;
                        ctx.fillRect(bbox.left, y, bbox.width, plot.valToPos(from, 'y', true) - y);
                    }
                    ctx.restore();
                }],
                draw: [(plot: uPlot) => {
                    const { ctx, bbox } = plot;
                    const y = plot.valToPos(promise_minutes, 'y', true);
                    ctx.save();
                    ctx.strokeStyle = promise;
                    ctx.lineWidth = devicePixelRatio;
                    ctx.beginPath();
                    ctx.moveTo(bbox.left, y);
                    ctx.lineTo(bbox.left + bbox.width, y);
                    ctx.stroke();
                    ctx.restore();
                    if (beyond) mark_beyond(plot, text);
                }],
            },
        }, data, host);
    };
    let plot = make();
    const again = () => { plot.destroy(); plot = make(); };
    let width = host.clientWidth;
    const observer = new ResizeObserver(() => {
        if (host.clientWidth === width) return;
        width = host.clientWidth;
        again();
    });
    observer.observe(host);
    const theme = new MutationObserver(again);
    theme.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] });
    const scheme = matchMedia('(prefers-color-scheme: dark)');
    scheme.addEventListener('change', again);
    // Paper is light and narrower than the screen; a canvas has to be told.
    const root = document.documentElement;
    let theme_before: string | undefined;
    const to_paper = () => { theme_before = root.dataset.theme; root.dataset.theme = 'light'; host.style.width = '176mm'; again(); };
    const from_paper = () => { if (theme_before === undefined) delete root.dataset.theme; else root.dataset.theme = theme_before; host.style.width = ''; again(); };
    addEventListener('beforeprint', to_paper);
    addEventListener('afterprint', from_paper);
    return { destroy: () => { removeEventListener('beforeprint', to_paper); removeEventListener('afterprint', from_paper); observer.disconnect(); theme.disconnect(); scheme.removeEventListener('change', again); plot.destroy(); } };
}
