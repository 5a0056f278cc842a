"""Texts that counters have disagreed about."""

from typing import Final

#: Each is counted by the server and by the pages, which must agree.
COUNTED: Final = (
    "",
    " ",
    "plain words here",
    "  spaces at the ends \t\n",
    "two\nlines",
    "two\r\nlines\r\n\r\nthree",
    "old\rlines",
    "\U0001f600",
    "an emoji \U0001f469\u200d\U0001f4bb of three code points",
    "\U0001f1ec\U0001f1e7 flag",
    "e\u0301 composed, q\u0307\u0323 not",
    "\u1e9b\u0323",
    "\ufeffa mark at the start",
    "in\ufeffside \ufeff alone",
    "soft\u00adhyphen",
    "e\u00ad\u0301 composed once it is gone",
    "no-break\u00a0space and\u202fnarrow\u2007figure\u3000wide",
    "page\x0cline\x0bbreaks",
    "line\u2028paragraph\u2029next\u0085line",
    "zero\u200bwidth \u200b \u200d\u2060",
    "\u200b",
    "\u202eturned\u202c",
    "mongolian\u180evowel separator",
    "\u05e9\u05dc\u05d5\u05dd \u0645\u0631\u062d\u0628\u0627",
    "\u0928\u092e\u0938\u094d\u0924\u0947 \u6570\u636e",
    "x" * 300,
    "\U0001d518" * 50,
)
