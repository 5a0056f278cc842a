// Shows the new version of a page when the folder of its framework has changed.
//
// The address of this script ends in the mark of the edition that the page shows. What is being
// typed is not thrown away: the page waits until it is saved and nobody has typed for a while, says
// so meanwhile, and comes back with the cursor where it was. A page that nobody sees holds no
// connection open, since browsers have only six for one server.

const shown = new URL(import.meta.url).search.slice(1)
const LOOK = 500
const REST = 2000
const PLACE = 'preview-place'

let changes = null
let outdated = false
let typed = 0

function saved () {
  // forms.js says so, of pages that save by themselves.
  return !('unsaved' in document.documentElement.dataset) && Date.now() - typed > REST
}

/** Notes where somebody is on the page, for when it is shown again. */
function note () {
  const at = document.activeElement
  const place = { path: window.location.pathname, y: window.scrollY, id: at?.id }
  // Not every field says where its cursor is: a choice has none.
  if (typeof at?.selectionStart === 'number') place.cursor = [at.selectionStart, at.selectionEnd]
  window.sessionStorage.setItem(PLACE, JSON.stringify(place))
}

/** Goes back to where somebody was when the page was shown anew. */
function goBack () {
  const place = JSON.parse(window.sessionStorage.getItem(PLACE))
  window.sessionStorage.removeItem(PLACE)
  if (place?.path !== window.location.pathname) return
  const at = place.id && document.getElementById(place.id)
  if (at) at.focus({ preventScroll: true })
  if (at && place.cursor) at.setSelectionRange(...place.cursor)
  window.scrollTo(0, place.y)
}

function newer () {
  outdated = true
  stop()
  if (saved()) {
    note()
    // Not `reload`, which would post a page again that was shown after a post.
    window.location.replace(window.location.pathname + window.location.search)
  } else {
    offer()
    window.setTimeout(newer, LOOK)
  }
}

function offer () {
  if (document.getElementById('newer')) return
  const line = document.createElement('p')
  line.id = 'newer'
  line.className = 'govuk-inset-text'
  line.setAttribute('role', 'status')
  line.textContent = 'The framework has changed. You see it once what you have typed is saved.'
  document.querySelector('main').prepend(line)
}

function start () {
  if (changes !== null || outdated || document.visibilityState !== 'visible') return
  changes = new EventSource('/preview/changes')
  changes.onmessage = (event) => {
    if (event.data !== shown) newer()
  }
}

function stop () {
  changes?.close()
  changes = null
}

document.addEventListener('input', () => { typed = Date.now() })
document.addEventListener('visibilitychange', () => {
  if (document.visibilityState === 'visible') start()
  else stop()
})
// A page that the browser kept whole, for going back, asks anew whether it is still right.
window.addEventListener('pageshow', start)
window.addEventListener('pagehide', stop)
goBack()
start()
