// Finds what has, for every word that is written, a word that begins so. Works from a disk: it asks for nothing.
(() => {
  const field = document.getElementById("q");
  const results = document.getElementById("results");
  const status = document.getElementById("status");
  const most = 50;
  const words = (text) => text.toLowerCase().normalize("NFKD").replace(/['\u2019\u0300-\u036f]/g, "").match(/[\p{L}\p{N}]+/gu) || [];
  const entries = window.siteIndex.map((entry) => ({ ...entry, own: words(entry.title + " " + entry.short), all: words(entry.title + " " + entry.short + " " + entry.words) }));
  const begins = (wanted, known) => wanted.every((start) => known.some((word) => word.startsWith(start)));

  const show = () => {
    const wanted = words(field.value);
    results.replaceChildren();
    if (!wanted.length) {
      status.textContent = "Write a word into the field above: an indicator, a topic, an area, a term.";
      return;
    }
    const hits = entries.filter((entry) => begins(wanted, entry.all));
    hits.sort((one, other) => begins(wanted, other.own) - begins(wanted, one.own));
    for (const entry of hits.slice(0, most)) {
      const item = document.createElement("li");
      const link = document.createElement("a");
      const kind = document.createElement("span");
      link.href = entry.address;
      link.textContent = entry.title;
      kind.textContent = entry.kind;
      item.append(link, kind);
      results.append(item);
    }
    const found = hits.length === 1 ? "1 result" : hits.length + " results";
    status.textContent = hits.length
      ? found + (hits.length > most ? ", the first " + most + " are shown" : "")
      : "Nothing has these words. Try a shorter one, or look through the first page.";
  };

  field.value = new URLSearchParams(location.search).get("q") || "";
  field.addEventListener("input", show);
  field.form.addEventListener("submit", (event) => {
    event.preventDefault();
    show();
    results.querySelector("a")?.focus();
  });
  show();
  field.focus();
})();
