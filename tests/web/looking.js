/* What tests ask of a page, by its own measure. Evaluates to an object of functions. */
(() => {
  const pause = () => new Promise((done) => setTimeout(done, 25));
  const CONTROLS = "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex]:not([tabindex='-1'])";
  const name = (each) => each.outerHTML.slice(0, 160);
  const isThere = (each) => {
    const { width, height } = each.getBoundingClientRect();
    return each.checkVisibility({ visibilityProperty: true }) && width > 1 && height > 1 && !each.closest("[aria-hidden=true]");
  };
  const controls = () => [...document.querySelectorAll(CONTROLS)].filter((each) => isThere(each) && !each.matches(":disabled"));

  /* A change of the colour scheme fades in where something has a transition, and a fade that has begun makes its
     children's begin anew: what is measured before all have ended is a colour that nobody is shown for long. */
  async function settle(scheme) {
    const isDue = () => matchMedia("(prefers-color-scheme: dark)").matches !== (scheme === "dark") || document.getAnimations().length;
    await pause();
    for (let left = 40; left && isDue(); left -= 1) await pause();
  }

  /* A link in the flow of a sentence is as high as its line. */
  const isInSentence = (each) =>
    each.matches("a") && getComputedStyle(each).display === "inline" &&
    [...each.parentElement.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.textContent.trim());

  function cover(each) {
    const { content, position } = getComputedStyle(each, "::after");
    if (content === "none" || position !== "absolute") return null;
    for (let part = each; part; part = part.parentElement) if (getComputedStyle(part).position !== "static") return part;
  }

  /* A tick's label is part of its target, and so is what a link spreads itself over. */
  function reach(each) {
    const parts = [each, cover(each), ...(each.matches("[type=radio], [type=checkbox]") ? each.labels : [])];
    const boxes = parts.filter(Boolean).map((part) => part.getBoundingClientRect());
    const span = (low, high) => Math.max(...boxes.map((box) => box[high])) - Math.min(...boxes.map((box) => box[low]));
    return Math.min(span("left", "right"), span("top", "bottom"));
  }

  const findSmallTargets = () =>
    controls().filter((each) => !isInSentence(each) && reach(each) < 24).map((each) => `${reach(each)} px: ${name(each)}`);

  /* What the keyboard comes to and nobody sees that it did. A key must have been pressed before. */
  function findUnseenFocus() {
    const before = document.activeElement;
    const unseen = controls().filter((each) => {
      each.focus({ preventScroll: true });
      const { outlineStyle, outlineWidth, outlineColor } = getComputedStyle(each);
      return outlineStyle === "none" || parseFloat(outlineWidth) < 2 || /, 0\)$|transparent/.test(outlineColor);
    });
    before.focus({ preventScroll: true });
    return unseen.map((each) => `focus unseen: ${name(each)}`);
  }

  const isMoving = (each) => {
    const style = getComputedStyle(each);
    const seconds = `${style.transitionDuration}, ${style.animationDuration}`.split(", ").map(parseFloat);
    return Math.max(...seconds) > 0.001 || style.scrollBehavior === "smooth";
  };
  const findMotion = () => [...document.querySelectorAll("*")].filter(isMoving).map((each) => `moves: ${name(each)}`);

  const findSideways = () => (document.documentElement.scrollWidth > innerWidth ? ["scrolls sideways"] : []);

  return { settle, findSmallTargets, findUnseenFocus, findMotion, findSideways };
})()
