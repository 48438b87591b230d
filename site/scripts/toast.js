// Short messages, shown for a moment and read aloud.

/** @param {string} message */
export function announce(message) {
  const toast = document.querySelector("[data-toast]");
  if (!toast) {
    return;
  }
  toast.textContent = message;
  window.setTimeout(() => {
    if (toast.textContent === message) {
      toast.textContent = "";
    }
  }, 4000);
}
