"""Improvements: where an import is not the same as the original, and why it is better so.

This is the whole list. `docs/reference/digital-marketplace.md` gives it to owners in the same
words, and a difference that is none of these fails a test.
"""

from typing import Final

#: What is accepted here, and was refused.
ACCEPTED: Final = {
    "aside": "An answer to a question that no longer applies is set aside, and refuses nothing.",
    "typed": "What people type is read: figures and truths written as text, numbers for "
    "prices, pounds and commas, half-written pence, dates in words, digits of other scripts.",
    "empty": "What is empty is no answer: an empty text, list or row, and what is blank inside an "
    "object. Only a null by itself and blank items of lists were left out.",
    "several parents": "A question that follows several others is asked when each of them opens "
    "it; where only one did, nothing at all could be answered.",
    "group": "In a group that is answered as a whole, questions that do not apply are not wanted.",
}

#: What is refused here, and was accepted.
REFUSED: Final = {
    "e-mail": "An e-mail address looks like one: an @ somewhere was enough.",
    "one line": "A line of text is one line: what no field of one line can send was accepted.",
    "nothing": "An answer that is needed holds something: a row of nothing counted as one.",
    "rows": "There is a row for each of the buyer's requirements: they were counted elsewhere.",
    "address": "The address of a file is an address: any text was accepted.",
    "price": "A lowest price is not above the highest, whatever the two are called: it depended "
    "on how their keys ended.",
    "date": "A date is in the years 1000 to 9999: the years before were accepted.",
    "digits": "A number has at most 18 digits before the point and 12 after it: any number of "
    "them was accepted.",
    "long": "No text has more than 100,000 characters, and no list more than 1,000 items.",
    "characters": "Characters that no document can hold are refused, such as the null character.",
}

#: What is otherwise only with constructs that are seldom met: `test_constructs` has each of them.
RARE: Final = {
    "assured": "An assured answer has a value and an assurance, and nothing else: other keys were "
    "let through.",
    "follow-up price": "A price that follows a question is wanted when it is opened: it was wanted "
    "always.",
    "both left out": "Where a question and what follows it may both be left out, they may be left "
    "out together: nothing was accepted then.",
    "empty group": "Of groups of which one has to be answered, one that asks nothing in a lot does "
    "not count: it counted as answered.",
    "comma": "The limit that a message says is its first number: a comma before it hid it.",
    "total": "Figures of which a message says so total 100, whatever they are called: it depended "
    "on their names.",
}

#: What decides otherwise on a declaration.
ASSESSED: Final = {
    "applies": "A declaration is assessed by the answers that apply: one that was left behind, to "
    "a question that is not asked any more, decides nothing.",
}

#: What people read otherwise.
SHOWN: Final = {
    "links": "The links of a question follow it, since a label holds none; their words stay where "
    "they were.",
    "old links": "A link to a page of the old service is its words alone.",
    "new tab": '"Opens in a new tab" is left out: links here do not.',
    "unknown": "A paragraph that quotes what nothing here knows is left out, and told; a line has "
    "an ellipsis for it.",
    "branches": "What a template shows in no lot is left out, and told; so is one that cannot be "
    "worked out.",
    "braces": "Two braces that would stand for an answer are set apart.",
    "pictures": "Pictures and scripts are left out, and told.",
    "long": "A text that is longer than a definition can hold is cut, and told.",
}
