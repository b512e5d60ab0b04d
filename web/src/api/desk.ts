// Saved views and search, as the server will describe them.
import type { ConversationRow, Id, Named } from './types';

export interface SavedView { id: Id; name: string; query: string; shared: 'me' | 'department' | 'brand'; owner: Named; position: number; count: number; count_is_floor: boolean }
export interface QueryProblem { from: number; to: number; message: string; suggestion: string | null }   // UTF-8 bytes, half-open
export interface QueryCheck { ok: boolean; problems: QueryProblem[] }
export interface Found { conversation: ConversationRow; post_id: Id; excerpt: string; highlights: [number, number][] }
