/** In place of SvelteKit's `$app/paths`, which is known only in the whole app. Tests that need more mock it. */
export const resolve = (path: string): string => path;
