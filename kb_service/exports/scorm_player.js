/**
 * The player of a learning package (SCORM 1.2): shows one page at a time, marks the quiz, and tells
 * the learning platform where the learner is and what was reached. Without a platform it does the
 * same and tells nobody.
 *
 * @typedef {{id: string, type: string, right: string[]}} Question  right: accepted answers, as
 *   `read` gives them; for a short answer as words
 * @typedef {{mastery: number, version: string, words: Object<string, string>,
 *   questions: Question[]}} Course
 */
"use strict";

(() => {
  /** @type {Course} */
  const course = JSON.parse(document.getElementById("course").textContent);
  const pages = [...document.querySelectorAll(".page")];
  const links = [...document.querySelectorAll("nav a")];
  const previous = document.getElementById("previous");
  const next = document.getElementById("next");
  const place = document.getElementById("place");
  const quiz = document.getElementById("quiz-form");
  const started = Date.now();
  const TITLE = document.title;
  const LONGEST_MEMORY = 4096; // of cmi.suspend_data
  const LONGEST_ANSWER = 255; // of an answer in cmi.interactions

  /** The platform's API in a window or any that it stands in, if there is one. */
  function findApi(start) {
    let frame = start;
    for (let steps = 0; frame && steps < 100; steps += 1) {
      try {
        if (frame.API && frame.API.LMSInitialize) return frame.API;
      } catch {
        // a window of another site tells nothing; the next one may
      }
      if (frame.parent === frame) return null;
      frame = frame.parent;
    }
    return null;
  }

  /** The platform's API, in the windows around this one or around the one that opened it. */
  function findPlatform() {
    let opener = null;
    try {
      opener = window.opener || window.top.opener;
    } catch {
      // the outermost window is of another site
    }
    return findApi(window) || (opener ? findApi(opener) : null);
  }

  const api = findPlatform();
  let connected = api !== null && String(api.LMSInitialize("")) === "true";
  const ask = (name) => (connected ? String(api.LMSGetValue(name) ?? "") : "");
  const tell = (name, value) => connected && api.LMSSetValue(name, String(value));
  const two = (number) => String(Math.floor(number)).padStart(2, "0");

  /** Have the platform keep what it was told, with the time spent so far. */
  function keep() {
    const seconds = (Date.now() - started) / 1000;
    const hours = two(seconds / 3600).padStart(4, "0");
    tell("cmi.core.session_time", `${hours}:${two((seconds / 60) % 60)}:${two(seconds % 60)}`);
    if (connected) api.LMSCommit("");
  }

  /** Take leave of the platform, once; it will bring the learner back to the same page. */
  function leave() {
    if (!connected) return;
    tell("cmi.core.exit", "suspend");
    keep();
    api.LMSFinish("");
    connected = false;
  }

  /* -- pages ----------------------------------------------------------------------------------- */

  let shown = 0;

  /** Show a page, and move the reader to an element of it unless there is none to move to. */
  function show(index, target) {
    shown = index;
    pages.forEach((page, number) => (page.hidden = number !== index));
    const id = pages[index].id;
    for (const link of links) {
      if (link.hash === `#${id}`) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
    }
    previous.disabled = index === 0;
    next.disabled = index === pages.length - 1;
    place.textContent = `${index + 1} / ${pages.length}`;
    const heading = pages[index].querySelector("h2");
    document.title = index && heading ? `${heading.textContent} · ${TITLE}` : TITLE;
    if (target) {
      if (!target.hasAttribute("tabindex")) target.setAttribute("tabindex", "-1");
      target.focus({ preventScroll: true });
      if (target === heading) window.scrollTo(0, 0);
      else target.scrollIntoView();
    }
    tell("cmi.core.lesson_location", id);
    if (!quiz && index === pages.length - 1) tell("cmi.core.lesson_status", "completed");
    keep();
  }

  const turn = (by) => show(shown + by, pages[shown + by].querySelector("h2") || pages[shown + by]);
  previous.addEventListener("click", () => turn(-1));
  next.addEventListener("click", () => turn(1));
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='#']");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const target = document.getElementById(decodeURIComponent(link.hash.slice(1)));
    const index = pages.findIndex((page) => page.contains(target));
    if (index < 0) return;
    event.preventDefault();
    link.closest("details")?.removeAttribute("open");
    show(index, target === pages[index] ? target.querySelector("h2") || target : target);
  });

  /* -- quiz ------------------------------------------------------------------------------------ */

  const boxes = [...document.querySelectorAll(".question")];
  const result = document.getElementById("result");
  const again = document.getElementById("again");
  const anyway = document.getElementById("anyway");
  let warned = false;

  /** Words as they are compared: without case, accents and other marks, punctuation and blanks. */
  const bare = (text) =>
    text
      .normalize("NFKD")
      .replace(/[\p{M}\u0640]/gu, "")
      .toLowerCase()
      .replace(/[^\p{L}\p{N}]+/gu, "");

  /** A learner's answer in SCORM's notation: "a", "a,c", "t", "1.b,2.a", or the words. */
  function read(box, question) {
    if (question.type === "fill-in") return box.querySelector("input").value.trim();
    if (question.type === "matching") {
      const chosen = [...box.querySelectorAll("select")].map((select) => select.value);
      const pairs = chosen.map((value, number) => value && `${number + 1}.${value}`);
      return pairs.filter(Boolean).join(",");
    }
    return [...box.querySelectorAll("input:checked")].map((input) => input.value).join(",");
  }

  const isRight = (question, answer) =>
    question.type === "fill-in"
      ? bare(answer) !== "" && question.right.some((each) => bare(each) === bare(answer))
      : question.right.includes(answer);

  /** Tell the platform each answer, after those that it has. */
  function report(answers) {
    const now = new Date();
    const time = [now.getHours(), now.getMinutes(), now.getSeconds()].map(two).join(":");
    const first = Number(ask("cmi.interactions._count")) || 0;
    course.questions.forEach((question, number) => {
      const name = `cmi.interactions.${first + number}`;
      tell(`${name}.id`, question.id);
      tell(`${name}.time`, time);
      tell(`${name}.type`, question.type);
      question.right.forEach((each, index) =>
        tell(`${name}.correct_responses.${index}.pattern`, each.slice(0, LONGEST_ANSWER)),
      );
      tell(`${name}.weighting`, 1);
      const given = answers[number];
      if (given) tell(`${name}.student_response`, given.slice(0, LONGEST_ANSWER));
      tell(`${name}.result`, isRight(question, given) ? "correct" : "wrong");
    });
  }

  /** Tell the platform a result, if none was better. */
  function score(percent) {
    const best = ask("cmi.core.score.raw");
    if (best !== "" && Number(best) > percent) return;
    tell("cmi.core.score.min", 0);
    tell("cmi.core.score.max", 100);
    tell("cmi.core.score.raw", percent);
    tell("cmi.core.lesson_status", percent >= course.mastery ? "passed" : "failed");
  }

  const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);

  /** The field of a question that is to be filled in next, if there is one. */
  function findBlank(box) {
    const fields = [...box.querySelectorAll("input, select")];
    if (!fields.some(isTicked)) return fields.find((field) => field.value.trim() === "");
    return fields.some((field) => field.checked) ? undefined : fields[0];
  }

  /** Say how many questions have blanks, and which; nothing if none has. */
  function warn() {
    const numbers = boxes.flatMap((box, index) => (findBlank(box) ? [String(index + 1)] : []));
    const list = new Intl.ListFormat(document.documentElement.lang).format(numbers);
    const said = fill(course.words.unanswered, { count: numbers.length, numbers: list });
    result.textContent = numbers.length ? said : "";
    offer(numbers.length > 0);
  }

  /** Offer to mark the answers in spite of blanks, or no longer. */
  function offer(asking) {
    result.parentElement.classList.toggle("asking", asking);
    anyway.hidden = !asking;
  }

  /** Mark the answers, unless there are blanks that the learner was not told of before. */
  function submit() {
    const blank = boxes.map(findBlank).find(Boolean);
    if (warned || !blank) return check();
    warned = true;
    warn();
    blank.focus({ preventScroll: true });
    blank.closest(".question").scrollIntoView();
  }

  /** Mark every answer, and say the result. */
  function check() {
    const answers = course.questions.map((question, number) => read(boxes[number], question));
    let points = 0;
    course.questions.forEach((question, number) => {
      const right = isRight(question, answers[number]);
      points += right ? 1 : 0;
      boxes[number].classList.add(right ? "right" : "wrong");
      boxes[number].classList.remove(right ? "wrong" : "right");
      const feedback = boxes[number].querySelector(".feedback");
      feedback.querySelector(".verdict").textContent = course.words[right ? "right" : "wrong"];
      feedback.hidden = false;
      boxes[number].setAttribute("aria-describedby", feedback.id);
    });
    const total = course.questions.length;
    const percent = Math.round((100 * points) / total);
    const verdict = course.words[percent >= course.mastery ? "passed" : "failed"];
    result.textContent = [
      fill(course.words.score, { points, total, percent }),
      fill(verdict, { percent: course.mastery }),
    ].join("\n");
    offer(false);
    again.hidden = false;
    report(answers);
    score(percent);
    keep();
  }

  /** Take all answers and marks away. */
  function clear() {
    quiz.reset();
    for (const box of boxes) {
      box.classList.remove("right", "wrong");
      box.removeAttribute("aria-describedby");
      box.querySelector(".feedback").hidden = true;
    }
    result.textContent = "";
    offer(false);
    warned = false;
    again.hidden = true;
    remember();
    show(shown, boxes[0].querySelector("legend"));
  }

  const fields = () => [...quiz.querySelectorAll("input, select")];
  const isTicked = (field) => field.type === "radio" || field.type === "checkbox";

  /** Have the platform keep unchecked answers too, as far as they fit. */
  function remember() {
    const state = fields().map((field) => (isTicked(field) ? Number(field.checked) : field.value));
    const text = JSON.stringify([course.version, ...state]);
    if (text.length <= LONGEST_MEMORY) tell("cmi.suspend_data", text);
  }

  /** Put the answers back that the learner gave before, if the questions are still the same. */
  function recall() {
    const text = ask("cmi.suspend_data");
    if (!/^\[.*\]$/s.test(text)) return;
    const [version, ...state] = JSON.parse(text);
    if (version !== course.version || state.length !== fields().length) return;
    fields().forEach((field, number) => {
      if (isTicked(field)) field.checked = Boolean(state[number]);
      else field.value = state[number];
    });
  }

  if (quiz) {
    quiz.addEventListener("submit", (event) => {
      event.preventDefault();
      submit();
    });
    quiz.addEventListener("change", remember);
    quiz.addEventListener("input", () => !anyway.hidden && warn());
    again.addEventListener("click", clear);
    anyway.addEventListener("click", () => {
      check();
      result.focus();
    });
    recall();
  }

  /* -- beginning and end ----------------------------------------------------------------------- */

  const status = ask("cmi.core.lesson_status");
  if (["", "not attempted", "browsed"].includes(status)) {
    tell("cmi.core.lesson_status", "incomplete");
  }
  const location = ask("cmi.core.lesson_location");
  const resumed = pages.findIndex((page) => page.id === location);
  document.documentElement.classList.add("playing");
  show(Math.max(resumed, 0), null);
  window.addEventListener("pagehide", leave);
  window.addEventListener("pageshow", (event) => event.persisted && window.location.reload());
  document.addEventListener("visibilitychange", () => document.hidden && keep());
})();
