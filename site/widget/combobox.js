// A text field with a list below it, as the WAI-ARIA pattern describes a combobox: the focus stays
// in the field, arrow keys choose an option, Enter takes it, Escape closes and then clears.

/** @param {HTMLElement} list */
const optionsOf = (list) => /** @type {HTMLElement[]} */ ([...list.children]);

export class Combobox {
  #active = -1;

  /**
   * Both stand in one root, so that the field may point at an option.
   *
   * @param {HTMLInputElement} input
   * @param {HTMLElement} list
   * @param {{isOpen(): boolean, open(): void, close(): void}} panel
   */
  constructor(input, list, panel) {
    this.input = input;
    this.list = list;
    this.panel = panel;
    for (const [name, value] of [
      ["role", "combobox"],
      ["aria-autocomplete", "list"],
      ["aria-controls", list.id],
      ["aria-expanded", "false"],
    ]) {
      input.setAttribute(name, value);
    }
    list.setAttribute("role", "listbox");
    list.tabIndex = -1; // or browsers stop at a list that scrolls, where no key does anything
    input.addEventListener("keydown", (event) => this.#press(event));
    // The field keeps the focus, so that a press does not close the list before the click.
    list.addEventListener("mousedown", (event) => event.preventDefault());
  }

  /** @param {HTMLElement[]} options shown in place of those before */
  show(options) {
    options.forEach((option, index) => {
      option.id = `${this.list.id}-${index}`;
    });
    this.list.replaceChildren(...options);
    this.list.hidden = options.length === 0;
    this.#activate(-1);
  }

  /** Tells assistive technology whether the list is there. */
  update() {
    const expanded = this.panel.isOpen() && !this.list.hidden;
    this.input.setAttribute("aria-expanded", String(expanded));
    if (!expanded) {
      this.#activate(-1);
    }
  }

  /** @param {number} index -1 for none */
  #activate(index) {
    const options = optionsOf(this.list);
    this.#active = index;
    options.forEach((option, i) => option.setAttribute("aria-selected", String(i === index)));
    const option = options[index];
    if (option) {
      this.input.setAttribute("aria-activedescendant", option.id);
      option.scrollIntoView({ block: "nearest" });
    } else {
      this.input.removeAttribute("aria-activedescendant");
    }
  }

  /** @param {KeyboardEvent} event */
  #press(event) {
    if (event.isComposing || event.ctrlKey || event.metaKey) {
      return;
    }
    if (this.#take(event.key)) {
      event.preventDefault();
    }
  }

  /**
   * @param {string} key
   * @returns {boolean} whether it was for the list, and not for the field
   */
  #take(key) {
    const options = optionsOf(this.list);
    const open = this.panel.isOpen();
    const chosen = open ? options[this.#active] : undefined;
    if (key === "ArrowDown" || key === "ArrowUp") {
      if (!open) {
        this.panel.open();
      } else if (options.length) {
        const step = key === "ArrowDown" ? 1 : -1;
        const from = chosen ? this.#active : key === "ArrowDown" ? -1 : 0;
        this.#activate((from + step + options.length) % options.length);
      }
    } else if (key === "Home" && chosen) {
      this.#activate(0);
    } else if (key === "End" && chosen) {
      this.#activate(options.length - 1);
    } else if (key === "Enter" && chosen) {
      chosen.click();
    } else if (key === "Escape" && open) {
      this.panel.close();
    } else if (key === "Escape" && this.input.value) {
      this.input.value = "";
      this.input.dispatchEvent(new InputEvent("input", { bubbles: true }));
    } else {
      return false;
    }
    return true;
  }
}
