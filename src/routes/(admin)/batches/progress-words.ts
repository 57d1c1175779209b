import type { BatchProgress } from '$lib/domain/batch-progress';
import { m } from '$lib/paraglide/messages';
import { list } from '$lib/ui/format';
import { partsOf, type ProgressPart } from './progress-parts';

/** How many OTPs are in a part, in words: `17 signed in`. */
export const partWords: Record<ProgressPart, (count: number) => string> = {
	signedIn: (count) => m.batch_part_signed_in({ count }),
	approved: (count) => m.batch_part_approved({ count }),
	waiting: (count) => m.batch_part_waiting({ count }),
	unused: (count) => m.batch_part_unused({ count }),
	conflicts: (count) => m.batch_part_conflicts({ count }),
	rejected: (count) => m.batch_part_rejected({ count }),
	expired: (count) => m.batch_part_expired({ count }),
	revoked: (count) => m.batch_part_revoked({ count }),
	superseded: (count) => m.batch_part_superseded({ count })
};

/** The colour of a part, in the bar and beside its words. */
export const partClass: Record<ProgressPart, string> = {
	signedIn: 'bg-success',
	approved: 'bg-info',
	waiting: 'bg-warning',
	unused: 'bg-accent',
	conflicts: 'bg-danger',
	rejected: 'bg-danger',
	expired: 'bg-ink-muted',
	revoked: 'bg-line-strong',
	superseded: 'bg-line-strong/50'
};

/** A batch's progress as one sentence: `24 issued: 17 signed in, 2 waiting for approval and 5 unused`. */
export function progressText(progress: BatchProgress): string {
	const parts = partsOf(progress).map(({ part, count }) => partWords[part](count));
	const text = m.batch_progress({ count: progress.issued, parts: list(parts) });
	return progress.expiring > 0 ? `${text} ${m.batch_expiring({ count: progress.expiring })}` : text;
}
