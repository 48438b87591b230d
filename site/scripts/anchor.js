// The anchor in the address: anyone may have typed it.

/** @returns {string} the anchor that the address names; as it is written where that is no UTF-8 */
export function currentAnchor() {
  const written = window.location.hash.slice(1);
  try {
    return decodeURIComponent(written);
  } catch {
    return written;
  }
}
