// The parts of a report in their order. Moving one or leaving it out shows at once; the server hears of the order that
// results, as places in the list that it sent. Every text is set as text, so that none is read as HTML.
function made(name, text, attributes = {}) {
  const part = document.createElement(name)
  if (text) part.textContent = text
  for (const [key, value] of Object.entries(attributes)) part.setAttribute(key, value)
  return part
}

function build(root) {
  const list = made("ol")
  const said = made("p", "", { role: "status", "aria-live": "polite", class: "unseen" })
  root.append(list, said)
  return { list, said, order: [], titles: [], base: -1, sent: 0, dragged: -1 }
}

function change(root, order, words) {
  const { parts } = root
  parts.order = order
  parts.sent += 1
  parts.said.textContent = words
  draw(root)
  root.send({ base: parts.base, order, number: parts.sent })
}

function move(root, from, to) {
  const order = [...root.parts.order]
  const [part] = order.splice(from, 1)
  order.splice(to, 0, part)
  change(root, order, `${root.parts.titles[part]}: now part ${to + 1} of ${order.length}.`)
}

function leaveOut(root, place) {
  const { order, titles } = root.parts
  change(root, order.filter((_, other) => other !== place), `${titles[order[place]]}: left out.`)
}

// The same button of the part where it stands now; else of its neighbour, so that the keyboard is not lost.
function focusOn(root, place, action) {
  const items = root.parts.list.children
  const item = items[Math.min(place, items.length - 1)]
  const button = item?.querySelector(`button[name=${action}]:not(:disabled)`) ?? item?.querySelector("button:not(:disabled)")
  button?.focus()
}

function item(root, part, place) {
  const { order, titles } = root.parts
  const row = made("li", "", { draggable: "true" })
  row.append(made("span", `${place + 1}. ${titles[part]}`, { class: "title" }))
  const buttons = made("span", "", { class: "buttons" })
  const offer = (name, label, disabled, act) => {
    const button = made("button", label, { type: "button", name, "aria-label": `${label}: part ${place + 1}` })
    button.disabled = disabled
    button.addEventListener("click", act)
    buttons.append(button)
  }
  const step = (to, name) => () => {
    move(root, place, to)
    focusOn(root, to, name)
  }
  offer("up", "Up", place === 0, step(place - 1, "up"))
  offer("down", "Down", place === order.length - 1, step(place + 1, "down"))
  offer("leave", "Leave out", false, () => {
    leaveOut(root, place)
    focusOn(root, place, "leave")
  })
  row.append(buttons)
  row.addEventListener("dragstart", (event) => {
    root.parts.dragged = place
    event.dataTransfer.effectAllowed = "move"
    // Without data some browsers begin no drag.
    event.dataTransfer.setData("text/plain", titles[part])
  })
  row.addEventListener("dragend", () => {
    root.parts.dragged = -1
    mark(root, -1)
  })
  row.addEventListener("dragover", (event) => {
    if (root.parts.dragged < 0) return
    event.preventDefault()
    mark(root, place)
  })
  row.addEventListener("drop", (event) => {
    const from = root.parts.dragged
    if (from < 0) return
    event.preventDefault()
    mark(root, -1)
    if (from !== place) move(root, from, place)
  })
  return row
}

// Where a part that is dragged would come to stand: above the row, or below it where it comes from above.
function mark(root, place) {
  ;[...root.parts.list.children].forEach((row, other) => {
    row.classList.toggle("above", other === place && place < root.parts.dragged)
    row.classList.toggle("below", other === place && place > root.parts.dragged)
  })
}

function draw(root) {
  const { list, order } = root.parts
  list.replaceChildren(...order.map((part, place) => item(root, part, place)))
}

export default function (component) {
  const { data, parentElement: root, setStateValue } = component
  root.send = (order) => setStateValue("order", order)
  const isNew = !root.parts
  root.parts ??= build(root)
  if (isNew) root.parts.sent = data.answered
  // An answer to an earlier change would show the parts as they stood before the last.
  if (data.answered < root.parts.sent) return
  const { parts } = root
  parts.sent = data.answered
  if (parts.base === data.base && `${parts.titles}` === `${data.titles}` && parts.order.length === data.titles.length && parts.order.every((part, place) => part === place)) return
  const place = [...parts.list.children].findIndex((row) => row.contains(root.getRootNode().activeElement))
  const action = root.getRootNode().activeElement?.name
  Object.assign(parts, { base: data.base, titles: data.titles, order: data.titles.map((_, index) => index) })
  draw(root)
  if (place >= 0 && action) focusOn(root, place, action)
}
