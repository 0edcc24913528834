import type { MapPage } from './page.ts'

/** Programs of the site. */
export const TOOLS: readonly MapPage[] = [
  {
    path: 'tools/playground', type: 'tool',
    titles: { en: 'Playground', ru: 'Площадка', zh: '演练场' },
    purpose: 'An empty sandbox with everything open.',
    runs: 'five-ways', next: 'tools/explorer',
  },
  {
    path: 'tools/explorer', type: 'tool',
    titles: { en: 'Explorer', ru: 'Перебор порядков', zh: '交错探索' },
    purpose: 'Try all orders of two commands and all cuts; replay the shortest bad one.',
    claims: 'S012.13', runs: 'load-rmi', needs: 'understand/two-commands', next: 'tools/replay',
  },
  {
    path: 'tools/replay', type: 'tool',
    titles: { en: 'Replay a capsule', ru: 'Воспроизвести капсулу', zh: '播放重放包' },
    purpose: 'Open what somebody sent: first what it will do, then step by step.',
    runs: 'load-rmi', next: 'tools/my-store',
  },
  {
    path: 'tools/my-store', type: 'tool',
    titles: { en: 'Look at my store', ru: 'Посмотреть на своё хранилище', zh: '查看我的存储' },
    purpose: 'Drop in a copy of your metadata; run the checks; rehearse the repair. Nothing leaves the browser.',
    claims: 'S012.17', runs: 'my-store damage-repositories-stale', needs: 'reference/checks', next: 'tools/workshop',
  },
  {
    path: 'tools/workshop', type: 'tool',
    titles: { en: 'Workshop', ru: 'Мастерская', zh: '工坊' },
    purpose: 'Write scenarios and tests in TypeScript in the browser.',
    runs: 'load-rmi', needs: 'reference/scenario-format', next: 'home',
  },
]
