import process from 'node:process';

/** Whether long tests run whole: `npm run test:soak` says so by `SOAK=on`. vite.config.ts asks the same. */
export const isSoak = process.env.SOAK === 'on';

/** How often a long test does what it does: in `npm test` a few times, whole in the soak. Such a test has the tag `soak`. */
export function extent({ short, whole }: { readonly short: number; readonly whole: number }): number {
	return isSoak ? whole : short;
}
