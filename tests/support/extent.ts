import { isSoak } from '../../scripts/soak-mode.mjs';

/** How often a long test does what it does: in `npm test` a few times, whole in the soak. Such a test has the tag `soak`. */
export function extent({ short, whole }: { readonly short: number; readonly whole: number }): number {
	return isSoak ? whole : short;
}
