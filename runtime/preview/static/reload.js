// Shows the new version of a page when the folder of its framework has changed.
//
// The address of this script ends in the mark of the edition that the page shows. What is being
// typed is not thrown away: the page waits until it is saved, and says so meanwhile. A page that
// nobody sees holds no connection open, since browsers have only six for one server.

const shown = new URL(import.meta.url).search.slice(1)
const LOOK = 500

let changes = null
let outdated = false

function saved () {
  // forms.js says so, of pages that save by themselves.
  return !('unsaved' in document.documentElement.dataset)
}

function newer () {
  outdated = true
  stop()
  if (saved()) {
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

document.addEventListener('visibilitychange', () => {
  if (document.visibilityState === 'visible') start()
  else stop()
})
// A page that the browser kept whole, for going back, asks anew whether it is still right.
window.addEventListener('pageshow', start)
window.addEventListener('pagehide', stop)
start()
