"""Pages: forms as accessible HTML, from a form, answers and a language.

    question_page        what is asked together
    task_list_page       the pages of a form, and how far each has come
    check_answers_page   all answers, before they are submitted
    confirmation_page    that they were
    conflict_page        what somebody else has changed in the meantime
    error_page           what cannot be done, and the way on; `said_of` what it says of a status
    in_shell             any other page of a service, in the same shell
    whole_form_page      a form with all its pages, to read, in one file

docs/explanation/pages.md says how they are made.
"""

from forms.pages.assets import Unbuilt, assets, assets_digest
from forms.pages.check_answers import check_answers_page
from forms.pages.conflicts import EditConflict, Settled, conflict_page, read_settled
from forms.pages.ending import confirmation_page, error_page, said_of
from forms.pages.question_page import question_page
from forms.pages.shell import Links, Shell, View, in_shell
from forms.pages.task_list import task_list_page
from forms.pages.whole_form import whole_form_page

__all__ = [
    "EditConflict",
    "Links",
    "Settled",
    "Shell",
    "Unbuilt",
    "View",
    "assets",
    "assets_digest",
    "check_answers_page",
    "confirmation_page",
    "conflict_page",
    "error_page",
    "in_shell",
    "question_page",
    "read_settled",
    "said_of",
    "task_list_page",
    "whole_form_page",
]
