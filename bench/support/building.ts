/** A large estate as its export would be: `count` rooms in CSV text, in the columns of our own export. */
export function roomsCsv(count: number): string {
	const header =
		'UPN,DisplayName,Site,Building,Floor,Room,TimeZone,ExpectedMake,ExpectedModel,ExpectedSerial,Enabled,Licences,PasswordNeverExpires';
	const lines = [header];
	for (let n = 0; n < count; n++) {
		const { upn, displayName, site, building, floor, room, serial } = roomAt(n);
		lines.push(
			`${upn},"${displayName}",${site},${building},${floor},${room},Europe/Oslo,Logitech,RoomMate,${serial},True,Microsoft Teams Rooms Pro,True`
		);
	}
	return lines.join('\r\n');
}

/** The names of one room of that estate. */
export function roomAt(
	n: number
): Record<'upn' | 'displayName' | 'site' | 'building' | 'floor' | 'room' | 'serial', string> {
	const site = sites[n % sites.length]!;
	const building = `Building ${1 + (Math.floor(n / 40) % 25)}`;
	const floor = String(1 + (n % 8));
	const room = `${floor}.${String(n % 100).padStart(2, '0')}`;
	return {
		upn: `room-${String(n).padStart(6, '0')}@contoso.com`,
		displayName: `${site}, ${building}, Room ${room} (${n})`,
		site,
		building,
		floor,
		room,
		serial: `LOG${String(2_000_000 + n * 17)}`
	};
}

const sites = ['Oslo', 'Bergen', 'Stockholm', 'København', 'Helsinki', 'Hamburg', 'Zürich', 'Leeds'];
