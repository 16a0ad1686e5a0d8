/** What a page is asked about the panel's accessibility: scripts that the page evaluates. */

/** Controls of the panel that a screen reader could not name. */
export const namelessControls = `
  [...document.querySelectorAll('#atelier-toggle, #atelier-panel :is(button, input, select, [tabindex], [role])')]
    .filter((control) => !['group', 'status'].includes(control.getAttribute('role')))
    .filter((control) => !(control.ariaLabel || control.labels?.[0]?.innerText || control.innerText)?.trim())
    .map((control) => control.outerHTML)`;

/** What refers to ids that are not there, or there twice. */
export const brokenReferences = `
  [...document.querySelectorAll('#atelier-toggle, #atelier-panel *')].flatMap((element) =>
    ['aria-controls', 'aria-labelledby', 'for'].flatMap((name) => {
      const id = element.getAttribute(name);
      return id !== null && document.querySelectorAll('#' + id).length !== 1 ? [name + '=' + id] : [];
    }))`;

/** Texts of the panel with less contrast than WCAG AA wants for small text (4.5), of so many in all. */
export const faintTexts = `(() => {
  const parts = (color) => color.match(/[\\d.]+/g).map(Number);
  const luminance = (color) => {
    const [r, g, b] = parts(color).slice(0, 3).map((part) => part / 255)
      .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ground = (element) => {
    const color = getComputedStyle(element).backgroundColor;
    return (parts(color)[3] ?? 1) === 1 ? color : ground(element.parentElement);
  };
  const texts = [...document.querySelectorAll('#atelier-toggle, #atelier-panel *')].filter((element) =>
    [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim() !== ''));
  const faint = texts.filter((element) => {
    const [dark, light] = [getComputedStyle(element).color, ground(element)].map(luminance).sort((a, b) => a - b);
    return (light + 0.05) / (dark + 0.05) < 4.5;
  });
  return { count: texts.length, faint: faint.map((element) => element.outerHTML) };
})()`;
