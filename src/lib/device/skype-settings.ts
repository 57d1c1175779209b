import type { SignIn } from './room';

/** Name, and only name, under which a Teams Rooms console on Windows looks for the file. */
export const skypeSettingsName = 'SkypeSettings.xml';
/** Folder of the console in which it looks. */
export const skypeSettingsFolder =
	'C:\\Users\\Skype\\AppData\\Local\\Packages\\Microsoft.SkypeRoomSystem_8wekyb3d8bbwe\\LocalState';

/**
 * The file by which a Microsoft Teams Rooms console on Windows takes a sign-in at its next start, and deletes it then
 * (Microsoft, "Manage a Microsoft Teams Rooms console settings remotely with an XML configuration file"). Elements in this
 * order: what stands after one that is out of order or not escaped is ignored.
 * @returns `null` where a character cannot be written in XML 1.0 at all
 */
export function skypeSettingsXml({ signInName, password }: SignIn): string | null {
	if (hasForbidden(signInName + password)) return null;
	return `<SkypeSettings>
  <UserAccount>
    <SkypeSignInAddress>${escaped(signInName)}</SkypeSignInAddress>
    <Password>${escaped(password)}</Password>
  </UserAccount>
  <IsTeamsDefaultClient>true</IsTeamsDefaultClient>
  <TeamsMeetingsEnabled>true</TeamsMeetingsEnabled>
</SkypeSettings>
`;
}

const entities: Readonly<Record<string, string>> = {
	'&': '&amp;',
	'<': '&lt;',
	'>': '&gt;',
	'"': '&quot;',
	"'": '&apos;'
};

function escaped(text: string): string {
	return text.replace(/[&<>"']/g, (character) => entities[character]!);
}

/** Outside the production `Char` of XML 1.0 (https://www.w3.org/TR/xml/#charsets); breaks of lines would not survive a parser. */
function hasForbidden(text: string): boolean {
	return /[^\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/u.test(text);
}
