import type { ProjectFiles, WorkshopData } from '../../workshop/files.ts'

/** Under which the reader's changes are kept. */
export const DRAFT = 'tools/workshop'

/** The reader's part of the project, and what the editor knows; the engine is fetched when Node or the archive needs it. */
export type Project = Pick<WorkshopData, 'files' | 'declarations'>

async function fetchJson<T>(path: string): Promise<T> {
  const response = await fetch(path)
  if (!response.ok) throw new Error(`${path}: ${response.status}`)
  return await response.json() as T
}

/** @throws when it cannot be fetched */
export const fetchProject = (code: string): Promise<Project> => fetchJson<Project>(`/workshop/files.${code}.json`)

/** @throws when it cannot be fetched */
export const fetchEngine = (): Promise<ProjectFiles> => fetchJson<ProjectFiles>('/workshop/engine.json')
