// Links to entries, and keys.

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-entry]");
  if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
    event.preventDefault();
    goTo(Number(link.dataset.entry));
  }
});

/** Return the next entry that is shown, in a direction, and of which `has` is true. */
function nextEntry(step, has) {
  const current = document.activeElement && document.activeElement.closest(".entry");
  let entry = current ? current.entry + step : step > 0 ? 0 : entryCount - 1;
  while (entry >= 0 && entry < entryCount && (rows[entry].hidden || !has(entry))) entry += step;
  return entry >= 0 && entry < entryCount ? rows[entry] : null;
}

function focusNext(step, has) {
  const row = nextEntry(step, has);
  if (!row) return;
  row.querySelector("summary").focus({ preventScroll: true });
  row.scrollIntoView({ block: "nearest" });
}

const KEYS = {
  "/": () => filters.elements.search.focus(),
  j: () => focusNext(1, () => true),
  k: () => focusNext(-1, () => true),
  n: () => focusNext(1, (entry) => entries.findings[entry].length > 0),
  p: () => focusNext(-1, (entry) => entries.findings[entry].length > 0),
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const typing = event.target.closest("input, select, textarea");
  if (event.key === "Escape") {
    filters.reset();
    applyFilters();
    if (typing) typing.blur();
  } else if (!typing && KEYS[event.key]) {
    event.preventDefault();
    KEYS[event.key]();
  }
});

const named = /^#e(\d+)$/.exec(location.hash);
if (named && Number(named[1]) < entryCount) goTo(Number(named[1]));
