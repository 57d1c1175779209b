import { isSignInName, type Account } from './account';

/** What one check says of one account; `unknown` where the facts it needs are missing. */
export type CheckOutcome = 'pass' | 'fail' | 'unknown';

export type CheckId =
	| 'sign-in-name'
	| 'enabled'
	| 'licence'
	| 'password-never-expires'
	| 'room-mailbox'
	| 'calendar-auto-accept'
	| 'confirmed';

/** One thing that must hold before a room's device can sign in. Title and fix are in the message catalogue. */
export interface ReadinessCheck {
	readonly id: CheckId;
	/** A structural check passes on form alone, so passing it is no knowledge of the account. */
	readonly structural?: true;
	evaluate(account: Pick<Account, 'profile' | 'facts'>): CheckOutcome;
}

const known = (value: boolean | null): CheckOutcome => (value === null ? 'unknown' : value ? 'pass' : 'fail');

/**
 * Licences a room's device can sign in with, by name or SKU part number (Microsoft Learn, "Product names and
 * service plan identifiers for licensing": MTR_PREM, Microsoft_Teams_Rooms_Pro, Microsoft_Teams_Rooms_Basic,
 * MEETING_ROOM, MCOCAP for shared devices).
 */
const roomLicence = /teams[ _]rooms|\bmtr|meeting[ _]room|shared device|mcocap/i;

/** Whether one of the names is a licence for a meeting-room device. */
export function hasRoomLicence(licences: readonly string[]): boolean {
	return licences.some((licence) => roomLicence.test(licence));
}

/** Every check, in the order in which they are shown. */
export const readinessChecks: readonly ReadinessCheck[] = [
	{
		id: 'sign-in-name',
		structural: true,
		evaluate: ({ profile }) => (isSignInName(profile.signInName) ? 'pass' : 'fail')
	},
	{ id: 'enabled', evaluate: ({ facts }) => known(facts.enabled) },
	{
		id: 'licence',
		evaluate: ({ facts }) => known(facts.licences === null ? null : hasRoomLicence(facts.licences))
	},
	{ id: 'password-never-expires', evaluate: ({ facts }) => known(facts.passwordNeverExpires) },
	{
		id: 'room-mailbox',
		evaluate: ({ facts }) => known(facts.mailboxType === null ? null : /room/i.test(facts.mailboxType))
	},
	{
		id: 'calendar-auto-accept',
		evaluate: ({ facts }) =>
			known(facts.calendarProcessing === null ? null : /^autoaccept$/i.test(facts.calendarProcessing.trim()))
	},
	{ id: 'confirmed', evaluate: ({ facts }) => (facts.confirmed ? 'pass' : 'unknown') }
];

/** `needs-action` lists the checks that fail; `not-available` where nothing is known of the account. */
export type Readiness =
	| { readonly status: 'no-action-needed' }
	| { readonly status: 'needs-action'; readonly failed: readonly CheckId[] }
	| { readonly status: 'not-available' };

const ready: Readiness = Object.freeze({ status: 'no-action-needed' });
const notAvailable: Readiness = Object.freeze({ status: 'not-available' });

/**
 * The readiness status of an account (PEERS.md: `No action needed`, `Needs action`, `N/A`).
 * @param waived checks the workspace has marked as not applicable here: they are not asked.
 */
export function readinessOf(
	account: Pick<Account, 'profile' | 'facts'>,
	waived: ReadonlySet<CheckId>
): Readiness {
	let failed: CheckId[] | undefined;
	let isKnown = false;
	for (const check of readinessChecks) {
		if (waived.has(check.id)) continue;
		const outcome = check.evaluate(account);
		if (outcome === 'fail') (failed ??= []).push(check.id);
		else if (outcome === 'pass' && !check.structural) isKnown = true;
	}
	if (failed) return { status: 'needs-action', failed };
	return isKnown ? ready : notAvailable;
}
