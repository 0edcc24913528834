import type { Shelf } from '../scenarios.ts'

export const SHELF: Shelf = import.meta.glob('../../../../content/scenarios/lab-*.ts')
