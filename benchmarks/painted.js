// Put into every page before its own scripts. Times are milliseconds since the navigation began.
window.painted = (() => {
    const marks = {};
    let lastInput = 0;
    for (const kind of ['pointerup', 'keydown'])
        addEventListener(kind, event => { if (event.isTrusted) lastInput = event.timeStamp; }, true);

    // Bokeh, and so Panel, puts each part of a page into a shadow of its own, where a document's query does not look.
    const roots = [document];
    const attach = Element.prototype.attachShadow;
    Element.prototype.attachShadow = function (...given) {
        const root = attach.apply(this, given);
        roots.push(root);
        return root;
    };
    const all = selector => roots.filter(root => root === document || root.host.isConnected)
        .flatMap(root => [...root.querySelectorAll(selector)]);

    // Streamlit's, our own, and those of other libraries: plotly.js names what it draws in.
    const drawing = () => all('.js-plotly-plot')
        .filter(chart => chart.querySelector('.main-svg .trace'))
        .map(chart => [...chart.querySelectorAll('.main-svg text')].map(text => text.textContent).join('\n'))
        .join('\n');

    // The shapes of all lines and points: another picture has others.
    const picture = () => all('.js-plotly-plot .main-svg .trace path')
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
        // At least so many elements have a figure in them, and every text begins a heading: some have a sign after it.
        rows: (selector, wanted, headings, texts) => {
            const words = all(headings).map(one => one.textContent.trim());
            return texts.every(text => words.some(own => own.startsWith(text)))
                && all(selector).filter(one => /\d/.test(one.textContent)).length >= wanted;
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
