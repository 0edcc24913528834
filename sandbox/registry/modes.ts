/** How a registry behaves: `ok`, or one named fault. */
export const REGISTRY_MODES = ['ok', 'slow', '429', '500', 'corrupt', '404blob', 'badconfig', 'cut', 'badauth'] as const
export type RegistryMode = (typeof REGISTRY_MODES)[number]

export const isRegistryMode = (text: string): text is RegistryMode => (REGISTRY_MODES as readonly string[]).includes(text)
