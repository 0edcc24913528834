import type { Offer } from '../../playground/terminals.ts'

/** Would it bring an image into an empty store? */
export const fills = (offer: Offer): boolean => offer.kind === 'line' && /^docker (?:image )?(?:load|pull|build|import)\b/.test(offer.line)
