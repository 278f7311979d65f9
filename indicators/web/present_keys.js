// The keys of the presentation, and the browser's full screen, which only a press may ask for. Streamlit calls this
// again at each change: what listens is kept on the element, so that there is never but one of each.
export default function (component) {
  const { data, parentElement, setTriggerValue, setStateValue } = component
  const KEYS = {
    ArrowRight: "next", PageDown: "next", " ": "next",
    ArrowLeft: "before", PageUp: "before",
    Home: "first", End: "last", Escape: "leave",
  }
  const say = (what) => setTriggerValue("pressed", what)
  const press = (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey || event.defaultPrevented) return
    const target = event.target
    if (target instanceof HTMLElement && target.closest("input, textarea, select, [role=listbox]")) return
    // Space presses the button that has the focus.
    if (event.key === " " && target instanceof HTMLElement && target.closest("button, a")) return
    if (event.key === "f" || event.key === "F") return turnFull()
    if (!(event.key in KEYS)) return
    event.preventDefault()
    say(KEYS[event.key])
  }
  const turnFull = () => {
    parentElement.isOurs = true
    if (document.fullscreenElement) document.exitFullscreen()
    else document.documentElement.requestFullscreen?.().catch(() => {})
  }
  const change = () => {
    // The browser keeps Escape to itself in full screen: what ends by it ends the presentation too.
    if (!document.fullscreenElement && !parentElement.isOurs) say("leave")
    parentElement.isOurs = false
  }
  const measure = () => {
    const height = Math.round(window.innerHeight / 20) * 20
    if (height !== data.height) setStateValue("height", height)
  }
  const stop = () => {
    document.removeEventListener("keydown", parentElement.press)
    document.removeEventListener("fullscreenchange", parentElement.change)
    window.removeEventListener("resize", parentElement.measure)
  }
  stop()
  Object.assign(parentElement, { press, change, measure })
  document.addEventListener("keydown", press)
  document.addEventListener("fullscreenchange", change)
  window.addEventListener("resize", measure)
  const button = parentElement.querySelector("button")
  if (button) button.onclick = turnFull
  measure()
  return () => {
    stop()
    if (document.fullscreenElement) document.exitFullscreen()
  }
}
