// The search field above each page. Streamlit calls this whenever `data` changes: what is built is kept on the element,
// and only what was found is drawn anew. Every text is set as text, so that none is read as HTML.
const WAIT = 150
const LEAST = 2

function made(name, text, attributes = {}) {
  const part = document.createElement(name)
  if (text) part.textContent = text
  for (const [key, value] of Object.entries(attributes)) part.setAttribute(key, value)
  return part
}

function build(root, send) {
  const form = made("form", "", { role: "search", class: "search" })
  const label = made("label", "Search everything", { for: "site-search-text", class: "unseen" })
  const box = made("input", "", {
    id: "site-search-text", type: "search", autocomplete: "off", maxlength: "100", spellcheck: "false",
    placeholder: "Search", title: "Search indicators, findings, challenges, plans, areas and words. Press / to come here.",
    "aria-keyshortcuts": "/", "aria-controls": "site-search-results",
  })
  const said = made("p", "", { role: "status", "aria-live": "polite", class: "said" })
  const list = made("div", "", { id: "site-search-results" })
  const panel = made("div", "", { class: "panel" })
  panel.hidden = true
  panel.append(said, list)
  form.append(label, box, panel)
  root.append(form)

  const parts = { form, box, said, list, panel, asked: "" }
  const show = (open) => {
    panel.hidden = !open
  }
  const links = () => [...list.querySelectorAll("a")]
  const ask = () => {
    clearTimeout(parts.timer)
    const text = box.value.trim()
    if (text.length < LEAST && !/\d/.test(text)) return show(false)
    if (text === parts.asked) return show(true)
    parts.asked = text
    send(text)
  }
  box.addEventListener("input", () => {
    clearTimeout(parts.timer)
    parts.timer = setTimeout(ask, WAIT)
  })
  box.addEventListener("focus", () => show(Boolean(box.value.trim()) && box.value.trim() === parts.shown))
  form.addEventListener("submit", (event) => {
    event.preventDefault()
    ask()
  })
  form.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      show(false)
      box.focus()
      show(false)
      event.preventDefault()
    }
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    const all = step && !panel.hidden ? links() : []
    if (!all.length) return
    event.preventDefault()
    const place = all.indexOf(form.getRootNode().activeElement) + step
    place < 0 ? box.focus() : all[Math.min(place, all.length - 1)].focus()
  })
  form.addEventListener("focusout", (event) => {
    if (event.relatedTarget && !form.contains(event.relatedTarget)) show(false)
  })
  parts.show = show
  return parts
}

function draw(parts, data) {
  parts.list.replaceChildren(
    ...data.groups.map((group, index) => {
      const section = made("section", "", { "aria-labelledby": `site-search-${index}` })
      const title = made("p", group.title, { id: `site-search-${index}`, class: "kind" })
      title.append(made("span", ` ${group.count}`))
      const hits = made("ul")
      for (const hit of group.hits) {
        const item = made("li")
        item.append(made("a", hit.title, { href: hit.address }))
        if (hit.facts) item.append(made("span", hit.facts, { class: "facts" }))
        hits.append(item)
      }
      section.append(title, hits)
      if (group.more) section.append(made("p", group.more, { class: "more" }))
      return section
    })
  )
  parts.said.textContent = data.said
  parts.shown = data.text
}

export default function (component) {
  const { data, parentElement, setStateValue } = component
  const root = parentElement
  const parts = (root.parts ??= build(root, (text) => root.send(text)))
  root.send = (text) => setStateValue("text", text)
  root.leave?.()
  const onKey = (event) => {
    const at = event.composedPath()[0]
    const writes = at.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(at.tagName ?? "")
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || writes) return
    event.preventDefault()
    parts.box.focus()
    parts.box.select()
  }
  const onPress = (event) => {
    if (!event.composedPath().includes(parts.form)) parts.show(false)
  }
  document.addEventListener("keydown", onKey)
  document.addEventListener("pointerdown", onPress)
  root.leave = () => {
    document.removeEventListener("keydown", onKey)
    document.removeEventListener("pointerdown", onPress)
  }
  // An answer that came late, or that a page of before has left, is not what stands in the field.
  if (data.text && data.text === parts.box.value.trim()) {
    if (parts.shown !== data.text) draw(parts, data)
    if (parts.form.contains(parts.form.getRootNode().activeElement)) parts.show(true)
  }
  return () => root.leave()
}
