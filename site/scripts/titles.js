// Chinese titles break between words, where the browser knows words; no style sheet can say so
// (`word-break: auto-phrase` is for Japanese alone).

export {};

const words = "Segmenter" in Intl ? new Intl.Segmenter("zh", { granularity: "word" }) : null;

/** @param {Text} text gets a place to break before each word that follows another */
function openBetweenWords(text) {
  const pieces = document.createDocumentFragment();
  let afterWord = false;
  for (const { segment, isWordLike = false } of words?.segment(text.data) ?? []) {
    if (afterWord && isWordLike) {
      pieces.append(document.createElement("wbr"));
    }
    pieces.append(segment);
    afterWord = isWordLike;
  }
  text.replaceWith(pieces);
}

if (words) {
  for (const title of document.querySelectorAll(":is(h1, h2, h3):lang(zh)")) {
    const texts = document.createTreeWalker(title, NodeFilter.SHOW_TEXT);
    const all = [];
    while (texts.nextNode()) {
      all.push(/** @type {Text} */ (texts.currentNode));
    }
    all.forEach(openBetweenWords);
    title.classList.add("by-words");
  }
}
