import { writeCsv } from '../csv/write';

/** A room as it is worked out below: everything not named is as it should be. */
interface Room {
	readonly name: string;
	readonly fault?: Partial<
		Record<'enabled' | 'licences' | 'passwordNeverExpires' | 'mailboxType' | 'calendarProcessing', string>
	>;
	/** Nothing is known about the account. */
	readonly isUnknown?: true;
}

interface Floor {
	readonly site: string;
	readonly building: string;
	readonly floor: string;
	readonly rooms: readonly Room[];
}

const named = (...names: string[]): Room[] => names.map((name) => ({ name }));

/** Two sites of one company; the rooms are called after fjords, mountains, islands, lighthouses and rivers. */
const floors: readonly Floor[] = [
	{
		site: 'Oslo',
		building: 'Harbour House',
		floor: '1',
		rooms: [
			...named('Geiranger', 'Hardanger', 'Lyse', 'Nærøy', 'Sogne', 'Trollfjord', 'Aurland'),
			{ name: 'Reception', isUnknown: true }
		]
	},
	{
		site: 'Oslo',
		building: 'Harbour House',
		floor: '2',
		rooms: [
			...named(
				'Galdhøpiggen',
				'Glittertind',
				'Romsdalshorn',
				'Stetind',
				'Snøhetta',
				'Gaustatoppen',
				'Kjerag'
			),
			{ name: 'Preikestolen', fault: { enabled: 'False' } },
			...named('Rondane')
		]
	},
	{
		site: 'Oslo',
		building: 'Harbour House',
		floor: '3',
		rooms: [
			...named('Senja', 'Andøya', 'Hitra', 'Frøya', 'Karmøy', 'Røst', 'Værøy'),
			{ name: 'Smøla', fault: { licences: 'None' } },
			...named('Tjøme')
		]
	},
	{
		site: 'Oslo',
		building: 'Harbour House',
		floor: '4',
		rooms: [
			...named('Lindesnes', 'Færder', 'Kråkenes', 'Slettnes', 'Ryvarden'),
			{ name: 'Boardroom', fault: { passwordNeverExpires: 'False' } },
			{ name: 'Studio', isUnknown: true }
		]
	},
	{
		site: 'Bergen',
		building: 'Wharf Office',
		floor: '1',
		rooms: [
			...named('Glomma', 'Namsen', 'Tana', 'Otra', 'Alta', 'Driva'),
			{ name: 'Lågen', fault: { calendarProcessing: 'AutoUpdate' } }
		]
	}
];

const devices = [
	{ make: 'Logitech', model: 'RoomMate', serial: '2318LZ5' },
	{ make: 'Yealink', model: 'MeetingBar A30', serial: '8030YA1' },
	{ make: 'Poly', model: 'Studio X52', serial: '8L2419P' },
	{ make: 'Neat', model: 'Bar Gen 2', serial: 'NB2241N' }
] as const;

const header = [
	'UPN',
	'DisplayName',
	'Site',
	'Building',
	'Floor',
	'Room',
	'TimeZone',
	'ExpectedMake',
	'ExpectedModel',
	'ExpectedSerial',
	'Notes',
	'Enabled',
	'Licences',
	'PasswordNeverExpires',
	'MailboxType',
	'CalendarProcessing'
];

/**
 * A building to try everything with, as CSV text for the importer: 40 rooms, of which 34 are ready, 4 need action and 2
 * are unknown; every other room expects a device. The text is always the same.
 */
export function sampleBuilding(): string {
	return writeCsv(
		header,
		floors
			.flatMap((floor) => floor.rooms.map((room) => ({ ...floor, room })))
			.map(({ site, building, floor, room: { name, fault, isUnknown } }, index) => {
				const device = index % 2 === 0 ? devices[(index / 2) % devices.length]! : undefined;
				const fact = (id: keyof NonNullable<typeof fault>, usual: string) =>
					isUnknown ? '' : (fault?.[id] ?? usual);
				return [
					`${asciiName(site)}.${asciiName(name)}@northlight.example`,
					`${site} ${name}`,
					site,
					building,
					floor,
					name,
					'Europe/Oslo',
					device?.make ?? '',
					device?.model ?? '',
					device ? `${device.serial}${String(1_000 + 37 * index)}` : '',
					name === 'Boardroom' ? 'Ask the front desk for the key.' : '',
					fact('enabled', 'True'),
					fact('licences', 'Microsoft Teams Rooms Pro'),
					fact('passwordNeverExpires', 'True'),
					fact('mailboxType', 'RoomMailbox'),
					fact('calendarProcessing', 'AutoAccept')
				];
			})
	);
}

/** A name for an address: `Nærøy` → `naeroy`. */
function asciiName(name: string): string {
	return name.toLowerCase().replaceAll('æ', 'ae').replaceAll('ø', 'o').replaceAll('å', 'a');
}
