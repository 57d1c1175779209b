import { describe, expect, it } from 'vitest';
import { requestsOf, standingDecisions } from './decisions';
import type { Decided, OtpFact, Requested } from './otp';

/** A fact; its key is also its time, so that times are told apart. */
const fact = (key: number, fields: Record<string, unknown>) =>
	({ at: key * 100, by: 'm1', key: String(key), ...fields }) as OtpFact;
const requested = (key: number, request: string) => fact(key, { type: 'requested', request }) as Requested;
const decided = (key: number, request: string, verdict: string, more: Record<string, unknown> = {}) =>
	fact(key, {
		type: 'decided',
		request,
		decision: { verdict },
		handedOver: false,
		grantedAt: null,
		...more
	}) as Decided;
const about = (type: string) => (key: number, of: Decided) =>
	fact(key, { type, request: of.request, decision: of.key });
const withdrawn = about('decision-withdrawn');
const handedOver = about('handed-over');
const delivered = about('delivered');

/** What stands for the request `r`. */
const standing = (...facts: OtpFact[]) => [...standingDecisions(facts).values()];

describe('requests', () => {
	it('are named in the order in which they came, each by the fact that told of it first', () => {
		const [first, second, again] = [requested(1, 'b'), requested(2, 'a'), requested(3, 'b')];
		expect(requestsOf([first, decided(4, 'b', 'approved'), second, again])).toEqual([first, second]);
		expect(requestsOf([])).toEqual([]);
	});
});

describe('the decision that stands', () => {
	const approval = decided(1, 'r', 'approved');
	const rejection = decided(2, 'r', 'rejected');

	it('is one for each request, and none where nothing was decided', () => {
		const other = decided(3, 's', 'rejected');
		expect(standingDecisions([requested(1, 'r'), fact(2, { type: 'voided' })]).size).toBe(0);
		expect(
			[...standingDecisions([approval, other])].map(([request, { decided: of }]) => [request, of])
		).toEqual([
			['r', approval],
			['s', other]
		]);
	});

	it('has left nobody’s hands when it was only made', () => {
		expect(standing(approval)).toEqual([
			{ decided: approval, handedOverAt: null, deliveredAt: null, overruled: [] }
		]);
	});

	it.each<[string, readonly OtpFact[], number | null, number | null]>([
		['with its QR shown at once', [decided(1, 'r', 'approved', { handedOver: true })], 100, null],
		['by a hub, at the hub’s time', [decided(1, 'r', 'approved', { grantedAt: 77 })], 77, null],
		[
			'by a hub, though it says its QR was shown',
			[decided(1, 'r', 'approved', { grantedAt: 77, handedOver: true })],
			77,
			null
		],
		['with its QR shown later', [approval, handedOver(5, approval)], 500, null],
		['with its QR shown twice', [approval, handedOver(5, approval), handedOver(6, approval)], 500, null],
		['read by the device, its QR never noted', [approval, delivered(7, approval)], 700, 700],
		['shown and then read', [approval, handedOver(5, approval), delivered(7, approval)], 500, 700],
		['read, and noted as shown after', [approval, delivered(7, approval), handedOver(8, approval)], 700, 700],
		['read, as two tablets heard', [approval, delivered(7, approval), delivered(8, approval)], 700, 700],
		[
			'read, the device not saying which',
			[approval, fact(7, { type: 'delivered', request: 'r', decision: null })],
			null,
			null
		]
	])('%s: when it was handed over and when read', (_, facts, handedOverAt, deliveredAt) => {
		expect(standing(...facts)).toMatchObject([{ handedOverAt, deliveredAt }]);
	});

	it.each<[string, readonly OtpFact[], Decided, readonly Decided[]]>([
		['the first', [approval, rejection], approval, [rejection]],
		[
			'the first that was handed over',
			[approval, rejection, handedOver(5, rejection)],
			rejection,
			[approval]
		],
		[
			'the first of two that were handed over',
			[approval, rejection, handedOver(5, rejection), handedOver(6, approval)],
			approval,
			[rejection]
		],
		[
			'the one that the device has read, of two that were handed over',
			[approval, rejection, handedOver(5, approval), handedOver(6, rejection), delivered(7, rejection)],
			rejection,
			[approval]
		],
		['the first of two of one mind', [approval, decided(2, 'r', 'approved')], approval, []]
	])('of several is %s; it names those that say otherwise', (_, facts, stands, overruled) => {
		expect(standing(...facts)).toMatchObject([{ decided: stands, overruled }]);
	});

	it('is none where it was withdrawn in time, and the next where there is one', () => {
		expect(standing(approval, withdrawn(5, approval))).toEqual([]);
		expect(standing(approval, rejection, withdrawn(5, approval))).toMatchObject([
			{ decided: rejection, overruled: [] }
		]);
	});

	it.each<[string, OtpFact]>([
		['handed over', handedOver(6, approval)],
		['read', delivered(6, approval)]
	])('stands though withdrawn where it was %s', (_, proof) => {
		expect(standing(approval, withdrawn(5, approval), proof)).toMatchObject([{ decided: approval }]);
	});
});
