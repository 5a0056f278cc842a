// Shows the new version of a page when the folder of its framework has changed.
//
// The address of this script ends in the mark of the edition that the page shows. What is being
// typed is never thrown away: while something is not saved, a line offers the new version instead.
// A page that nobody sees holds no connection open, since browsers have only six for one server.

const shown = new URL(import.meta.url).search.slice(1);
let changes = null;

function newer() {
  stop();
  if ("unsaved" in document.documentElement.dataset) {
    offer();
  } else {
    // Not `reload`, which would post a page again that was shown after a post.
    location.replace(location.pathname + location.search);
  }
}

function offer() {
  const line = document.createElement("p");
  line.className = "govuk-body frameworkshop-newer";
  line.setAttribute("role", "status");
  line.textContent = "The framework has changed. Save this page to see the new version.";
  document.querySelector("main").prepend(line);
}

function start() {
  if (changes === null && document.visibilityState === "visible") {
    changes = new EventSource("/preview/changes");
    changes.onmessage = (event) => {
      if (event.data !== shown) newer();
    };
  }
}

function stop() {
  changes?.close();
  changes = null;
}

document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "visible") start();
  else stop();
});
// A page that the browser kept whole, for going back, asks anew whether it is still right.
addEventListener("pageshow", start);
addEventListener("pagehide", stop);
start();
