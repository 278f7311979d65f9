// Lets the browser know which drafts are its own: a token that nobody can guess, for the 90 days that a draft is kept.
// A session that began before the cookie was there has a token of its own, so there may be several.
(() => {
  const own = document.querySelector("[data-drafts-token]")?.dataset.draftsToken ?? "";
  if (!/^[\w-]{22}$/.test(own)) return;
  const written = document.cookie.split("; ").find((cookie) => cookie.startsWith("drafts=")) ?? "drafts=";
  const others = written.slice("drafts=".length).split(".").filter((token) => token && token !== own);
  const tokens = [own, ...others].slice(0, 8).join(".");
  const secure = location.protocol === "https:" ? "; secure" : "";
  document.cookie = `drafts=${tokens}; path=/; max-age=${90 * 86400}; samesite=strict${secure}`;
})();
