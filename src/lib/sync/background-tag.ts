import { isPassing } from './ask-until-there';
import type { HubErrorType } from './hub-client';

/** The name under which a browser is asked to sync once there is a network. */
export const backgroundSyncTag = 'roompass-hub';

/** What waits to be sent, and why it could not be. */
export interface WaitingStanding {
	readonly waiting: number;
	readonly failure: HubErrorType | null;
	/** False where there is certainly no network. */
	readonly isOnline: boolean;
}

/**
 * Whether the browser is to be asked for a sync: more waits than before, and it is not being sent at this moment. The app may be
 * closed before its next try.
 */
export function needsBackgroundSync(
	{ waiting, failure, isOnline }: WaitingStanding,
	waitedBefore: number
): boolean {
	if (waiting <= waitedBefore) return false;
	return failure === null ? !isOnline : isPassing({ type: failure });
}
