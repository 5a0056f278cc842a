// What scripts add to the pages of forms. Every page works without them.
//
//   questions that depend on choices are shown and hidden at once
//   what is typed is saved now and then
//   a page that was shown again leads to what is new on it
//   what is typed is counted as it will be read

import { characters, words } from './counting.js'
import { CharacterCount, initAll } from './govuk-frontend.min.js'

// GOV.UK Frontend counts UTF-16 units and spaces at the ends, which count for nothing when read.
CharacterCount.prototype.updateCount = function () {
  this.count = (this.config.maxwords ? words : characters)(this.$textarea.value)
}

document.body.classList.add('js-enabled', 'govuk-frontend-supported')
initAll()

// --- questions that depend on choices ---------------------------------------------------------

/** Gives the values that are chosen in a field, of those that count. */
function chosen (form, field) {
  return Array.from(form.elements)
    .filter((each) => each.name === field && !each.disabled)
    .map((each) => (each.tagName === 'SELECT' ? each.selectedOptions[0] : each))
    .filter((each) => each && (each.checked || each.selected) && !('ignored' in each.dataset))
    .map((each) => each.value)
    .filter((value) => value !== '')
}

/** Says whether a condition holds (forms/pages/inputs/reveal.py writes it). */
function holds (form, when) {
  if (when.all) return when.all.every((part) => holds(form, part))
  if (when.either) return when.either.some((part) => holds(form, part))
  const values = chosen(form, when.field)
  if ('answered' in when) return values.length > 0 === when.answered
  if (when.any) return values.some((value) => when.any.includes(value))
  return values.length > 0 && !values.some((value) => when.none.includes(value))
}

/** Shows and hides what depends on choices, in order, as one may depend on another. */
function reveal (form) {
  const before = form.querySelectorAll('[data-when]:not([hidden])').length
  for (const each of form.querySelectorAll('[data-when]')) {
    const inHidden = each.parentElement.closest('[data-when][hidden]') !== null
    each.hidden = inHidden || !holds(form, JSON.parse(each.dataset.when))
    for (const field of each.querySelectorAll('input, select, textarea, button')) {
      field.disabled = field.closest('[data-when][hidden]') !== null
    }
  }
  for (const group of form.querySelectorAll('.fw-group')) {
    group.hidden = group.querySelector('[data-when]') !== null &&
      Array.from(group.querySelectorAll('.govuk-form-group')).every((each) => each.closest('[data-when][hidden]'))
  }
  const after = form.querySelectorAll('[data-when]:not([hidden])').length
  if (after !== before) say(form, after > before ? form.dataset.more : form.dataset.fewer)
}

/** Says something to those who do not see it happen. */
function say (form, text) {
  const place = form.querySelector('[data-said]')
  place.textContent = ''
  window.setTimeout(() => { place.textContent = text }, 100)
}

// --- saving without being asked ---------------------------------------------------------------

const PAUSE = 3000
const KEPT_ALIVE = 60000

function autosave (form) {
  const shown = form.querySelector('[data-saved]')
  let timer = null
  let saving = null
  let changed = false
  let refused = false

  /** Notes whether something is typed that is not saved, for whatever else looks after the page. */
  function note () {
    const unsaved = changed || refused || saving !== null
    document.documentElement.toggleAttribute('data-unsaved', unsaved)
  }

  /** Says how it stands with what is typed; `goto` makes a link of it. */
  function tell (text, goto) {
    shown.hidden = false
    shown.textContent = goto ? '' : text
    if (!goto) return
    const link = document.createElement('a')
    link.className = 'govuk-link'
    link.href = goto
    link.textContent = text
    shown.append(link)
    say(form, text)
  }

  async function save () {
    changed = false
    const data = new FormData(form)
    for (const each of form.querySelectorAll('input[type=file]')) data.delete(each.name)
    data.set('_action', 'autosave')
    const body = form.enctype === 'multipart/form-data' ? data : new URLSearchParams(data)
    try {
      const answer = await fetch(window.location.href, {
        method: 'POST',
        body,
        headers: { Accept: 'application/json', 'X-Requested-With': 'autosave' },
        // It goes on when the page is left; browsers do so for what is not too long.
        keepalive: body.toString().length < KEPT_ALIVE,
        redirect: 'error'
      })
      const said = await answer.json()
      refused = !answer.ok
      if (answer.ok) {
        form.elements._version.value = said.version
        const time = new Date().toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' })
        tell(form.dataset.autosave.replace('{time}', time))
      } else {
        // Nobody who is typing is taken to another page.
        tell(said.problem || form.dataset.unsaved, said.goto)
      }
    } catch {
      changed = true // and is tried again
      tell(form.dataset.unsaved)
    }
    saving = null
    if (changed) later()
    note()
  }

  function begin () {
    window.clearTimeout(timer)
    timer = null
    saving = save()
    note()
  }

  function later () {
    changed = true
    note()
    if (timer === null && saving === null) timer = window.setTimeout(begin, PAUSE)
  }

  function quit () {
    window.clearTimeout(timer)
    timer = null
    changed = false
  }

  form.addEventListener('input', later)
  form.addEventListener('change', later)
  form.addEventListener('submit', (event) => {
    quit()
    if (saving === null) return
    // Sent at once, the page would seem to come from before what is just being saved.
    event.preventDefault()
    saving.then(() => {
      quit()
      form.requestSubmit(event.submitter)
    })
  })
  window.addEventListener('pagehide', () => {
    if (changed && saving === null) begin()
  })
}

// --- starting ---------------------------------------------------------------------------------

/** Boxes of one value, which may stand in several places of a tree, are ticked together. */
function twins (form, box) {
  if (box.type !== 'checkbox') return
  for (const each of form.elements) {
    if (each.name === box.name && each.value === box.value && each.type === 'checkbox') {
      each.checked = box.checked
    }
  }
}

for (const form of document.querySelectorAll('[data-form]')) {
  reveal(form)
  form.addEventListener('change', (event) => {
    twins(form, event.target)
    reveal(form)
  })
  if ('autosave' in form.dataset) autosave(form)
}

// After a row was added, the page is shown at it: what is typed next goes into its first field.
const target = document.getElementById(window.location.hash.slice(1))
if (target && !document.querySelector('.govuk-error-summary')) {
  const first = target.matches('fieldset') ? target.querySelector('input:not([type=hidden]), select, textarea') : target
  first?.focus()
}
