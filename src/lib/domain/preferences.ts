import { safeRule, type AutoApprovalRule } from './auto-approval';

/** The expirations offered, in hours; any other whole number from 1 to 336 is custom. */
export const otpExpirationHours = [8, 24, 48, 72, 168, 336] as const;

/** Bounds of every period a person can choose here, in hours. */
export const minHours = 1;
export const maxHours = 336;

/**
 * What a workspace has agreed on. Times apply to OTPs generated from now on, as an OTP keeps what it was generated with;
 * auto-approval applies to every OTP that nobody has used.
 */
export interface Preferences {
	/** How long a code can be redeemed, in hours from its not-before. */
	readonly otpExpirationHours: number;
	/** How long after its expiration a waiting request may still be decided, in hours. */
	readonly decideWithinHours: number;
	/** How long after the decision the device may fetch it, in hours. */
	readonly collectWithinHours: number;
	readonly autoApproval: boolean;
	/** What may be approved by itself. Kept while it is off. */
	readonly autoApprovalRule: AutoApprovalRule;
	/** The address printed on sheets, where technicians reach this app; empty: the address it was opened at. */
	readonly deviceAddress: string;
}

export const defaultPreferences: Preferences = Object.freeze({
	otpExpirationHours: 8,
	decideWithinHours: 24,
	collectWithinHours: 12,
	autoApproval: false,
	autoApprovalRule: safeRule,
	deviceAddress: ''
});

/** Whether a number is a period that can be chosen: whole hours from 1 to 336. */
export function isHours(value: number): boolean {
	return Number.isInteger(value) && value >= minHours && value <= maxHours;
}
