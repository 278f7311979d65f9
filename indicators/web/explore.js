// Explore's chart with its choices and tables: parts of one view, each in its own place of the page. Streamlit calls
// this for each part whenever its `data` changes. A view comes whole from the server, made by the same code that makes
// the files; here it is only shown, and another in its place when something is chosen.
//
// What all parts share stands on the window, since each part may be a module of its own.
const shared = (window.exploreView ??= {
  parts: new Map(), views: new Map(), tried: new Map(), base: "", shown: null, pending: null, number: 0, turn: 0, intent: "",
})
// Milliseconds: until views are asked for ahead, at rest and after an asking that brought none, and until it is said that
// the server has not answered.
const REST = 400
const BUSY = 1000
const PATIENCE = 5000
const MOST_ASKED = 12
const MOST_TRIES = 2
const MOST_VIEWS = 600
// Areas that a list shows without a field to find one in it.
const MOST_UNSEARCHED = 12

function made(name, text, attributes = {}, ...children) {
  const part = document.createElement(name)
  if (text) part.textContent = text
  for (const [key, value] of Object.entries(attributes)) {
    if (value === true) part.setAttribute(key, "")
    else if (value !== false) part.setAttribute(key, value)
  }
  part.append(...children)
  return part
}

const keyOf = (choice) => JSON.stringify(["areas", "with", "measure", "periods", "from", "to", "add", "chart"].map((name) => choice[name]))

// --- The library, once in the life of the page. Its address names its version: what the browser keeps of it is right.

// From where it lasts a browser keeps it as compiled too, which it does not do with what a script fetched. Elsewhere it
// would fetch the file for each page, were it not told to take what it has.
async function source({ address, lasts }) {
  const url = new URL(address, document.baseURI)
  if (lasts) return url.href
  const answer = await fetch(url, { cache: "force-cache" })
  if (!answer.ok) throw new Error(answer.statusText)
  return URL.createObjectURL(new Blob([await answer.blob()], { type: "text/javascript" }))
}

function library(wanted) {
  shared.library ??= source(wanted)
    .then((src) => new Promise((done, failed) => {
      const script = made("script", "", { src })
      script.onload = () => done(window.Plotly)
      script.onerror = () => failed(new Error("the drawing library does not run"))
      document.head.append(script)
    }))
    .catch((error) => {
      shared.library = undefined
      throw error
    })
  return shared.library
}

// --- Views: what the server sent, by the choice that it is of.

function keep(key, view) {
  shared.views.delete(key)
  shared.views.set(key, view)
  if (shared.views.size > MOST_VIEWS) shared.views.delete(shared.views.keys().next().value)
}

function receive(data) {
  if (data.base !== shared.base) {
    shared.views.clear()
    shared.tried.clear()
    shared.base = data.base
  }
  const view = JSON.parse(data.view)
  keep(view.key, view)
  // An answer to an earlier choice than the last: that one is shown already, or comes next.
  if (shared.pending && data.answered < shared.pending.number) return
  if (shared.pending) keep(keyOf(shared.pending.choice), view)
  clearTimeout(shared.patience)
  shared.pending = null
  shared.number = Math.max(shared.number, data.answered)
  show(view)
}

function show(view) {
  shared.shown = view
  for (const part of shared.parts.values()) part.render?.(view)
  askAhead()
}

function change(field, value) {
  const choice = { ...(shared.pending?.choice ?? shared.shown.choice), [field]: value }
  shared.pending = { number: ++shared.number, choice }
  const view = shared.views.get(keyOf(choice))
  if (view) show(view)
  else {
    shared.parts.get("view")?.wait()
    shared.parts.get("controls")?.mark(field, value)
  }
  tell()
}

// Tell the server what is chosen, and again where it is at rest and has not answered: a message can be lost with a
// connection. A server that is at work is not told again, since it would begin anew each time.
function tell() {
  if (!shared.pending || !shared.send) return
  clearTimeout(shared.patience)
  shared.patience = setTimeout(() => {
    shared.parts.get("view")?.say("The server has not answered yet. The chart is the last that came; your choice is made as soon as it answers.")
    tell()
  }, PATIENCE)
  const app = document.querySelector('[data-testid="stApp"]')
  if (shared.pending.isSent && app?.dataset.testScriptState !== "notRunning") return
  shared.pending.isSent = true
  shared.send({ number: shared.pending.number, choice: shared.pending.choice })
}

// --- Ahead: the views that are one choice away, while nobody waits for anything.

function neighbours(intent) {
  const { choice, controls } = shared.shown
  const found = []
  const add = (field, value) => found.push({ ...choice, [field]: value })
  const chosen = controls.areas.chosen.map(([code]) => code)
  const others = intent === "areas" ? controls.areas.others.map(([code]) => code) : controls.areas.usual
  const areas = () => {
    if (chosen.length < controls.areas.most) for (const code of others) add("areas", [...chosen, code])
  }
  const span = (end) => {
    for (const label of controls.span?.[end].options ?? []) if (label !== controls.span[end].value) add(end, label)
  }
  if (intent === "from" || intent === "to") span(intent)
  const oneOf = (name) => {
    for (const [value] of controls[name]?.options ?? []) if (value !== controls[name].value) add(name, value)
  }
  const groups = {
    with: () => controls.with.options.forEach(([code, , on]) => add("with", toggled(controls.with.options, code, !on))),
    measure: () => oneOf("measure"),
    areas: () => {
      if (chosen.length > 1) for (const code of chosen) add("areas", chosen.filter((other) => other !== code))
      areas()
    },
    periods: () => oneOf("periods"),
    add: () => (controls.add ?? []).forEach(({ name, checked, disabled }) => disabled || add("add", added(controls.add, name, !checked))),
    chart: () => oneOf("chart"),
  }
  // What the pointer or the keyboard is at comes first.
  groups[intent]?.()
  for (const [name, of] of Object.entries(groups)) if (name !== intent) of()
  return found
}

const toggled = (options, code, on) => options.filter(([other, , was]) => (other === code ? on : was)).map(([other]) => other)
const added = (options, name, on) => options.filter((other) => (other.name === name ? on : other.checked)).map((other) => other.name)

function askAhead(wait = REST) {
  clearTimeout(shared.rest)
  shared.rest = setTimeout(() => {
    if (shared.pending || shared.asking || !shared.shown?.controls.measure || !shared.ask || document.hidden) return
    const choices = {}
    for (const choice of neighbours(shared.intent)) {
      const key = keyOf(choice)
      const tries = shared.tried.get(key) ?? 0
      if (shared.views.has(key) || tries >= MOST_TRIES) continue
      choices[key] = choice
      if (Object.keys(choices).length === MOST_ASKED) break
    }
    const keys = Object.keys(choices)
    if (!keys.length) return
    for (const key of keys) shared.tried.set(key, (shared.tried.get(key) ?? 0) + 1)
    shared.askedAt = performance.now()
    shared.asking = setTimeout(() => (shared.asking = null), PATIENCE)
    shared.ask({ base: shared.base, turn: ++shared.turn, choices })
  }, wait)
}

function intend(name) {
  if (shared.intent === name) return
  shared.intent = name
  askAhead(0)
}

// --- The parts.

function viewPart(root) {
  const heading = made("div")
  const chart = made("div", "", { "data-testid": "stPlotlyChart", class: "explore-chart" })
  const newer = made("div", "", { class: "explore-newer" })
  const said = made("p", "", { role: "status", class: "caption explore-said" })
  const words = made("div", "", { class: "explore-words" })
  const part = { heading: null, figure: null, words: null, drawn: 0 }
  root.append(heading, said, chart, newer, words)

  part.wait = () => (chart.dataset.stale = "true")
  part.say = (text) => (said.textContent = text)
  part.render = (view) => {
    delete chart.dataset.stale
    part.say("")
    const set = (element, name, html) => {
      if (part[name] === html) return
      part[name] = html
      element.innerHTML = html ?? ""
    }
    set(heading, "heading", view.heading ?? "")
    set(words, "words", view.words ?? "")
    newer.replaceChildren()
    if (view.newer) {
      const way = made("button", view.newer.label, { type: "button", class: "explore-way" })
      way.addEventListener("click", () => change("periods", view.newer.periods))
      newer.innerHTML = view.newer.said
      newer.append(way)
    }
    chart.hidden = !view.figure
    if (part.figure === view.figure) return
    part.figure = view.figure
    if (!view.figure) return
    chart.setAttribute("role", "figure")
    chart.setAttribute("aria-label", view.alt)
    const turn = ++part.drawn
    const figure = JSON.parse(view.figure)
    chart.style.minHeight = `${figure.layout.height}px`
    const draw = (plotly) => turn === part.drawn && plotly.react(chart, figure.data, figure.layout, part.config)
    // At once where the library is there: no other work comes between the choice and its picture.
    if (window.Plotly) draw(window.Plotly)
    else library(part.library).then(draw).catch(() => {
      part.figure = null
      part.say("The chart could not be drawn, since its drawing library did not come. The table has its figures; open the page anew to try again.")
    })
  }
  return part
}

function field(label, ...children) {
  return made("fieldset", "", {}, made("legend", label), ...children)
}

const notes = (texts) => texts.filter(Boolean).map((text) => made("p", text, { class: "caption" }))

function areaChoice({ chosen, others, most, notes: said }) {
  const codes = chosen.map(([code]) => code)
  const chips = chosen.map(([code, name]) => {
    const chip = made("button", name, { type: "button", class: "chip", "aria-label": `Remove ${name}`, "data-focus": `area-${code}` })
    chip.append(made("span", "×", { "aria-hidden": "true" }))
    chip.addEventListener("click", () => change("areas", codes.filter((other) => other !== code)))
    return chip
  })
  const isFull = chosen.length >= most
  const buttons = others.map(([code, name]) => {
    const button = made("button", name, { type: "button", class: "area", "aria-label": `Add ${name}`, "data-focus": `add-${code}` })
    button.addEventListener("click", () => change("areas", [...codes, code]))
    return button
  })
  const find = made("input", "", { type: "search", placeholder: "Find an area", "aria-label": "Find an area", "data-focus": "find", maxlength: "60" })
  find.addEventListener("input", () => {
    const text = find.value.trim().toLowerCase()
    for (const button of buttons) button.hidden = !button.textContent.toLowerCase().includes(text)
  })
  // Enter takes the first that is left.
  find.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && find.value.trim()) buttons.find((button) => !button.hidden)?.click()
  })
  const list = made("div", "", { class: "areas" }, ...(others.length > MOST_UNSEARCHED ? [find] : []), ...buttons)
  const fold = made("details", "", { class: "adding" }, made("summary", "Add an area", { "data-focus": "areas" }), list)
  fold.addEventListener("toggle", () => fold.open && intend("areas"))
  fold.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !fold.open) return
    fold.open = false
    fold.firstChild.focus()
  })
  const full = made("p", `${most} areas at most: remove one to add another.`, { class: "caption" })
  return [field("Areas", made("div", "", { class: "chips" }, ...chips), isFull ? full : fold), ...notes(said)]
}

function comparatorChoice({ options, notes: said }) {
  const buttons = options.map(([code, name, on]) => {
    const button = made("button", name, { type: "button", class: "option", "aria-pressed": String(on), "data-focus": `with-${code}` })
    button.addEventListener("click", () => change("with", toggled(options, code, !on)))
    return button
  })
  return [field("Compare with", made("div", "", { class: "options" }, ...buttons)), ...notes(said)]
}

function oneOf(name, { label, options, value, notes: said }) {
  if (options.length < 2) return notes(said)
  const radios = options.map(([id, words]) => {
    const radio = made("input", "", { type: "radio", name: `explore-${name}`, value: id, "data-focus": `${name}-${id}` })
    radio.checked = id === value
    radio.addEventListener("change", () => change(name, id))
    radio.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && !radio.checked) change(name, id)
    })
    return made("label", "", { class: "option" }, radio, made("span", words))
  })
  return [field(label, made("div", "", { class: "options joined" }, ...radios)), ...notes(said)]
}

function spanChoice(span) {
  const ends = ["from", "to"].map((name) => {
    const { label, options, value } = span[name]
    const list = made("select", "", { "aria-label": label, "data-focus": name })
    for (const period of options) list.append(made("option", period, { value: period }))
    list.value = value
    list.addEventListener("change", () => change(name, list.value))
    for (const kind of ["pointerenter", "focus"]) list.addEventListener(kind, () => intend(name))
    return made("label", "", { class: "end" }, made("span", label), list)
  })
  return [made("div", "", { class: "span" }, ...ends), ...notes(span.notes)]
}

function additions(options) {
  const boxes = options.flatMap(({ name, label, checked, disabled, note }) => {
    const box = made("input", "", { type: "checkbox", disabled, "data-focus": `add-${name}` })
    box.checked = checked
    box.addEventListener("change", () => change("add", added(options, name, box.checked)))
    return [made("label", "", { class: "tick" }, box, made("span", label)), ...notes([note])]
  })
  return [field("Add", ...boxes)]
}

function controlsPart(root) {
  const groups = new Map()
  const draw = (name, value, elements) => {
    const text = JSON.stringify(value ?? null)
    let group = groups.get(name)
    if (!group) {
      group = { element: made("div", "", { class: "explore-choice" }) }
      // Of the span each end says so itself.
      if (name !== "span") for (const kind of ["pointerenter", "focusin"]) group.element.addEventListener(kind, () => intend(name))
      groups.set(name, group)
      root.append(group.element)
    }
    if (group.text === text) return
    group.text = text
    const focused = group.element.contains(document.activeElement) ? document.activeElement.dataset.focus : null
    group.element.replaceChildren(...(value ? elements(value) : []))
    group.element.hidden = !group.element.children.length
    if (focused) {
      const again = [...group.element.querySelectorAll("[data-focus]")].find((one) => one.dataset.focus === focused)
      ;(again ?? group.element.querySelector("summary, [data-focus]:not([disabled])"))?.focus()
    }
  }
  const part = {}
  part.render = ({ controls }) => {
    part.controls = controls
    draw("areas", controls.areas, areaChoice)
    draw("with", controls.with, comparatorChoice)
    draw("measure", controls.measure, (value) => oneOf("measure", value))
    draw("periods", controls.periods, (value) => oneOf("periods", value))
    draw("span", controls.span, spanChoice)
    draw("chart", controls.chart, (value) => oneOf("chart", value))
    draw("add", controls.add, additions)
  }
  // What was chosen is shown as chosen, though the server has not said yet what it leads to.
  part.mark = (name, value) => {
    const controls = structuredClone(part.controls)
    if (name === "areas") {
      const all = [...controls.areas.chosen, ...controls.areas.others]
      controls.areas.chosen = value.map((code) => all.find(([other]) => other === code)).filter(Boolean)
      controls.areas.others = all.filter(([code]) => !value.includes(code))
    }
    if (name === "with") controls.with.options = controls.with.options.map(([code, words]) => [code, words, value.includes(code)])
    if (name === "add") controls.add = controls.add.map((one) => ({ ...one, checked: value.includes(one.name) }))
    if (name === "from" || name === "to") controls.span[name].value = value
    if (controls[name]?.label) controls[name].value = value
    part.render({ controls })
  }
  return part
}

function tablesPart(root) {
  const part = { text: null }
  part.render = ({ tables }) => {
    const text = JSON.stringify(tables)
    if (part.text === text) return
    part.text = text
    root.replaceChildren(...tables.map(([caption, html]) => {
      const table = made("div")
      table.innerHTML = html
      return tables.length > 1 ? made("details", "", {}, made("summary", `Table: ${caption}`), table) : table
    }))
  }
  return part
}

const MADE = { view: viewPart, controls: controlsPart, tables: tablesPart }

export default function ({ data, parentElement, setStateValue, setTriggerValue }) {
  const name = data.part
  if (name === "library") {
    library(data.library).catch(() => {})
    return
  }
  if (name === "ahead") {
    shared.ask = (wanted) => setTriggerValue("wanted", wanted)
    clearTimeout(shared.asking)
    shared.asking = null
    const came = data.base === shared.base ? Object.entries(data.views) : []
    for (const [key, text] of came) keep(key, JSON.parse(text))
    // A page that is drawn anew draws this part too, and answers nothing.
    const isAnswer = data.turn > 0 && data.turn === shared.turn
    // What there was no time for is asked for again; where an answer brought nothing, others were at work.
    if (came.length) shared.tried.clear()
    // As long a rest as the work took, so that a busy server is asked seldom.
    const took = performance.now() - (shared.askedAt ?? performance.now())
    askAhead(came.length ? Math.max(REST, took) : isAnswer ? BUSY : REST)
    return () => { shared.ask = null }
  }
  let root = parentElement.querySelector(":scope > .explore-part")
  if (!root) {
    root = made("div", "", { class: `explore-part explore-${name}-part` })
    parentElement.append(root)
    root.madePart = MADE[name](root)
  }
  const part = root.madePart
  shared.parts.set(name, part)
  if (name === "view") {
    part.library = data.library
    part.config = data.config
    shared.send = (changed) => setStateValue("change", changed)
    receive(data)
  } else if (shared.shown) part.render(shared.shown)
  return () => {
    if (shared.parts.get(name) !== part || root.isConnected) return
    shared.parts.delete(name)
    if (name === "view") {
      clearTimeout(shared.patience)
      shared.pending = null
      shared.shown = null
    }
  }
}
