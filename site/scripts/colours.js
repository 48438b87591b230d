// Runs before anything is painted: the reader's choice of colours, if one was made.
// Without a choice the page follows the system. Nothing else is ever remembered.
(function () {
  document.documentElement.classList.remove("no-js");
  try {
    const chosen = localStorage.getItem("ldn-colours");
    if (chosen === "light" || chosen === "dark") {
      document.documentElement.dataset.colours = chosen;
    }
  } catch {
    // Storage is switched off: the system's colours it is.
  }
})();
