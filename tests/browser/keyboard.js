// Hears where Tab leads. Answers with how many presses there must be to come by everything.
() => {
  const shown = (one) => one.checkVisibility({ visibilityProperty: true }) && !one.disabled;
  const chosen = (one) => {
    if (one.type !== 'radio') return true;
    const group = [...document.getElementsByName(one.name)].filter((other) => other.form === one.form);
    return one === (group.find((other) => other.checked) ?? group[0]);
  };
  const usable = 'a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex]';
  const wanted = [...document.querySelectorAll(usable)].filter((one) => shown(one) && chosen(one));
  const said = (one) => one.outerHTML.replace(/\s+/g, ' ').slice(0, 120);
  const unseen = (one) => {
    const { outlineStyle, outlineWidth } = getComputedStyle(one);
    return outlineStyle === 'none' || parseFloat(outlineWidth) < 2;
  };
  const heard = [];
  const invisible = new Set();
  document.addEventListener('focusin', ({ target }) => {
    heard.push(target);
    if (unseen(target)) invisible.add(target);
  });
  const skip = document.querySelector('a.skip');
  globalThis.keyboard = {
    faults() {
      const again = heard.indexOf(heard[0], 1);
      const way = again > 0 ? heard.slice(0, again) : heard;
      const places = way.map((one) => wanted.indexOf(one)).filter((place) => place >= 0);
      const back = places.findIndex((place, at) => at > 0 && place < places[at - 1]);
      return [
        ...wanted.filter((one) => !way.includes(one)).map((one) => `not by keyboard: ${said(one)}`),
        ...[...invisible].map((one) => `focus not seen: ${said(one)}`),
        ...(back > 0 ? [`out of order: ${said(wanted[places[back]])}`] : []),
        ...(wanted[0] === skip ? [] : ['the first is no skip link']),
        ...[...document.querySelectorAll('[onclick], [tabindex]:not([tabindex="0"], [tabindex="-1"])')].map(
          (one) => `only for a mouse, or out of order: ${said(one)}`,
        ),
      ];
    },
    // Whether there is a skip link, and anything to come to behind it; if so, one stands on it.
    onSkipLink() {
      skip?.focus();
      return skip !== null && document.querySelector('main').querySelector(usable) !== null;
    },
    pastHead() {
      const head = document.querySelector('header');
      return document.activeElement !== skip && !head.contains(document.activeElement);
    },
  };
  // A date has a stop for each part of it, and a table that scrolls is one.
  const dates = wanted.filter((one) => one.type === 'date').length;
  const scrolls = [...document.querySelectorAll('main *')].filter(
    (one) => one.scrollWidth > one.clientWidth && /auto|scroll/.test(getComputedStyle(one).overflowX),
  );
  return wanted.length + 4 * dates + scrolls.length + 1;
}
