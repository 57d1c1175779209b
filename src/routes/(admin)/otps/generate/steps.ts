/** The steps that the wizard itself shows; the download is a page of its own, so that it can be come back to. */
export const wizardSteps = ['accounts', 'configuration', 'review', 'generate'] as const;
export type WizardStep = (typeof wizardSteps)[number];
