/* What html-validate holds pages to: all that it recommends, but for what is said here. */

export default {
  root: true,
  extends: ["html-validate:recommended"],
  rules: {
    // Spaces at the ends of lines are nothing to a browser, and templates leave some.
    "no-trailing-whitespace": "off",

    // The Design System gives a date's fieldset the role that it has anyway, since some screen
    // readers announce its legend only then.
    "no-redundant-role": "off",

    // All boxes of one question have its name; that is how a form posts several answers.
    "form-dup-name": ["error", { shared: ["radio", "checkbox", "button", "submit", "reset"] }],

    // A link that looks like a button is announced as one, and a notification banner is a region
    // by its role: so the Design System has them.
    "prefer-native-element": ["error", { exclude: ["button", "region"] }],

    // The title of a page with one question is the question, and some questions are long.
    "long-title": "off",
  },
};
