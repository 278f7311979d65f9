// Put into every page before its own scripts. Times are milliseconds since the navigation began.
window.painted = (() => {
    const marks = {};
    let lastInput = 0;
    for (const kind of ['pointerup', 'keydown'])
        addEventListener(kind, event => { if (event.isTrusted) lastInput = event.timeStamp; }, true);

    const drawing = () => [...document.querySelectorAll('[data-testid="stPlotlyChart"]')]
        .filter(chart => chart.querySelector('.main-svg .trace'))
        .map(chart => [...chart.querySelectorAll('.main-svg text')].map(text => text.textContent).join('\n'))
        .join('\n');

    // The shapes of all lines and points: another picture has others.
    const picture = () => [...document.querySelectorAll('[data-testid="stPlotlyChart"] .main-svg .trace path')]
        .map(path => `${path.getAttribute('d')}${path.getAttribute('transform')}`).join();
    let remembered = '';

    return {
        marks,
        // Remember the picture; `isAnother` holds once a whole other one is there.
        remember: () => { remembered = picture(); },
        isAnother: () => picture() !== '' && picture() !== remembered,
        // A chart is drawn whose words hold all of `shown` and none of `hidden`.
        chart: (shown, hidden = []) => {
            const words = drawing();
            return words !== '' && shown.every(word => words.includes(word))
                && !hidden.some(word => words.includes(word));
        },
        // Every one of these texts stands on the page, whatever its letters' case.
        texts: wanted => {
            const words = document.querySelector('[data-testid="stMain"]')?.textContent.toLowerCase() ?? '';
            return wanted.every(text => words.includes(text.toLowerCase()));
        },
        // Look at every frame; where `ready` holds, the frame after it is on the screen.
        watch: (name, ready) => {
            delete marks[name];
            const look = () => requestAnimationFrame(() => {
                if (!ready()) return look();
                requestAnimationFrame(() => { marks[name] = {at: performance.now(), input: lastInput}; });
            });
            look();
        },
    };
})();
