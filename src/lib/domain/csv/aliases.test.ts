import { expect, it } from 'vitest';
import { aliasesByField, headerKey } from './aliases';
import { recogniseColumns } from './columns';
import { fieldIds, type FieldId } from './fields';

it.each([
	['User principal name', 'userprincipalname'],
	['E-Mail-Address:', 'emailaddress'],
	['  Serial_No. 2 ', 'serialno2'],
	['GEBÄUDE', 'gebäude'],
	['Geba\u0308ude', 'gebäude'],
	['№ / (%)', '']
])('compares %j as %j', (name, key) => {
	expect(headerKey(name)).toBe(key);
});

it.each<[FieldId, string[]]>([
	['signInName', ['UPN', 'User principal name', 'Sign-in address', 'Anmeldename', 'Compte', 'Identity']],
	['displayName', ['DisplayName', 'Anzeigename', "Nom d'affichage", 'Visningsnavn', 'Name']],
	['site', ['Site', 'City', 'Standort', 'Ville', 'Ciudad', 'Sted']],
	['building', ['Building', 'Gebäude', 'Bâtiment', 'Edificio', 'Bygning', 'Office']],
	['floor', ['Floor', 'FloorLabel', 'Level', 'Etage', 'Étage', 'Planta', 'Våning']],
	['room', ['Room', 'Room number', 'Raum', 'Salle', 'Sala', 'Rom']],
	['timeZone', ['Time zone', 'Zeitzone', 'Fuseau horaire', 'Tidssone']],
	['notes', ['Notes', 'Comments', 'Bemerkungen', 'Remarques', 'Merknad']],
	['make', ['Make', 'Manufacturer', 'Hersteller', 'Fabricant', 'Produsent']],
	['model', ['Model', 'Device model', 'Modell', 'Modèle', 'Modelo']],
	['serial', ['Serial', 'Serial number', 'Seriennummer', 'Numéro de série', 'Serienummer']],
	['enabled', ['Enabled', 'Account enabled', 'Aktiviert', 'Activé']],
	['blocked', ['Block credential', 'Sign-in blocked', 'Disabled', 'Gesperrt']],
	['licences', ['Licenses', 'Licences', 'Assigned licenses', 'Lizenzen', 'Licencias', 'Lisenser']],
	['passwordNeverExpires', ['PasswordNeverExpires', 'Kennwort läuft nie ab']],
	['calendarProcessing', ['CalendarProcessing', 'AutomateProcessing']],
	['mailboxType', ['MailboxType', 'RecipientTypeDetails', 'ResourceType']],
	['confirmed', ['Confirmed', 'Bestätigt', 'Confirmé']],
	['password', ['Password', 'Initial password', 'Kennwort', 'Mot de passe', 'Contraseña', 'Lösenord']]
])('knows %s by its names in several languages', (field, names) => {
	for (const name of names) expect([name, recogniseColumns([name], []).mapping]).toEqual([name, [field]]);
});

it('knows each field by names as they are compared, and no name for two of them', () => {
	const names = fieldIds.flatMap((field) => aliasesByField[field]);
	expect(names.map(headerKey)).toEqual(names);
	expect(new Set(names).size).toBe(names.length);
	expect(fieldIds.filter((field) => aliasesByField[field].length === 0)).toEqual([]);
});
