import { expect, it } from 'vitest';
import { skypeSettingsXml } from './skype-settings';

it('has the shape and order that the console reads', () => {
	expect(skypeSettingsXml({ signInName: 'room1@contoso.com', password: 'kFahm-dRt4n' })).toBe(
		`<SkypeSettings>
  <UserAccount>
    <SkypeSignInAddress>room1@contoso.com</SkypeSignInAddress>
    <Password>kFahm-dRt4n</Password>
  </UserAccount>
  <IsTeamsDefaultClient>true</IsTeamsDefaultClient>
  <TeamsMeetingsEnabled>true</TeamsMeetingsEnabled>
</SkypeSettings>
`
	);
});

it('escapes what XML takes for markup, and leaves the rest', () => {
	const xml = skypeSettingsXml({ signInName: 'o’hara&co@contoso.com', password: `a<b>&"'é €😀]]>` });
	expect(xml).toContain('<SkypeSignInAddress>o’hara&amp;co@contoso.com</SkypeSignInAddress>');
	expect(xml).toContain('<Password>a&lt;b&gt;&amp;&quot;&apos;é €😀]]&gt;</Password>');
});

it.each(['\u0000', '\u0007', '\n', '\uFFFF', '\uD800'])('refuses what XML cannot say: %j', (character) => {
	expect(skypeSettingsXml({ signInName: 'a@b.example', password: `x${character}` })).toBeNull();
});
