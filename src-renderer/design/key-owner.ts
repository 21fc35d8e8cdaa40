/** Kinds of input into which nothing is typed. */
const NOT_TYPED = new Set(['button', 'checkbox', 'color', 'file', 'image', 'radio', 'range', 'reset', 'submit']);

/** Elements that move a choice of their own with the arrow keys and do not say so by stopping them, as our own do. */
const OWN_ARROWS = 'select, input[type="range"], input[type="radio"], [role="slider"], [role="separator"]';

/** Elements that the space bar sets off, opens or ticks. */
const OWN_SPACE = 'button, select, summary, a[href], input, [role="slider"], [role="button"], [role="tab"]';

/** Whether what is pressed is text that belongs into this element. */
export function takesText(element: Element | null): boolean {
  if (element === null) return false;
  if (element.matches('input')) return !NOT_TYPED.has(element.type);
  return element.matches('textarea') || (element as HTMLElement).isContentEditable;
}

/**
 * Whether a key belongs to the element that has the focus, and not to the window. Text belongs to text fields.
 * Selects and sliders have the arrows. The space bar sets off what was reached with the keyboard; where the focus is only
 * left over from a click (`clicked`), it is free.
 */
export function ownsKey(element: Element | null, key: string, clicked: boolean): boolean {
  if (element === null) return false;
  if (takesText(element)) return true;
  if (key.startsWith('Arrow')) return element.closest(OWN_ARROWS) !== null;
  return key === ' ' && !clicked && element.closest(OWN_SPACE) !== null;
}

/** Elements to which the focus has come by a click. */
const clicked = new WeakSet<Element>();

/** Whether the focus of this element is left over from a click. */
export function isClicked(element: Element | null): boolean {
  return element !== null && clicked.has(element);
}

/**
 * Listens, until the returned undoing, whether the focus comes to an element by a click. Focus that a script gives back, as
 * a dialog does when it closes, counts as what it was before.
 */
export function watchFocus(): () => void {
  let by: 'pointer' | 'tab' | null = null;
  const listening = new AbortController();
  const options = { capture: true, signal: listening.signal };
  const rest = () => (by = null);
  // The click that ends a press comes before it, and so does the focus that its handler gives.
  const restLater = () => setTimeout(rest);
  const on = document.addEventListener.bind(document);
  const pressed = ({ target }: Event) => {
    by = 'pointer';
    const focused = document.activeElement;
    // What has the focus already is not told again.
    if (focused !== null && target instanceof Node && focused.contains(target)) clicked.add(focused);
  };
  const focus = ({ target }: Event) => {
    if (!(target instanceof Element)) return;
    if (by === 'pointer') clicked.add(target);
    else if (by === 'tab') clicked.delete(target);
  };
  on('pointerdown', pressed, options);
  on('pointerup', restLater, options);
  on('pointercancel', restLater, options);
  on('keydown', ({ key }) => (by = key === 'Tab' ? 'tab' : null), options);
  on('focusin', focus, options);
  return () => listening.abort();
}
