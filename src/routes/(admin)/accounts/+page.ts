/** The table is the scroller, so the page gets the window's height. */
export const load = () => ({ fill: true });
