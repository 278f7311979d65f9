// Hands what is typed to the server after a pause, and when the tab is left, so that a draft is never far behind.
(() => {
  if (window.draftsAreKept) return;
  window.draftsAreKept = true;
  const waiting = new Map();
  // Within a form of Streamlit's, Enter would send the form while somebody is still typing.
  const isText = (field) =>
    field instanceof HTMLElement &&
    field.matches('textarea, [data-testid="stTextInput"] input') &&
    !field.closest('[data-testid="stForm"]');
  const handOver = (field) => {
    clearTimeout(waiting.get(field));
    waiting.delete(field);
    const key = { key: "Enter", code: "Enter", keyCode: 13, which: 13, bubbles: true, cancelable: true };
    field.dispatchEvent(new KeyboardEvent("keydown", { ...key, ctrlKey: field.tagName === "TEXTAREA" }));
  };
  document.addEventListener("input", ({ target }) => {
    if (!isText(target)) return;
    clearTimeout(waiting.get(target));
    waiting.set(target, setTimeout(() => handOver(target), 800));
  });
  const handAllOver = () => [...waiting.keys()].forEach(handOver);
  document.addEventListener("visibilitychange", () => document.hidden && handAllOver());
  window.addEventListener("pagehide", handAllOver);
})();
