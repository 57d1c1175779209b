/** A kind of meeting-room device. */
export interface Console {
	readonly make: string;
	readonly model: string;
}

/** Common meeting-room devices, by make. To extend the list, add a line. */
const modelsByMake: Readonly<Record<string, readonly string[]>> = {
	Cisco: [
		'Room Bar',
		'Room Bar Pro',
		'Room Kit EQ',
		'Board Pro 55',
		'Board Pro 75',
		'Desk Pro',
		'Room Navigator'
	],
	Crestron: ['Flex UC-MMX30-T', 'Flex UC-BX30-T', 'Flex UC-CX100-T', 'TS-1070', 'Videobar 70'],
	Dell: ['OptiPlex 7000 Micro'],
	DTEN: ['D7X', 'Mate', 'Bar'],
	HP: ['Presence Small Space', 'Presence Medium Room', 'Elite Slice G2'],
	Jabra: ['PanaCast 50 Video Bar System', 'PanaCast 50 Room System'],
	Lenovo: ['ThinkSmart Core', 'ThinkSmart Hub', 'ThinkSmart One', 'ThinkSmart Controller'],
	Logitech: ['Tap', 'Tap IP', 'RoomMate', 'Rally Bar', 'Rally Bar Mini', 'Rally Bar Huddle', 'Tap Scheduler'],
	MAXHUB: ['XBoard V7', 'XCore Kit'],
	Microsoft: ['Surface Hub 2S', 'Surface Hub 3'],
	Neat: ['Bar', 'Bar Pro', 'Board', 'Board 50', 'Frame', 'Pad', 'Center'],
	Poly: ['Studio X30', 'Studio X50', 'Studio X52', 'Studio X70', 'Studio X72', 'G7500', 'TC8', 'TC10', 'GC8'],
	Samsung: ['Flip Pro', 'Interactive Display'],
	Yealink: [
		'MeetingBoard 65',
		'MeetingBoard 86',
		'MeetingBar A20',
		'MeetingBar A30',
		'MCore Pro',
		'CTP18',
		'CTP25',
		'RoomPanel'
	]
};

const maxRemembered = 20;

/** Makes to suggest: those given on this phone first, the last before all. */
export function suggestedMakes(remembered: readonly Console[]): string[] {
	return distinct([...remembered.map(({ make }) => make), ...Object.keys(modelsByMake)]);
}

/** Models to suggest for a make; for an unknown one, those that were given for it. */
export function suggestedModels(make: string, remembered: readonly Console[]): string[] {
	const known = Object.entries(modelsByMake).find(([name]) => isSame(name, make))?.[1] ?? [];
	const own = remembered.filter((console) => isSame(console.make, make)).map(({ model }) => model);
	return distinct([...own, ...known]);
}

/** What was given, remembered before what was given earlier. */
export function remember(remembered: readonly Console[], given: Console): Console[] {
	const others = remembered.filter(
		({ make, model }) => !isSame(make, given.make) || !isSame(model, given.model)
	);
	return [given, ...others].slice(0, maxRemembered);
}

function isSame(a: string, b: string): boolean {
	return a.trim().toLowerCase() === b.trim().toLowerCase();
}

function distinct(names: readonly string[]): string[] {
	return names.filter((name, index) => names.findIndex((other) => isSame(other, name)) === index);
}
