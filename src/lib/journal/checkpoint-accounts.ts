import {
	emptyExpectedDevice,
	type Account,
	type GroupStamps,
	type ReadinessFacts
} from '$lib/domain/account';
import type { AccountId } from '$lib/domain/ids';
import type { Numbered } from './numbered';

/** What rows refer to by number, since rooms of one site share it. */
export interface AccountTables {
	/** Sites, buildings, floors, time zones, makes and models. */
	readonly texts: readonly string[];
	readonly facts: readonly ReadinessFacts[];
	readonly stamps: readonly GroupStamps[];
}

/** The same while they are being filled. */
export interface GrowingAccountTables {
	readonly texts: Numbered<string>;
	readonly facts: Numbered<ReadinessFacts>;
	readonly stamps: Numbered<GroupStamps>;
}

/**
 * Accounts as columns: the platform's JSON parser makes one array of 2,000 texts much faster than 2,000 arrays, and
 * what is shared is made once. Numbers are those of the tables; `''` and 0 stand for what is not there.
 */
interface Columns {
	/** Ids that differ from the sign-in name, by row. */
	ids: [row: number, id: string][];
	signInNames: string[];
	displayNames: string[];
	sites: number[];
	buildings: number[];
	floors: number[];
	rooms: string[];
	timeZones: number[];
	notes: [row: number, notes: string][];
	makes: number[];
	models: number[];
	serials: string[];
	facts: number[];
	/** 0: none. */
	passwords: (string | 0)[];
	deleted: number[];
	stamps: number[];
}

/** A page of accounts as JSON. */
export function accountsToJson(accounts: readonly Account[], tables: GrowingAccountTables): string {
	const { texts, facts, stamps } = tables;
	const c: Columns = {
		ids: [],
		signInNames: [],
		displayNames: [],
		sites: [],
		buildings: [],
		floors: [],
		rooms: [],
		timeZones: [],
		notes: [],
		makes: [],
		models: [],
		serials: [],
		facts: [],
		passwords: [],
		deleted: [],
		stamps: []
	};
	for (const [row, account] of accounts.entries()) {
		const { profile, expected } = account;
		if (account.id !== profile.signInName) c.ids.push([row, account.id]);
		c.signInNames.push(profile.signInName);
		c.displayNames.push(profile.displayName);
		c.sites.push(texts.numberOf(profile.site));
		c.buildings.push(texts.numberOf(profile.building));
		c.floors.push(texts.numberOf(profile.floor));
		c.rooms.push(profile.room);
		c.timeZones.push(texts.numberOf(profile.timeZone));
		if (profile.notes) c.notes.push([row, profile.notes]);
		c.makes.push(texts.numberOf(expected.make));
		c.models.push(texts.numberOf(expected.model));
		c.serials.push(expected.serial);
		c.facts.push(facts.numberOf(account.facts));
		c.passwords.push(account.credential ? account.credential.password : 0);
		if (account.deleted) c.deleted.push(row);
		c.stamps.push(stamps.numberOf(account.stamps));
	}
	return JSON.stringify(c);
}

/** The accounts of a page, in their order. */
export function jsonToAccounts(json: string, { texts, facts, stamps }: AccountTables): Account[] {
	const c = JSON.parse(json) as Columns;
	const ids = new Map(c.ids);
	const notes = new Map(c.notes);
	const deleted = new Set(c.deleted);
	return c.signInNames.map((signInName, row): Account => {
		const make = texts[c.makes[row]!]!;
		const model = texts[c.models[row]!]!;
		const serial = c.serials[row]!;
		const password = c.passwords[row]!;
		return {
			id: (ids.get(row) ?? signInName) as AccountId,
			profile: {
				signInName,
				displayName: c.displayNames[row]!,
				site: texts[c.sites[row]!]!,
				building: texts[c.buildings[row]!]!,
				floor: texts[c.floors[row]!]!,
				room: c.rooms[row]!,
				timeZone: texts[c.timeZones[row]!]!,
				notes: notes.get(row) ?? ''
			},
			expected: make || model || serial ? { make, model, serial } : emptyExpectedDevice,
			facts: facts[c.facts[row]!]!,
			credential: password === 0 ? null : { kind: 'password', password },
			deleted: deleted.has(row),
			stamps: stamps[c.stamps[row]!]!
		};
	});
}
