// How the pages count what is typed: as it is read (text and count_words, forms/model/typed_values.py).
//
// tests/forms/pages/test_counting.py holds both against one list.

const WHITE = '\\t-\\r\\u001c-\\u0020\\u0085\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000'
const ENDS = new RegExp(`^[${WHITE}]+|[${WHITE}]+$`, 'g')
const WORDS = new RegExp(`[^${WHITE}]+`, 'g')
const LEFT_OUT = /[\u00ad\ufeff]/g
const NEW_LINES = /\r\n|[\r\v\f\u0085\u2028\u2029]/g

const VISIBLE = /[^\p{Z}\p{Cc}\p{Cf}\p{Co}]/u

/** Gives a text as it is read: composed, trimmed, new lines as one character; none if none is seen. */
function asRead (text) {
  const tidy = text.replace(LEFT_OUT, '').normalize('NFC').replace(NEW_LINES, '\n').replace(ENDS, '')
  return VISIBLE.test(tidy) ? tidy : ''
}

/** Counts characters as people see most of them: an emoji of one code point is one. */
export function characters (text) {
  return Array.from(asRead(text)).length
}

/** Counts runs of anything but white space. */
export function words (text) {
  return (asRead(text).match(WORDS) || []).length
}
