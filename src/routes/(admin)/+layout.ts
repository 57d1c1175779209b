/** Nothing of the admin's side can be made before the workspace is unlocked, which happens in the browser. */
export const ssr = false;
