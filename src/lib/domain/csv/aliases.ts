import type { FieldId } from './fields';

const names = (text: string): readonly string[] => text.trim().split(/\s+/);

/**
 * The header names a field is known by, as `headerKey` writes them; the better name first. From our own files, the
 * exports of Microsoft 365, Exchange (Get-Mailbox, Get-Place, Get-CalendarProcessing), Autopilot, Intune and the
 * Teams admin centre, and from what people write themselves in English, German, French, Spanish and the Nordic languages.
 */
export const aliasesByField: Readonly<Record<FieldId, readonly string[]>> = {
	signInName: names(`
		upn userprincipalname signinname signin signinaddress skypesigninaddress resourceaccount
		resourceaccountupn accountupn userupn primaryuserupn assigneduser signedinuser
		loggedonuser useremail primaryuseremailaddress primarysmtpaddress emailaddress email
		mail account username user login anmeldename benutzerprinzipalname benutzername konto
		nomdutilisateurprincipal nomprincipaldelutilisateur compte cuenta identity
		windowsemailaddress
	`),
	displayName: names(
		'displayname anzeigename nomdaffichage nombreparamostrar visningsnavn visningsnamn name'
	),
	site: names('site sitename campus city location locationname standort stadt ort ville ciudad sted'),
	building: names(`
		building buildingname gebäude gebaeude haus bâtiment batiment edificio bygg bygning
		byggnad office büro bureau
	`),
	floor: names(`
		floorlabel floor floorname floornumber level etage étage stockwerk geschoss planta
		etasje våning
	`),
	room: names('room roomname roomnumber raum raumname raumnummer salle sala rom rum'),
	timeZone: names('timezone timezoneid zeitzone fuseauhoraire zonahoraria tidssone tidszon'),
	notes: names(`
		notes note comment comments remarks bemerkung bemerkungen notizen remarques notas
		merknad
	`),
	make: names(`
		expectedmake make manufacturer devicemanufacturer devicemake vendor hersteller fabricant
		fabricante produsent tillverkare
	`),
	model: names('expectedmodel model devicemodel modelname modell modèle modelo'),
	serial: names(`
		expectedserial serial serialnumber deviceserialnumber serialno seriennummer
		numérodesérie númerodeserie serienummer
	`),
	enabled: names('enabled accountenabled signinallowed aktiviert activé'),
	blocked: names(`
		blockcredential blocked signinblocked signinstatusblocked accountdisabled disabled
		anmeldunggesperrt gesperrt
	`),
	licences: names(`
		licences licenses licence license assignedlicenses assignedlicences lizenzen lizenz
		licencias lisenser licenser
	`),
	passwordNeverExpires: names(
		'passwordneverexpires kennwortläuftnieab passwortläuftnieab lemotdepassenexpirejamais'
	),
	calendarProcessing: names('calendarprocessing automateprocessing'),
	mailboxType: names('mailboxtype recipienttypedetails resourcetype'),
	confirmed: names('confirmed bestätigt confirmé'),
	password: names('password initialpassword kennwort passwort motdepasse contraseña passord lösenord')
};

/** A header name as it is compared: letters and digits only, lower case, NFC. */
export function headerKey(name: string): string {
	return name
		.normalize('NFC')
		.toLowerCase()
		.replace(/[^\p{L}\p{N}]/gu, '');
}
