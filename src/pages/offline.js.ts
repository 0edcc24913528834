import { stripTypeScriptTypes } from 'node:module'
import type { APIRoute } from 'astro'
import worker from '../offline/worker.ts?raw'

/** The service worker, at the root: it answers for every page. */
export const GET: APIRoute = () => new Response(stripTypeScriptTypes(worker), { headers: { 'content-type': 'text/javascript' } })
